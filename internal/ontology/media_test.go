package ontology

import (
	"strings"
	"testing"
)

func loadMedia(t *testing.T) *Media {
	t.Helper()
	m, err := LoadMedia()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestMediaTable: every medium is of a country the tables know, has an id of its
// own form, and the rows stand by country, id and date.
func TestMediaTable(t *testing.T) {
	m, a := loadMedia(t), loadActors(t)
	known := map[string]bool{}
	for _, s := range a.States {
		known[s.Code] = true
	}
	for _, o := range a.Organisations {
		known[o.ID] = true
	}
	kinds, controls, last := map[string]int{}, map[Control]int{}, ""
	for _, r := range m.rows {
		if !known[r.Country] {
			t.Errorf("%s: no such country %s", r.ID, r.Country)
		}
		if strings.Trim(r.ID, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			t.Errorf("id %q has other than small letters, digits and hyphens", r.ID)
		}
		for _, cell := range append([]string{r.Name}, r.aliases...) {
			if cell != strings.TrimSpace(cell) || strings.Contains(cell, ",") {
				t.Errorf("%s: name %q", r.ID, cell)
			}
		}
		if place := r.Country + "\t" + r.ID + "\t" + r.from; place < last {
			t.Errorf("%q stands behind %q", place, last)
		} else {
			last = place
		}
		kinds[r.Kind]++
		controls[r.Control]++
	}
	for kind, n := range kinds {
		if n < 50 {
			t.Errorf("only %d of kind %s", n, kind)
		}
	}
	for control, n := range controls {
		if n < 50 {
			t.Errorf("only %d of control %s", n, control)
		}
	}
}

func TestMediaFind(t *testing.T) {
	m := loadMedia(t)
	for _, c := range []struct {
		name, day string
		id        string // empty if nothing is known
		country   string
		control   Control
	}{
		{"KCNA", "2024-01-05", "kcna", "PRK", StateControlled},
		{"Korean Central News Agency", "", "kcna", "PRK", StateControlled},
		{"https://www.kcna.kp/en/article/q/5aa8a1.kcmsf", "", "kcna", "PRK", StateControlled},
		{"Xinhua News Agency", "2020-02-01", "xinhua", "CHN", StateControlled},
		{"XINHUA", "", "xinhua", "CHN", StateControlled},
		{"english.news.cn", "", "xinhua", "CHN", StateControlled},
		{"http://xinhuanet.com:80/english/2019-08/01/c_138.htm", "2019-08-01", "xinhua", "CHN", StateControlled},
		{"The People's Daily", "", "peoples-daily", "CHN", StateControlled},
		{"Peoples Daily", "", "peoples-daily", "CHN", StateControlled},
		{"Tass", "1983-09-02", "tass", "SUN", StateControlled},
		{"Tass", "1999-03-24", "tass", "RUS", StateControlled},
		{"ITAR-TASS", "2022-03-01", "tass", "RUS", StateControlled},
		{"NTV", "1999-12-01", "ntv-russia", "RUS", PrivatelyOwned},
		{"NTV", "2001-04-20", "ntv-russia", "RUS", StateControlled},
		{"ntv.ru", "", "ntv-russia", "RUS", StateControlled},
		{"RIA-Novosti", "2008-08-08", "ria-novosti", "RUS", StateControlled},
		{"Novosti", "1985-01-01", "apn", "SUN", StateControlled},
		{"Sputnik", "2013-01-01", "", "", ""},
		{"Russia Today", "2014-03-18", "rt", "RUS", StateControlled},
		{"Pravda", "1968-08-22", "pravda", "SUN", StateControlled},
		{"Pravda", "2003-08-22", "pravda", "RUS", PrivatelyOwned},
		{"Tanjug", "1999-03-24", "tanjug", "YUG", StateControlled},
		{"Tanjug", "2023-05-03", "tanjug", "SRB", PrivatelyOwned},
		{"MTI", "2005-01-01", "mti", "HUN", PublicService},
		{"MTI", "2015-01-01", "mti", "HUN", StateControlled},
		{"ADN", "1985-06-01", "adn", "DDR", StateControlled},
		{"ADN", "1995-06-01", "", "", ""},
		{"AFP", "", "afp", "FRA", PublicService},
		{"Agence France Presse", "", "afp", "FRA", PublicService},
		{"Reuters", "", "reuters", "GBR", PrivatelyOwned},
		{"The Associated Press", "", "ap", "USA", PrivatelyOwned},
		{"interfax news agency", "", "interfax", "RUS", PrivatelyOwned},
		{"BBC News", "", "bbc", "GBR", PublicService},
		{"//news.bbc.co.uk/2/hi/europe/7550354.stm", "2008-08-08", "bbc", "GBR", PublicService},
		{"RFE/RL", "", "rferl", "USA", PublicService},
		{"Al-Jazeera", "", "al-jazeera", "QAT", StateControlled},
		{"Yonhap News Agency", "", "yonhap", "KOR", PublicService},
		{"Türk Ajansı Kıbrıs", "", "tak-cyprus", "NCY", StateControlled},
		{"LuganskInformCenter", "2022-02-18", "luganskinformcenter", "LNR", StateControlled},
		{"Sahara Press Service", "", "sps-sahara", "ESH", StateControlled},
		{"wafa.ps", "", "wafa", "PSE", StateControlled},
		{"TVP", "2014-05-01", "tvp", "POL", PublicService},
		{"TVP", "2020-05-01", "tvp", "POL", StateControlled},
		{"lenta.ru", "2014-03-01", "lenta-ru", "RUS", PrivatelyOwned},
		{"lenta.ru", "2023-03-01", "lenta-ru", "RUS", StateControlled},
		{"ČTK", "1975-01-01", "ctk", "CSK", StateControlled},
		{"CTK", "2010-01-01", "ctk", "CZE", PublicService},
		{"Al-Ahram", "", "al-ahram", "EGY", StateControlled},
		{"https://english.ahram.org.eg/News/1.aspx", "", "al-ahram", "EGY", StateControlled},
		{"Agence Tunis Afrique Presse", "", "", "", ""},
		{"The New York Times", "", "nyt", "USA", PrivatelyOwned},
		{"Guardian Nigeria", "", "guardian-nga", "NGA", PrivatelyOwned},
		{"Haaretz", "", "haaretz", "ISR", PrivatelyOwned},
		{"", "", "", "", ""},
		{"the", "", "", "", ""},
		{"...", "", "", "", ""},
		{"https://", "", "", "", ""},
		{"notnews.cn", "", "", "", ""},
		{"com", "", "", "", ""},
		{"Nobody's Gazette", "", "", "", ""},
	} {
		got, ok := m.Find(c.name, c.day)
		if ok != (c.id != "") || got.ID != c.id || got.Country != c.country || got.Control != c.control {
			t.Errorf("%q on %q: %+v %v, want %s %s %s", c.name, c.day, got, ok, c.id, c.country, c.control)
		}
	}
}

func TestBadMediaRows(t *testing.T) {
	const good = "kcna\tKCNA\tPRK\tstate\tagency\t\t\tKorean Agency\tkcna.kp\tgovernment agency"
	read := func(text string) error {
		m := &Media{names: map[string][]int{}, domains: map[string][]int{}}
		return eachActorRow("media.tsv", text, 10, m.add)
	}
	if err := read(good); err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]string{
		"control":         strings.Replace(good, "state", "party", 1),
		"kind":            strings.Replace(good, "agency", "radio", 1),
		"basis":           strings.TrimSuffix(good, "government agency"),
		"country":         strings.Replace(good, "PRK", "", 1),
		"date":            strings.Replace(good, "\t\t\t", "\t48\t\t", 1),
		"name":            strings.Replace(good, "Korean Agency", "...", 1),
		"domain":          strings.Replace(good, "kcna.kp", "www.kcna.kp", 1),
		"path":            strings.Replace(good, "kcna.kp", "kcna.kp/en", 1),
		"label":           strings.Replace(good, "kcna.kp", "kp", 1),
		"alias twice":     good + "\nother\tOther\tPRK\tstate\tagency\t\t\tkorean-agency\t\tx",
		"domain twice":    good + "\nother\tOther\tPRK\tstate\tagency\t\t\t\tkcna.kp\tx",
		"dates overlap":   strings.Replace(good, "\t\t\t", "\t1950\t2000\t", 1) + "\nkcna\tKCNA\tPRK\tpublic\tagency\t1999\t\t\t\tx",
		"the same itself": strings.Replace(good, "Korean Agency", "K.C.N.A.", 1),
	} {
		if err := read(row); err == nil || !strings.HasPrefix(err.Error(), "media.tsv:") {
			t.Errorf("%s: %v", name, err)
		}
	}
	one := strings.Replace(good, "\t\t\t", "\t1950\t2000\t", 1)
	if err := read(one + "\nkcna\tKCNA\tPRK\tpublic\tagency\t2000\t\t\tkcna.kp\tx"); err != nil {
		t.Errorf("a row that begins as another ends: %v", err)
	}
}

func FuzzMediaFind(f *testing.F) {
	m, err := LoadMedia()
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"KCNA", "http://[::1]:x", "//a.b.c.", "%zz.kp", "İstanbul"} {
		f.Add(s, "2001-04-14")
	}
	f.Fuzz(func(t *testing.T, name, day string) {
		if got, ok := m.Find(name, day); ok == (got.ID == "") {
			t.Errorf("%q: %+v %v", name, got, ok)
		}
	})
}
