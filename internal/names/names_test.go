package names_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"chancery/internal/language"
	"chancery/internal/names"
)

var engines = sync.OnceValues(func() (*language.Engine, error) { return language.New() })

func load(tb testing.TB) (*language.Engine, *names.Resolver) {
	tb.Helper()
	e, err := engines()
	if err != nil {
		tb.Fatal(err)
	}
	r, err := names.New()
	if err != nil {
		tb.Fatal(err)
	}
	return e, r
}

// codesAt are the codes of the mention whose head is the nth token with the
// form, or that it belongs to, joined by "+"; "-" if there is none.
func codesAt(doc *language.Doc, res *names.Result, form string, nth int) (string, *names.Mention) {
	for i := range doc.Tokens {
		if doc.Tokens[i].Form != form {
			continue
		}
		if nth--; nth > 0 {
			continue
		}
		m := res.Head(i)
		if m < 0 {
			m = res.At(i)
		}
		if m < 0 {
			return "-", nil
		}
		var out []string
		for _, a := range res.Mentions[m].Actors {
			out = append(out, res.Actors[a].Code)
		}
		return strings.Join(out, "+"), &res.Mentions[m]
	}
	return "no such word", nil
}

// cases: text, the day, then what the heads of mentions stand for: WORD=CODES,
// WORD/2=CODES for its second token, with /SECTOR behind it, or @ for a place.
var cases = []struct{ text, day, want string }{
	{"Bangladesh voted. The Bangladeshi commissioner spoke in Dhaka. Aziz left.", "2006-11-23", "Aziz=-"},
	{"Bangladesh voted. The Bangladeshi commissioner spoke in Dhaka. The Pakistani premier came. Aziz left.", "2006-11-23", "Aziz=PAK"},
	{"Iraq voted. The Iraqi commissioner spoke in Baghdad. Annan left.", "2006-11-23", "Annan=UNO"},
	{"Saddam was hanged. Yeltsin died.", "2006-12-30", "Saddam=IRQ/ELI Yeltsin=RUS/ELI"},
	{"Saddam spoke.", "2030-12-30", "Saddam=-"},
	{"The Seven Party Alliance (SPA) agreed. The SPA met.", "", "SPA=- SPA/2=-"},
	{"The Saudi Press Agency (SPA) spoke.", "", "SPA=SAU"},
	{"Aziz met Bush.", "2006-11-23", "Aziz=PAK Bush=USA"},
	{"Afghan troops fired in Kabul. Afghanistan praised the ANA.", "2006-11-23", "ANA=-"},
	{"Rebels took Lubumbashi.", "1997-04-14", "Lubumbashi=ZAR@"},
	{"Rebels took Lubumbashi.", "1998-04-14", "Lubumbashi=COD@"},
	{"Belgrade condemned the raid.", "2005-11-04", "Belgrade=SCG"},
	{"Belgrade condemned the raid.", "2010-11-04", "Belgrade=SRB"},
	{"Foreign Minister David Dondua met David.", "2010-11-04", "Foreign=david-dondua/GOV David/2=-"},
	{"Serbia accused France because it closed a road.", "2010-11-04", "it=FRA"},
	{"Serbia left France because it closed a road.", "2010-11-04", "it=SRB"},
	{"David spoke of Sydney Pollack.", "2010-11-04", "David=- Sydney=sydney-pollack"},
	{"Rebels took Sydney and fought in David.", "2010-11-04", "Sydney=AUS@ David=PAN@"},
	{"Nato and Asean met the Farc.", "", "Nato=NATO Asean=ASEAN Farc=farc/REB"},
	{"They signed the Arusha declaration.", "", "Arusha=-"},
	{"Police arrested a man in Christchurch.", "", "man=NZL/CVL"},
	{"A man came to Christchurch.", "", "man=-"},
	{"Two soldiers were killed by a roadside bomb near Basra.", "", "bomb=IRQUAF/UAF"},
	{"They found a bomb near Basra.", "", "bomb=-"},
	{"Peru recalled its ambassador.", "", "Peru=PER its=PER ambassador=PER/GOV"},
	{"The Peruvian foreign ministry rejected the plan.", "", "ministry=PER/GOV Peruvian=PER"},
	{"The foreign ministry of Peru rejected the plan.", "", "ministry=PER/GOV"},
	{"Peru's foreign ministry rejected the plan.", "", "ministry=PER/GOV"},
	{"North Korean troops crossed the border.", "", "troops=PRK/MIL"},
	{"Algerian police arrested two men.", "", "police=DZA/COP"},
	{"Israel's high court threw out the appeal.", "", "court=ISR/JUD"},
	{"The governments of Chile and Bolivia signed a treaty.", "", "governments=CHL+BOL/GOV"},
	{"Chilean and Bolivian soldiers trained together.", "", "soldiers=CHL+BOL/MIL"},
	{"Kurdish rebels in Turkey attacked a convoy.", "", "rebels=TURREB/REB Turkey=TUR@"},
	{"Students in Egypt marched on Sunday.", "", "Students=EGY"},
	{"Officials from Yemen met envoys from Oman.", "", "Officials=YEM/GOV envoys=OMN/GOV"},
	{"Moscow condemned the raid.", "", "Moscow=RUS"},
	{"The talks were held in Moscow.", "", "Moscow=RUS@"},
	{"Washington imposed sanctions on Pyongyang.", "", "Washington=USA Pyongyang=PRK"},
	{"The Kremlin denied the report.", "", "Kremlin=RUS/GOV"},
	{"Fighting went on in eastern Ukraine.", "", "Ukraine=UKR@"},
	{"The Tbilisi government agreed.", "", "government=GEO/GOV"},
	{"Russian President Vladimir Putin visited Mongolia.", "2014-09-03", "Vladimir=RUS/GOV Mongolia=MNG"},
	{"President Yeltsin received the guests.", "1997-04-01", "Yeltsin=RUS"},
	{"Yeltsin received the guests.", "1997-04-01", "Yeltsin=RUS/GOV"},
	{"Tony Blair spoke in London.", "2003-01-01", "Tony=GBR/GOV"},
	{"Tony Blair spoke in London.", "2012-01-01", "Tony=GBR/ELI"},
	{"Ruritania's envoy left. Norwegian Trade Minister Kari Lund met him.", "", "Kari=NOR/GOV"},
	{"Kari Lund, the Norwegian trade minister, left for Cairo. Lund will return on Monday.", "", "Kari=NOR/GOV Lund/2=NOR/GOV"},
	{"The Norwegian trade minister, Kari Lund, left for Cairo. Lund will return on Monday.", "", "Kari=NOR/GOV Lund/2=NOR/GOV"},
	{"Wang Yi and Mali's president, Juan Perez, met. Perez left.", "2021-03-02", "Wang=CHN/GOV president=MLI/GOV Juan=MLI/GOV Perez/2=MLI/GOV"},
	{"Peru's Congress met. The US Congress met.", "", "Congress=PER US=USA"},
	{"Peru and Mali's ministers met.", "", "ministers=PER+MLI/GOV"},
	{"President of Moldova Maia Sandu spoke.", "2022-05-01", "President=MDA/GOV"},
	{"Hamas fired rockets at Israel.", "", "Hamas=hamas Israel=ISR"},
	{"Hamas leaders rejected the offer.", "", "leaders=hamas"},
	{"The UN envoy met the parties.", "", "envoy=UNO/GOV"},
	{"NATO and the European Union welcomed the vote.", "", "NATO=NATO Union=EU"},
	{"The IAEA inspectors left Iran.", "", "inspectors=IAEA Iran=IRN"},
	{"Iran and Iraq signed a treaty. The two countries share a long border.", "", "countries=IRN+IRQ"},
	{"Iran met Iraq. Both sides agreed to go on.", "", "sides=IRN+IRQ"},
	{"Ukraine and Canada expelled Russian diplomats. The British prime minister met the Canadian premier. Canada thanked the allies.", "", "allies=-"},
	{"Iran met Iraq. Turkey praised both sides.", "", "sides=IRN+IRQ"},
	{"Japan protested. It summoned the ambassador.", "", "It=JPN"},
	{"Kenya and Uganda said they would cooperate.", "", "they=KEN+UGA"},
	{"Kenya said its troops would stay.", "", "its=KEN troops=KEN/MIL"},
	{"Brazil's president left Peru. She will return soon.", "", "She=BRA"},
	{"Sudan closed its airspace. The country gave no reason.", "", "country=SDN"},
	{"The Ghanaian ministry of health closed two clinics. The ministry gave no reason.", "", "ministry/2=GHA/GOV"},
	{"Abkhazia recognised the republic.", "", "Abkhazia=ABK"},
	{"South Ossetia thanked Russia.", "", "Ossetia=OST Russia=RUS"},
	{"Transnistria asked for help.", "", "Transnistria=PMR"},
	{"The Donetsk People's Republic opened an office. Donetsk is not recognised by Poland.", "2019-01-01", "Republic=DNR Donetsk/2=DNR"},
	{"Shelling hit Donetsk.", "2019-01-01", "Donetsk=UKR@"},
	{"The Donetsk and Luhansk people's republics signed it.", "2019-01-01", "republics=DNR+LNR"},
	{"The Donetsk People's Republic and the Luhansk People's Republic held talks. Syria recognised both entities.", "2022-07-01", "entities=DNR+LNR"},
	{"Zaire expelled the diplomats.", "1996-01-01", "Zaire=ZAR"},
	{"Soviet troops withdrew.", "1989-01-01", "troops=SUN/MIL"},
	{"The Iranian news agency IRNA reported it.", "", "IRNA=IRN"},
	{"Pro-Russian separatists attacked.", "", "separatists=REB/REB"},
	{"Anti-American protesters burned a flag in Karachi.", "", "protesters=PAKOPP/OPP Karachi=PAK@"},
	{"Saudi-led forces bombed the port.", "", "forces=-"},
	{"Jordan sent aid to Lebanon.", "", "Jordan=JOR Lebanon=LBN"},
	{"Michael Jordan played on Friday.", "", "Jordan=michael-jordan"},
	{"They told us nothing.", "", "us=-"},
	{"ISRAEL CLOSES BORDER WITH EGYPT", "", "ISRAEL=ISR EGYPT=EGY"},
	{"The Taliban attacked Afghan soldiers.", "2010-01-01", "Taliban=taliban soldiers=AFG/MIL"},
	{"Gunmen killed a Colombian mayor.", "", "mayor=COL/GOV"},
	{"Former Chilean president Ricardo Lagos spoke.", "2010-01-01", "Ricardo=CHL/ELI"},
	{"Cuban leader Fidel Castro met Chinese Premier Zhu Rongji.", "2001-01-01", "Fidel=CUB/GOV Zhu=CHN/GOV"},
	{"The Russians left.", "", "Russians=RUS"},
	{"U.S. and Soviet negotiators met in Geneva.", "1987-01-01", "negotiators=USA+SUN/GOV Geneva=CHE@"},
	{"South African opposition parties walked out.", "", "parties=ZAFOPP/OPP"},
	{"Swiss doctors treated the wounded.", "", "doctors=CHE/MED"},
	{"Pakistan's army chief resigned.", "", "chief=PAK/MIL"},
	{"The foreign ministers of Chad, Niger and Mali met.", "", "ministers=TCD+NER+MLI/GOV"},
	{"The Kenyan Pentagon denied it.", "", "Pentagon=KEN"},
	{"President Carter opposed it, the memoir says.", "2005-05-05", "Carter=USA/GOV"},
	{"The head of the FSB resigned.", "", "head=RUS/SPY"},
}

