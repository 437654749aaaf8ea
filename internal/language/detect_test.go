package language

import "testing"

func TestDetect(t *testing.T) {
	cases := []struct{ text, want string }{
		{"", ""}, {"12 34 – 5", ""}, {"…", ""}, {"7", ""},
		{"The foreign minister arrived in the capital on Monday for two days of talks on the border dispute.", "en"},
		{"THE FOREIGN MINISTER ARRIVED IN THE CAPITAL ON MONDAY FOR TALKS WITH HIS COUNTERPART.", "en"},
		// Headlines and names.
		{"Kenya, Uganda sign pact", "en"},
		{"KENYA, UGANDA SIGN PACT", "en"},
		{"EL SALVADOR, LOS ANGELES OFFICIALS MEET", "en"},
		{"Putin hosts Xi", "en"},
		{"Erdogan, Zelenskyy discuss grain corridor", "en"},
		{"Three die in Rio de Janeiro blast", "en"},
		{"Nepalese cabinet endorses guerrillas' latest truce offer", "en"},
		{"Rome's envoy quits", "en"},
		{"Prime Minister Scott Morrison meets Emmanuel Macron, visits Canberra, Marseille, Toulouse, Bordeaux, Perpignan", "en"},
		{"Vučić, Kurti meet Borrell, Lajčák in Brussels", "en"},
		{"Mahmoud Abbas, Ismail Haniyeh and Abdel Fattah al-Sisi met in Sharm el-Sheikh, the Al-Ahram daily Al-Masry al-Youm said.", "en"},
		{"Ivica Dačić and Jadranka Joksimović flew to Podgorica, where Milojko Spajić and Jakov Milatović received them at Vila Gorica.", "en"},
		{"Ngô Đình Diệm's brother Ngô Đình Nhu ran the Cần Lao party from Sài Gòn.", "en"},
		// Other languages, long and short.
		{"Der Außenminister ist am Montag zu zweitägigen Gesprächen über den Grenzstreit in der Hauptstadt eingetroffen.", "de"},
		{"Russland und China unterzeichnen Abkommen", "de"},
		{"Le ministre des Affaires étrangères est arrivé lundi dans la capitale pour deux jours de discussions sur la frontière.", "fr"},
		{"Le président arrive à Dakar", "fr"},
		{"El ministro de Exteriores llegó el lunes a la capital para mantener dos días de conversaciones sobre la frontera.", "es"},
		{"Colombia y Ecuador acuerdan una tregua", "es"},
		{"O governo do Brasil anunciou nesta terça-feira sanções contra a Venezuela e não descartou outras medidas.", "pt"},
		{"Il ministro degli Esteri ha incontrato l'ambasciatore della Grecia dopo la crisi.", "it"},
		{"De minister van Buitenlandse Zaken heeft de ambassadeur ontvangen en het verdrag ondertekend.", "nl"},
		{"Minister spraw zagranicznych spotkał się z ambasadorem w stolicy.", "pl"},
		{"Dışişleri Bakanı büyükelçi ile görüştü ve anlaşmayı imzaladı.", "tr"},
		{"Menteri luar negeri bertemu dengan duta besar untuk membahas perbatasan.", "id"},
		{"Bộ trưởng ngoại giao đã gặp đại sứ và ký một hiệp định.", "vi"},
		{"Министр иностранных дел прибыл в понедельник в столицу для двухдневных переговоров о границе.", "ru"},
		{"外交部长星期一抵达首都，就边界争端举行为期两天的会谈。", "zh"},
		{"外務大臣は月曜日に首都に到着し、国境問題について二日間の会談を行った。", "ja"},
		{"외무장관은 월요일 수도에 도착해 국경 분쟁에 관한 이틀간의 회담을 가졌다.", "ko"},
		{"وصل وزير الخارجية إلى العاصمة يوم الاثنين لإجراء محادثات تستمر يومين حول النزاع الحدودي.", "ar"},
		{"Ο υπουργός Εξωτερικών έφτασε τη Δευτέρα στην πρωτεύουσα για διήμερες συνομιλίες.", "el"},
		{"שר החוץ הגיע ביום שני לבירה לשיחות בנות יומיים על סכסוך הגבול.", "he"},
	}
	languages := map[string]bool{}
	for _, c := range cases {
		languages[c.want] = true
		if got := Detect(c.text); got != c.want {
			t.Errorf("Detect(%q) = %q, want %q", c.text, got, c.want)
		}
	}
	if len(languages) < 15 {
		t.Errorf("only %d languages", len(languages))
	}
}

func TestLanguagesTable(t *testing.T) {
	all := readSpeeches()
	if n := len(all.codes); n < 15 || n > 32 || all.codes[0] != "en" {
		t.Fatalf("%d languages: %q", n, all.codes)
	}
	for i, code := range all.codes {
		words := 0
		for _, of := range all.words {
			words += int(of >> i & 1)
		}
		if len(code) != 2 || words < 10 {
			t.Errorf("language %q has %d words", code, words)
		}
	}
}

func FuzzDetect(f *testing.F) {
	f.Add("Hello there")
	f.Add("\xff\u0130ß")
	f.Fuzz(func(t *testing.T, text string) {
		if code := Detect(text); code != "" && len(code) != 2 {
			t.Fatalf("code %q", code)
		}
	})
}
