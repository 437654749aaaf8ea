package imports

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// importText reads texts as inputs named a.txt, b.txt … and gives the rows as
// "table: cells", with the complaints behind.
func importText(t *testing.T, format string, o Options, texts ...string) (rows, told []string, tables *Tables) {
	t.Helper()
	o.Tell = func(s string) { told = append(told, s) }
	im, err := New(format, o)
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range texts {
		if err := im.Read(string(rune('a'+i))+".txt", strings.NewReader(text)); err != nil {
			t.Fatal(err)
		}
	}
	tables, err = im.Tables()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range tables.rows {
		name := strings.TrimSuffix(schema[r.table].file, ".tsv")
		rows = append(rows, name+": "+strings.TrimRight(strings.Join(r.cells, "|"), "|"))
	}
	return rows, told, tables
}

func TestDictionary(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want, told []string
	}{
		{"a new state", "RURITANIA_ [RUR] # of romance\n+RURITANIAN_\n+KINGDOM_OF_RURITANIA\n\nSTRELSAU_ [RUR]",
			[]string{"states: RUR|state|||Ruritania|Kingdom of Ruritania;Strelsau|Ruritanian|Ruritanian"}, nil},
		{"names of a known state", "FRANCE [FRA]\n+FRANCEE\n+FRANCESE\n+NEVERVILLE",
			[]string{"regions: FRA|Neverville", "states: FRA|||||Francee|Francese|Francese"}, nil},
		{"codes that differ from ours", "MERCIA_ [ROM]\nELBONIA [USR <911226]",
			[]string{"states: SUN|||1991-12-25||Elbonia", "regions: ROU|Mercia"}, nil},
		{"dated terms, the first counts, the default fills the rest",
			"RUDOLF_ELPHBERG_\n+KING_RUDOLF_OF_FRANCE\n\t[FRAELI <940101]\n\t[FRAGOV 19940101 - 20010630]\n\t[FRAMIL 20000101-20020101]\n\t[FRAOPP]",
			[]string{
				"offices: FRA|OPP||Rudolf Elphberg|King Rudolf of France|2002-01-02",
				"offices: FRA|MIL||Rudolf Elphberg|King Rudolf of France|2001-07-01|2002-01-01",
				"offices: FRA|GOV||Rudolf Elphberg|King Rudolf of France|1994-01-01|2001-06-30",
				"offices: FRA|ELI||Rudolf Elphberg|King Rudolf of France||1993-12-31",
			}, nil},
		{"from a day on", "ANTON_STRAKENCZ [FRAGOV >080307]",
			[]string{"offices: FRA|GOV||Anton Strakencz||2008-03-07"}, nil},
		{"titles", "FOREIGN_MINISTER_OTTO_BORSK [FRAGOV]\nPRESIDENT_OF_THE_BORSK_BANK [FRABUS]",
			[]string{"offices: FRA|GOV|foreign minister|Otto Borsk", "organisations: president-of-the-borsk-bank|President of the Borsk Bank|FRA|BUS|organisation"}, nil},
		{"bodies", "BORSK_PALACE [FRAGOV]\nBORSK_GAZETTE [FRAGOVMED]\nBORSK_BRIGADES_(BBQ)_ [FRAREB]\n+BORSK_BRIGADE",
			[]string{"bodies: FRA|GOV|Borsk Palace", "bodies: FRA|MED|Borsk Gazette|state",
				"organisations: borsk-brigades|Borsk Brigades|FRA|REB|group|||BBQ;Borsk Brigade"}, nil},
		{"organisations", "UN_OFFICE_IN_BORSK [IGOUNO]\nWHO_BORSK_OFFICE [IGOUNOHLHWHO]\nBORSK_LEAGUE [IGO]\nBORSK_OIL [MNCBUS]\nMEN_OF_BORSK [SEAREB]",
			[]string{"organisations: UNO|||||||UN Office in Borsk", "organisations: WHO|||||||WHO Borsk Office",
				"organisations: borsk-league|Borsk League|IGO|IGO|organisation", "organisations: borsk-oil|Borsk Oil|MNC|BUS|organisation",
				"organisations: men-of-borsk|Men of Borsk|IMG|REB|group"}, nil},
		{"head of an organisation", "ANNA_BORSK_\t[IGOUNO 970101-061231] [ELI]",
			[]string{"offices: UNO|IGO||Anna Borsk||1997-01-01|2006-12-31"}, nil},
		{"what is known already", "FRANCE [FRA]\n+FRENCH\nPENTAGON [USAMIL]\nUNITED_NATIONS [IGOUNO]", nil, nil},
		{"to be discarded", "BORSK [---]\nSTRELSAU [FRA/DEU]\nELSEWHERE [EUR]\nTHE_ELITE [ELI]", nil, nil},
		{"agents", "!PERSON! = MAN, WOMAN\nZEPPELIN!PERSON! [~MIL]\nAIRSHIP_CORPS {} [~MIL]\nKEEPER_GENERAL {KEEPERS_GENERAL} [~GOVJUD]\nPRESIDENT [~GOV]\nGREMLIN [~XYZ]",
			[]string{"roles: MIL|office|zeppelinman", "roles: MIL|office|zeppelinwoman", "roles: MIL|organ|airship corps",
				"roles: GOV|office|keeper general", "roles: GOV|office|keepers general"}, nil},
		{"comments", "<!-- a\nBORSK [FRA\n-->\n; all\n# this\n<! -- and that -->\nBORSK [FRAMIL] ; old style",
			[]string{"bodies: FRA|MIL|Borsk"}, nil},
		{"malformed lines", strings.Join([]string{
			"+ORPHAN", "\t[FRA]", "BORSK", "STRELSAU [FRA", "ZENDA [FRA 2004017-20061201]", "HENTZAU [FRA 20060101-20050101]",
			"TARLENHEIM [FRA] [DEU] what", "SAPT [ ]", "\tMICHAEL [FRA]", "BLACK_SQUAD {S [~MIL]", "RED!NONE! [~MIL]", "!X = Y", "BLUE {} [MIL]",
		}, "\n"), nil, []string{
			"a.txt:1: a synonym without an actor above it: +ORPHAN",
			"a.txt:2: codes without an actor above them: [FRA]",
			"a.txt:3: no code in brackets for Borsk",
			"a.txt:4: a bracket is not closed: [FRA",
			`a.txt:5: "2004017-20061201" is not <date, >date or date-date (YYYYMMDD or YYMMDD)`,
			`a.txt:6: "20060101-20050101" ends before it begins`,
			"a.txt:7: words behind a code: what",
			`a.txt:8: brackets without a code: ""`,
			"a.txt:9: an indented line holds codes in brackets only: MICHAEL [FRA]",
			"a.txt:10: a plural stands in braces behind the noun: BLACK_SQUAD {S",
			"a.txt:11: a set that is not defined above: RED!NONE!",
			"a.txt:12: a set is written !NAME! = WORD, WORD: !X = Y",
			"a.txt:13: the code of an agent has a ~: MIL",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows, told, _ := importText(t, "phoenix", Options{}, c.text)
			slices.Sort(rows)
			slices.Sort(c.want)
			slices.Sort(told)
			slices.Sort(c.told)
			if c.name == "malformed lines" {
				// The sound code of a line whose tail is not still counts.
				rows = slices.DeleteFunc(rows, func(r string) bool { return strings.Contains(r, "Tarlenheim") })
			}
			if !slices.Equal(rows, c.want) {
				t.Errorf("rows\n%s\nwant\n%s", strings.Join(rows, "\n"), strings.Join(c.want, "\n"))
			}
			if !slices.Equal(told, c.told) {
				t.Errorf("told\n%s\nwant\n%s", strings.Join(told, "\n"), strings.Join(c.told, "\n"))
			}
		})
	}
}