func TestResolve(t *testing.T) {
	e, r := load(t)
	checks := 0
	for _, c := range cases {
		doc := e.Analyze(c.text, nil)
		res := r.Resolve(doc, c.day)
		for _, want := range strings.Fields(c.want) {
			checks++
			word, code, _ := strings.Cut(want, "=")
			nth := 1
			if w, n, ok := strings.Cut(word, "/"); ok {
				word, nth = w, int(n[0]-'0')
			}
			code, place := strings.CutSuffix(code, "@")
			code, sector, _ := strings.Cut(code, "/")
			got, m := codesAt(doc, res, word, nth)
			switch {
			case got != code:
				t.Errorf("%s\n\t%s is %s, want %s", c.text, word, got, code)
			case m != nil && sector != "" && m.Sector != sector:
				t.Errorf("%s\n\t%s has sector %s, want %s", c.text, word, m.Sector, sector)
			case m != nil && m.Place != place:
				t.Errorf("%s\n\t%s: place is %v", c.text, word, m.Place)
			}
		}
	}
	t.Logf("%d texts, %d checks", len(cases), checks)
	if checks < 60 {
		t.Error("too few checks")
	}
}

// check tells what is wrong with a result: mentions in order, nested and never
// crossing, heads and actors in range, indexes true.
func check(tb testing.TB, doc *language.Doc, res *names.Result) {
	tb.Helper()
	for n, m := range res.Mentions {
		if m.Empty() || m.First < 0 || m.End > len(doc.Tokens) {
			tb.Fatalf("mention %d: range %v of %d tokens", n, m.Range, len(doc.Tokens))
		}
		if !m.Contains(m.Head) {
			tb.Fatalf("mention %d: head %d outside of %v", n, m.Head, m.Range)
		}
		if len(m.Actors) == 0 || slices.ContainsFunc(m.Actors, func(a int) bool { return a < 0 || a >= len(res.Actors) }) {
			tb.Fatalf("mention %d: actors %v of %d", n, m.Actors, len(res.Actors))
		}
		if n > 0 && res.Mentions[n-1].First > m.First {
			tb.Fatalf("mention %d stands before the one before it", n)
		}
		for k := n - 1; k >= 0 && k > n-20; k-- {
			if o := res.Mentions[k]; o.Overlaps(m.Range) && !o.Covers(m.Range) {
				tb.Fatalf("mentions %d %v and %d %v cross", k, o.Range, n, m.Range)
			}
		}
	}
	for i := range doc.Tokens {
		if m := res.At(i); m >= 0 && !res.Mentions[m].Contains(i) {
			tb.Fatalf("At(%d) is a mention elsewhere", i)
		}
		if m := res.Head(i); m >= 0 && res.Mentions[m].Head != i {
			tb.Fatalf("Head(%d) is a mention with another head", i)
		}
	}
	for _, a := range res.Actors {
		if a.ID == "" || a.Code == "" || a.Kind == "" {
			tb.Fatalf("actor without id, code or kind: %+v", a)
		}
	}
}

