package language

import "testing"

func TestDetect(t *testing.T) {
	for text, want := range map[string]string{
		"":      "",
		"12 34": "",
		"The foreign minister arrived in the capital on Monday for two days of talks on the border dispute.": "en",
		"Kenya, Uganda sign pact": "en",
		"Der Außenminister ist am Montag zu zweitägigen Gesprächen über den Grenzstreit in der Hauptstadt eingetroffen.":         "de",
		"Le ministre des Affaires étrangères est arrivé lundi dans la capitale pour deux jours de discussions sur la frontière.": "fr",
		"El ministro de Exteriores llegó el lunes a la capital para mantener dos días de conversaciones sobre la frontera.":      "es",
		"Министр иностранных дел прибыл в понедельник в столицу для двухдневных переговоров о границе.":                          "ru",
		"外交部长星期一抵达首都，就边界争端举行为期两天的会谈。":                                                                                            "zh",
		"وصل وزير الخارجية إلى العاصمة يوم الاثنين لإجراء محادثات تستمر يومين حول النزاع الحدودي.":                               "ar",
	} {
		if got := Detect(text); got != want {
			t.Errorf("Detect(%q) = %q, want %q", text, got, want)
		}
	}
}