func TestDaysOfDictionaries(t *testing.T) {
	for in, want := range map[string]string{
		"19010131": "1901-01-31", "310101": "1931-01-01", "300101": "2030-01-01", "000229": "2000-02-29", "991231": "1999-12-31",
		"010229": "", "2004017": "", "": "", "20041301": "", "x": "",
	} {
		day, ok := dayOf(in)
		if got := date(day); ok && got != want || ok != (want != "") {
			t.Errorf("%q is %s, %v; want %q", in, got, ok, want)
		}
	}
}

func TestRecase(t *testing.T) {
	im, err := New("phoenix", Options{})
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{
		"PRINCE_OF_WALES_": "Prince of Wales", "THE_AU_": "AU", "U.N._CHIEF": "U.N. Chief", "AL-QAEDA": "al-Qaeda", "MAZAR-I-SHARIF": "Mazar-i-Sharif",
		"UN_ENVOY": "UN Envoy", "PFLP": "PFLP", "HAMAS": "Hamas", "UN_Secy_Gen": "UN Secy Gen", "PEOPLE'S_FRONT": "People's Front", "WÖRNER": "Wörner",
	} {
		if got := im.known.names(in)[0]; got != want {
			t.Errorf("%s reads %q, want %q", in, got, want)
		}
	}
}

// TestValidationDictionaries reads the dictionaries of PETRARCH where they are:
// every line of theirs is understood.
func TestValidationDictionaries(t *testing.T) {
	files, err := filepath.Glob("../../../../shared/data/petrarch/PETR.Validate.a*.txt")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("shared/data/petrarch is not here")
	}
	im, err := New("phoenix", Options{Tell: func(s string) { t.Error(s) }})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		in, err := os.Open(f)
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		if err := im.Read(f, in); err != nil {
			t.Fatal(err)
		}
	}
	tables, err := im.Tables()
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]int{}
	for _, c := range tables.Rows() {
		rows[c.What] = c.N
	}
	for table, floor := range map[string]int{"states.tsv": 40, "offices.tsv": 12, "organisations.tsv": 8, "bodies.tsv": 6, "roles.tsv": 40} {
		if rows[table] < floor {
			t.Errorf("%d rows of %s, expected %d or more", rows[table], table, floor)
		}
	}
}