func TestResultsHold(t *testing.T) {
	e, r := load(t)
	var all strings.Builder
	for _, c := range cases {
		all.WriteString(c.text)
		all.WriteString("\n\n")
		doc := e.Analyze(c.text, nil)
		check(t, doc, r.Resolve(doc, c.day))
	}
	doc := e.Analyze(all.String(), language.Paragraphs(all.String()))
	res := r.Resolve(doc, "2020-02-02")
	check(t, doc, res)
	again := r.Resolve(doc, "2020-02-02")
	if len(again.Mentions) != len(res.Mentions) || !slices.Equal(again.Actors, res.Actors) {
		t.Error("the same text gave two results")
	}
}

func FuzzResolve(f *testing.F) {
	for _, c := range cases {
		f.Add(c.text, c.day)
	}
	f.Add("(( , - 's “ of the of the Republic's - and , and both", "19")
	e, r := load(f)
	f.Fuzz(func(t *testing.T, text, day string) {
		doc := e.Analyze(text, nil)
		check(t, doc, r.Resolve(doc, day))
		r.Lookup(text, day)
	})
}

func TestLookup(t *testing.T) {
	_, r := load(t)
	for _, c := range []struct{ text, day, want string }{
		{"Ukrainian foreign minister", "", "UKR UKR GOV"},
		{"the foreign minister of Ukraine", "", "UKR UKR GOV"},
		{"Pyongyang", "", "PRK PRK GOV"},
		{"IRGC", "", "IRN IRN MIL"},
		{"students in Egypt", "", "EGY EGY CVL"},
		{"Dmytro Kuleba", "2021-05-01", "dmytro-kuleba UKR GOV"},
		{"Helmut Kohl", "1990-01-01", "helmut-kohl DEU GOV"},
		{"Helmut Kohl", "2010-01-01", "helmut-kohl DEU ELI"},
		{"rebels", "", "REB  REB"},
		{"a Mali-based armed group", "", "MLIREB MLI REB"},
		{"Dehli police", "", "IND IND COP"},
		{"Ukranian foreign minister", "", "UKR UKR GOV"},
		{"Zorblattia", "", "none"},
		{"xyzzy", "", "none"},
		{"", "", "none"},
	} {
		a, why, ok := r.Lookup(c.text, c.day)
		got := "none"
		if ok {
			got = a.ID + " " + a.Country + " " + a.Sector
			if why == "" {
				t.Errorf("%q: no reason given", c.text)
			}
		}
		if got != c.want {
			t.Errorf("%q as of %q: %s, want %s", c.text, c.day, got, c.want)
		}
	}
}
