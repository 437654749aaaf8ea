package exchange

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"

	"chancery"
)

// outFormat is a format with what writes it.
type outFormat struct {
	name  string
	write func(io.Writer, *Tables, Export) error
}

// outFormats are the formats that are written, by the names of their golden files.
var outFormats = []outFormat{
	{"csv", WriteCSV}, {"plover", WritePLOVER}, {"gdelt", WriteGDELT}, {"gdelt-mentions", WriteGDELTMentions},
	{"icews", WriteICEWS}, {"polecat", WritePOLECAT}, {"parquet", WriteParquet}, {"panel", WritePanel}, {"geojson", WriteGeoJSON},
	{"graphml", WriteGraphML}, {"gexf", WriteGEXF}, {"ftm", WriteFtM}, {"ftm-statements", WriteFtMStatements},
	{"webanno", WriteWebAnnotations}, {"ical", WriteICal},
}

// toldText has a sign of two UTF-16 units before the words, so that offsets that are not
// in code points show.
const toldText = "Visit 🕊\n\nLavrov visited Tehran on Wednesday. Ukraine and Poland severed ties with Pyongyang, Kyiv said.\n\nNATO will meet Sweden; it did not condemn the DNR."

// toldIn is words as they stand in toldText.
func toldIn(words string) chancery.Words {
	i := strings.Index(toldText, words)
	if i < 0 {
		panic(words + " do not stand in the text")
	}
	start := utf8.RuneCountInString(toldText[:i])
	return chancery.Words{Span: chancery.Span{Start: start, End: start + utf8.RuneCountInString(words)}, Text: words}
}

func saying(trigger, sentence string) chancery.Saying {
	return chancery.Saying{Trigger: toldIn(trigger), Sentence: toldIn(sentence).Span}
}

func partyAs(code, country, sector, words string) chancery.Party {
	w := toldIn(words)
	return chancery.Party{Code: code, Country: country, Sector: sector, Words: &w}
}

// toldClaims are a small ledger: a visit, a cut of ties by two, a meeting that is planned,
// a condemnation that was denied, and a standing.
func toldClaims() []*Live {
	doc := &chancery.Source{ID: "0123456789abcdef0123456789abcdef", Name: "news.txt", URL: "https://www.example.org/news?id=1&x=2", Title: "Visit 🕊",
		Publisher: "Example, \"News\"", Language: "en", Published: "2022-07-14", Text: toldText}
	at := time.Date(2022, 7, 15, 8, 0, 0, 0, time.UTC)
	const visited, cut, meet = "Lavrov visited Tehran on Wednesday.", "Ukraine and Poland severed ties with Pyongyang, Kyiv said.", "NATO will meet Sweden; it did not condemn the DNR."
	claim := func(id string, c chancery.Claim, pairs ...Pair) *Live {
		c.ID, c.Class, c.Source, c.Recorded, c.Reader, c.Confidence = doc.ID[:16]+id, chancery.EventClaim, doc.ID, at, "test", 0.9
		if c.Kind != "" && c.Type == "" {
			c.Class = chancery.StateClaim
		}
		return &Live{Claim{&c, pairs}, doc}
	}
	said := saying("severed", cut)
	kyiv := toldIn("Kyiv")
	said.By, said.Speaker = "UKR", &kyiv
	wednesday, july := Days{number(19186), number(19186)}, Days{number(19174), number(19204)}
	return []*Live{
		claim("00000000000000000000000000000001", chancery.Claim{Type: "CONSULT", Mode: "visit", CAMEO: "042", Modality: chancery.Asserted, Date: "2022-07-13", Place: "Tehran", Rule: "consult.rules:visit",
			Actors: []chancery.Party{partyAs("RUS", "RUS", "GOV", "Lavrov")}, Recipients: []chancery.Party{partyAs("IRN", "IRN", "GOV", "Tehran")}, Told: []chancery.Saying{saying("visited", visited)}},
			Pair{From: "RUS", To: "IRN", Kind: "visit", Status: "visited", Standing: "done", When: wednesday}),
		claim("00000000000000000000000000000002", chancery.Claim{Type: "SANCTION", Mode: "withdraw", Contexts: []string{"diplomatic", "military"}, CAMEO: "161", Modality: chancery.Asserted, Date: "2022-07", Kind: "diplomatic-relations", Status: "severed",
			Actors: []chancery.Party{partyAs("UKR", "UKR", "", "Ukraine"), partyAs("POL", "POL", "", "Poland")}, Recipients: []chancery.Party{partyAs("PRK", "PRK", "GOV", "Pyongyang")}, Told: []chancery.Saying{said}},
			Pair{From: "UKR", To: "PRK", Kind: "diplomatic-relations", Status: "severed", Standing: "done", When: july},
			Pair{From: "POL", To: "PRK", Kind: "diplomatic-relations", Status: "severed", Standing: "done", When: july}),
		claim("00000000000000000000000000000003", chancery.Claim{Type: "CONSULT", Mode: "multilateral", CAMEO: "044", Modality: chancery.Future, Date: "2022-07-20",
			Actors: []chancery.Party{partyAs("NATO", "IGO", "IGO", "NATO")}, Recipients: []chancery.Party{partyAs("SWE", "SWE", "", "Sweden")}, Told: []chancery.Saying{saying("meet", meet)}},
			Pair{From: "NATO", To: "SWE", Standing: "planned", When: Days{number(19193), number(19193)}}),
		claim("00000000000000000000000000000004", chancery.Claim{Type: "ACCUSE", Mode: "disapprove", CAMEO: "111", Modality: chancery.Negated,
			Actors: []chancery.Party{partyAs("NATO", "IGO", "IGO", "NATO")}, Recipients: []chancery.Party{partyAs("DNR", "DNR", "", "DNR")}, Told: []chancery.Saying{saying("condemn", meet)}},
			Pair{From: "NATO", To: "DNR", Standing: "denied", When: Days{nil, nil}}),
		claim("00000000000000000000000000000005", chancery.Claim{Kind: "membership", Status: "member", At: "2022-07-14", Modality: chancery.Asserted,
			Actors: []chancery.Party{partyAs("POL", "POL", "", "Poland")}, Recipients: []chancery.Party{partyAs("NATO", "IGO", "IGO", "NATO")}, Told: []chancery.Saying{saying("Poland", cut)}},
			Pair{From: "POL", To: "NATO", Kind: "membership", Status: "member", Standing: "holds", When: Days{number(19187), number(19187)}}),
		claim("00000000000000000000000000000006", chancery.Claim{Type: "REJECT", CAMEO: "120", Modality: chancery.Asserted, Date: "2022-07-14",
			Actors: []chancery.Party{partyAs("NATO", "IGO", "IGO", "NATO")}, Recipients: []chancery.Party{partyAs("DNR", "DNR", "", "DNR")}, Told: []chancery.Saying{saying("condemn", meet), saying("NATO", meet)}},
			Pair{From: "NATO", To: "DNR", Standing: "done", When: Days{number(19187), number(19187)}}),
	}
}

