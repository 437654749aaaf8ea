package exchange

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	ical "github.com/arran4/golang-ical"
	"github.com/parquet-go/parquet-go"
	"github.com/peterstace/simplefeatures/geom"
)

// Exports are read here with readers that others wrote; what a loader of ours reads is read
// back in TestOutAndInAgain.

// told writes what toldClaims tell in a format.
func told(t *testing.T, format string) []byte {
	t.Helper()
	i := slices.IndexFunc(outFormats, func(f outFormat) bool { return f.name == format })
	return exported(t, outFormats[i].write, toldExport(toldClaims()))
}

// readTable reads a table: quoted with commas, or bare with tabs as GDELT's are.
func readTable(t *testing.T, data []byte, comma rune) [][]string {
	t.Helper()
	in := csv.NewReader(bytes.NewReader(data))
	in.Comma, in.LazyQuotes = comma, comma == '\t'
	rows, err := in.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestCSVIsTyped: each cell is of the kind that the dictionary gives its column.
func TestCSVIsTyped(t *testing.T) {
	rows := readTable(t, told(t, "csv"), ',')
	if len(rows) != 7 {
		t.Fatalf("%d rows", len(rows))
	}
	for i, c := range csvColumns {
		filled := 0
		for _, r := range rows[1:] {
			if r[i] == "" {
				continue
			}
			filled++
			var err error
			switch c.kind {
			case "number":
				_, err = strconv.ParseFloat(r[i], 64)
			case "integer":
				_, err = strconv.Atoi(r[i])
			case "date":
				_, err = time.Parse(time.DateOnly, r[i])
			case "time":
				_, err = time.Parse(time.RFC3339, r[i])
			case "0 or 1":
				if r[i] != "0" && r[i] != "1" {
					err = fmt.Errorf("%q", r[i])
				}
			}
			if err != nil {
				t.Errorf("%s is a %s: %v", c.name, c.kind, err)
			}
		}
		if never := []string{"what", "via"}; filled == 0 && !slices.Contains(never, c.name) {
			t.Errorf("%s is never filled", c.name)
		}
	}
	at := func(r []string, name string) string {
		return r[slices.IndexFunc(csvColumns, func(c csvColumn) bool { return c.name == name })]
	}
	for column, want := range map[string]string{"date": "2022-07", "first_day": "2022-07-01", "last_day": "2022-07-31", "cameo": "161", "goldstein": "-4", "contexts": "diplomatic; military",
		"actor": "POL", "recipient": "PRK", "standing": "done", "said_by": "UKR", "sentence": "Ukraine and Poland severed ties with Pyongyang, Kyiv said.", "title": "Visit 🕊"} {
		if got := at(rows[3], column); got != want {
			t.Errorf("%s is %q, not %q", column, got, want)
		}
	}
}

// TestMentionsJoin: mentions and events join by their number, as often as the event is
// mentioned, and offsets find the words.
func TestMentionsJoin(t *testing.T) {
	text := []rune(toldText)
	mentions := map[string]int{}
	for _, m := range readTable(t, told(t, "gdelt-mentions"), '\t') {
		mentions[m[0]]++
		for column, words := range map[int][]string{7: {"Lavrov", "Ukraine", "Poland", "NATO"}, 8: {"Tehran", "Pyongyang", "DNR"}, 9: {"visited", "severed", "condemn", "NATO"}} {
			at, err := strconv.Atoi(m[column])
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(string(text[at:]), w) }) {
				t.Errorf("at %d of column %d stands %q", at, column, string(text[at:at+5]))
			}
		}
		if m[12] != strconv.Itoa(len(text)) || m[4] != "example.org" || m[3] != "1" || len(m[1]) != 14 || len(m[2]) != 14 {
			t.Errorf("mention %v", m)
		}
	}
	events := readTable(t, told(t, "gdelt"), '\t')
	for _, e := range events {
		if n := e[slices.Index(gdeltOutColumns, "NumMentions")]; strconv.Itoa(mentions[e[0]]) != n {
			t.Errorf("%s is mentioned %d times and has NumMentions %s", e[0], mentions[e[0]], n)
		}
	}
	if len(events) != 4 || len(mentions) != 4 {
		t.Errorf("%d events, %d of them mentioned", len(events), len(mentions))
	}
}