func toldExport(claims []*Live) Export {
	return Export{
		Claims: func(yield func(*Live, error) bool) {
			for _, c := range claims {
				if !yield(c, nil) {
					return
				}
			}
		},
		Relations: func() ([]Relation, error) {
			return []Relation{
				{Kind: "diplomatic-relations", From: "PRK", To: "UKR", Status: "severed", Since: Days{number(19174), number(19204)}, SinceText: "2022-07"},
				{Kind: "membership", From: "POL", To: "NATO", Status: "member", InForce: true, Since: Days{nil, number(19187)}, SinceText: "by 2022-07-14"},
				{Kind: "recognition", From: "RUS", To: "DNR", Status: "recognised", InForce: true, Since: Days{number(19044), number(19044)}, SinceText: "2022-02-21",
					Until: Days{number(19190), number(19190)}, UntilText: "2022-07-17"},
			}, nil
		},
	}
}

// tablesOnce reads the tables for all tests.
var tablesOnce = sync.OnceValues(NewTables)

func tablesOf(t *testing.T) *Tables {
	t.Helper()
	b, err := tablesOnce()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func exported(t *testing.T, write func(io.Writer, *Tables, Export) error, x Export) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := write(&out, tablesOf(t), x); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestExportGolden holds what each format is written as. Rewrite with UPDATE=1.
func TestExportGolden(t *testing.T) {
	for _, f := range outFormats {
		t.Run(f.name, func(t *testing.T) {
			got := exported(t, f.write, toldExport(toldClaims()))
			if f.name == "parquet" {
				rows, err := parquet.Read[claimRow](bytes.NewReader(got), int64(len(got)))
				if err != nil {
					t.Fatal(err)
				}
				var b bytes.Buffer
				for _, r := range rows {
					line, err := json.Marshal(r)
					if err != nil {
						t.Fatal(err)
					}
					b.Write(append(line, '\n'))
				}
				got = b.Bytes()
			}
			golden := filepath.Join("testdata", "export", f.name+".golden")
			if os.Getenv("UPDATE") != "" {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s is not what is written (rewrite with UPDATE=1):\n%s", golden, got)
			}
		})
	}
}

// TestExportOfNothing: without claims each format is still a whole file of its kind.
func TestExportOfNothing(t *testing.T) {
	for _, f := range outFormats {
		out := exported(t, f.write, Export{Claims: func(func(*Live, error) bool) {}})
		if readable(f.name, out) != nil {
			t.Errorf("%s: %v: %q", f.name, readable(f.name, out), out)
		}
	}
}

// TestExportErrors: an error of the claims, of the relations or of writing ends the export.
func TestExportErrors(t *testing.T) {
	broken := errors.New("broken")
	b := tablesOf(t)
	for _, f := range outFormats {
		x := Export{Claims: func(yield func(*Live, error) bool) { yield(nil, broken) }}
		if err := f.write(io.Discard, b, x); !errors.Is(err, broken) {
			t.Errorf("%s: claims that cannot be read give %v", f.name, err)
		}
		if err := f.write(full{}, b, toldExport(toldClaims())); !errors.Is(err, errFull) {
			t.Errorf("%s: a full disk gives %v", f.name, err)
		}
	}
	for _, name := range []string{"panel", "graphml", "gexf", "ftm", "ftm-statements"} {
		x := toldExport(toldClaims())
		x.Relations = func() ([]Relation, error) { return nil, broken }
		i := slices.IndexFunc(outFormats, func(f outFormat) bool { return f.name == name })
		if err := outFormats[i].write(io.Discard, b, x); !errors.Is(err, broken) {
			t.Errorf("%s: relations that cannot be read give %v", name, err)
		}
	}
}

var errFull = errors.New("no room")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

// TestExportOfHostileText: whatever stands in a document, each format stays whole and has
// no more rows.
func TestExportOfHostileText(t *testing.T) {
	for _, f := range outFormats {
		harmless := exported(t, f.write, toldExport(toldClaims()))
		for _, evil := range []string{"a\tb\nc\r\nEND:VEVENT\r\nd", `"]}</node><x a="`, "\x00\x07\u2028\u0085", "=cmd|' /C calc'!A0", strings.Repeat("long ü ", 100), "\xff\xfe"} {
			claims := toldClaims()
			for _, c := range claims {
				doc := *c.Doc
				doc.Title, doc.Publisher, doc.URL, doc.Name = evil, evil, "https://example.org/"+evil, evil
				c.Doc = &doc
				c.Told[0].Trigger.Text, c.Rule, c.What = evil, evil, evil
				if c.Place != "" {
					c.Place = evil
				}
				for i := range c.Actors {
					c.Actors[i].Words = &chancery.Words{Text: evil}
				}
			}
			out := exported(t, f.write, toldExport(claims))
			if err := readable(f.name, out); err != nil {
				t.Errorf("%s with %q: %v\n%s", f.name, evil, err, out)
			}
			if lines := bytes.Count(out, []byte("\n")); strings.Contains("gdelt gdelt-mentions icews polecat plover webanno", f.name) && lines != bytes.Count(harmless, []byte("\n")) {
				t.Errorf("%s with %q has %d lines", f.name, evil, lines)
			}
		}
	}
}

// tabColumns are how many columns the formats with tabs have.
var tabColumns = map[string]int{"gdelt": 61, "gdelt-mentions": 16, "icews": 20, "polecat": 40}

// readable reads a file as programs do that know the format, and tells what is wrong.
func readable(format string, data []byte) error {
	switch format {
	case "csv", "panel":
		_, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
		return err
	case "graphml", "gexf":
		d := xml.NewDecoder(bytes.NewReader(data))
		for {
			if _, err := d.Token(); err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
		}
	case "plover", "ftm", "ftm-statements", "webanno", "geojson":
		d := json.NewDecoder(bytes.NewReader(data))
		for {
			var v map[string]any
			if err := d.Decode(&v); err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
		}
	case "parquet":
		_, err := parquet.Read[claimRow](bytes.NewReader(data), int64(len(data)))
		return err
	case "ical":
		return readableCalendar(string(data))
	}
	for line := range strings.Lines(string(data)) {
		if n := strings.Count(line, "\t") + 1; n != tabColumns[format] || !strings.HasSuffix(line, "\n") || strings.Contains(line, "\r") {
			return errors.New(strconv.Itoa(n) + " columns in " + strconv.Quote(line))
		}
	}
	return nil
}

// readableCalendar unfolds content lines and checks that all components are closed.
func readableCalendar(text string) error {
	depth := 0
	for _, line := range strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n\x00") {
			return errors.New("a line is too long or broken: " + strconv.Quote(line))
		}
	}
	for _, line := range strings.Split(strings.ReplaceAll(text, "\r\n ", ""), "\r\n") {
		name, _, ok := strings.Cut(line, ":")
		switch {
		case name == "BEGIN":
			depth++
		case name == "END":
			depth--
		case line != "" && (!ok || depth == 0):
			return errors.New("not a property: " + strconv.Quote(line))
		}
	}
	if depth != 0 {
		return errors.New("a component is not closed")
	}
	return nil
}