// TestParquetAsOthersRead: by the names and types in the file alone.
func TestParquetAsOthersRead(t *testing.T) {
	data := told(t, "parquet")
	file, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	column, days := map[string]int{}, map[int]bool{}
	for i, path := range file.Schema().Columns() {
		column[path[0]] = i
		leaf, _ := file.Schema().Lookup(path...)
		if l := leaf.Node.Type().LogicalType(); l != nil && l.String() == "DATE" {
			days[i] = true
		}
	}
	var got []string
	for _, group := range file.RowGroups() {
		rows := group.Rows()
		buffer := make([]parquet.Row, 16)
		n, _ := rows.ReadRows(buffer) // the end comes as an error
		for _, row := range buffer[:n] {
			cells := map[int]string{}
			for _, v := range row {
				switch {
				case v.IsNull():
				case days[v.Column()]:
					cells[v.Column()] = dayTime(v.Int32()).Format(time.DateOnly)
				default:
					cells[v.Column()] = strings.TrimSpace(cells[v.Column()] + " " + v.String())
				}
			}
			var line []string
			for _, name := range []string{"actor", "recipient", "type", "cameo", "date", "first_day", "standing", "kind", "score", "contexts"} {
				line = append(line, cells[column[name]])
			}
			got = append(got, strings.Join(line, "|"))
		}
		rows.Close()
	}
	want := []string{
		"RUS|IRN|CONSULT|042|2022-07-13|2022-07-13|done|visit|4|",
		"UKR|PRK|SANCTION|161|2022-07|2022-07-01|done|diplomatic-relations|-6|diplomatic military",
		"POL|PRK|SANCTION|161|2022-07|2022-07-01|done|diplomatic-relations|-6|diplomatic military",
		"NATO|SWE|CONSULT|044|2022-07-20|2022-07-20|planned||4|",
		"NATO|DNR|ACCUSE|111|||denied||-2|",
		"POL|NATO|||2022-07-14|2022-07-14|holds|membership||",
		"NATO|DNR|REJECT|120|2022-07-14|2022-07-14|done||-2|",
	}
	if !slices.Equal(got, want) {
		t.Errorf("read as\n%s\nnot\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestICalAsOthersRead(t *testing.T) {
	calendar, err := ical.ParseCalendar(bytes.NewReader(told(t, "ical")))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range calendar.Events() {
		start, err := e.GetAllDayStartAt()
		if err != nil {
			t.Fatal(err)
		}
		end, err := e.GetAllDayEndAt()
		if err != nil {
			t.Fatal(err)
		}
		value := func(p ical.ComponentProperty) string {
			if v := e.GetProperty(p); v != nil {
				return v.Value
			}
			return "-"
		}
		got = append(got, strings.Join([]string{value(ical.ComponentPropertySummary), start.Format(time.DateOnly), end.Format(time.DateOnly), value(ical.ComponentPropertyStatus),
			value(ical.ComponentPropertyLocation), value(ical.ComponentPropertyDescription), value(ical.ComponentPropertyUrl)}, "|"))
	}
	want := []string{
		"Russia visits Iran|2022-07-13|2022-07-14|CONFIRMED|Tehran|Lavrov visited Tehran on Wednesday.|https://www.example.org/news?id=1&x=2",
		"North Atlantic Treaty Organization meets Sweden|2022-07-20|2022-07-21|TENTATIVE|-|NATO will meet Sweden; it did not condemn the DNR.|https://www.example.org/news?id=1&x=2",
	}
	if !slices.Equal(got, want) {
		t.Errorf("read as\n%s\nnot\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestGeoJSONAsOthersRead(t *testing.T) {
	var all geom.GeoJSONFeatureCollection
	if err := json.Unmarshal(told(t, "geojson"), &all); err != nil {
		t.Fatal(err)
	}
	if len(all) != 1 {
		t.Fatalf("%d features", len(all))
	}
	f := all[0]
	at, ok := f.Geometry.MustAsPoint().XY()
	if !ok || at.X != 51.42 || at.Y != 35.69 { // Tehran lies east and north
		t.Errorf("the point is %+v", at)
	}
	for name, want := range map[string]any{"actor": "RUS", "recipient": "IRN", "type": "CONSULT", "date": "2022-07-13", "place": "Tehran", "place_country": "IRN", "standing": "done", "score": 4.0, "words": "visited"} {
		if f.Properties[name] != want {
			t.Errorf("%s is %v, not %v", name, f.Properties[name], want)
		}
	}
	if f.ID != "0123456789abcdef00000000000000000000000000000001-0" {
		t.Errorf("id %v", f.ID)
	}
}

// graphsByNetworkX is a script for Python that reads both graphs and prints them alike.
const graphsByNetworkX = `
import sys, networkx
def show(g):
    for n, d in sorted(g.nodes(data=True)):
        print("node", n, d["label"], d.get("country", "-"), sep="|")
    lines = []
    for a, b, d in g.edges(data=True):
        lines.append("|".join(["edge", a, b] + [str(d[k]) for k in ("sort", "month", "weight", "goldstein", "verbal_conflict", "kind", "status", "since", "until", "label", "start", "end", "acts") if k in d]))
    print("\n".join(sorted(lines)))
g = networkx.read_graphml(sys.argv[1])
print(type(g).__name__)
show(g)
g = networkx.read_gexf(sys.argv[2])
print(type(g).__name__)
show(g)
`

// TestGraphsByNetworkX reads the graphs with NetworkX, where it is installed; with
// CHANCERY_REQUIRE_NETWORKX it must be.
func TestGraphsByNetworkX(t *testing.T) {
	python := ""
	for _, name := range []string{"/usr/bin/python3", "python3"} { // Debian's package is of Debian's Python
		if exec.Command(name, "-c", "import networkx").Run() == nil {
			python = name
			break
		}
	}
	switch {
	case python == "" && os.Getenv("CHANCERY_REQUIRE_NETWORKX") != "":
		t.Fatal("no Python with NetworkX; install python3-networkx")
	case python == "":
		t.Skip("no Python with NetworkX; install python3-networkx")
	}
	dir := t.TempDir()
	for _, format := range []string{"graphml", "gexf"} {
		if err := os.WriteFile(filepath.Join(dir, format), told(t, format), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.Command(python, "-c", graphsByNetworkX, filepath.Join(dir, "graphml"), filepath.Join(dir, "gexf")).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	golden := filepath.Join("testdata", "readers", "networkx.golden")
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, out, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out, want) {
		t.Errorf("NetworkX reads\n%s\nnot\n%s", out, want)
	}
}
