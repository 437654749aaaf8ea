package eval

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"chancery/internal/dates"
	"chancery/internal/language"
)

// timesData is where the shared data sets lie, seen from this folder.
const timesData = "../../shared/data"

// TestTimes measures the time expressions where the shared data is at hand.
func TestTimes(t *testing.T) {
	if _, err := os.Stat(timesData); err != nil {
		t.Skip("no shared data: ", err)
	}
	eng, err := language.New()
	if err != nil {
		t.Fatal(err)
	}
	tagger, err := dates.New()
	if err != nil {
		t.Fatal(err)
	}
	figures, err := Times(timesData, eng, tagger)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range figures {
		if f.Cases == 0 {
			t.Errorf("%s: nothing was judged", f.Name)
		}
		t.Logf("%s %s %.1f (%d)", f.Dataset, f.Name, f.Value, f.Cases)
	}
	if os.Getenv("CHANCERY_ERRORS") != "" {
		printTimeErrors(t, eng, tagger)
	}
}

// printTimeErrors lists what differs on two thirds of the documents, and the
// scores of both parts.
func printTimeErrors(t *testing.T, eng *language.Engine, tagger *dates.Tagger) {
	docs, err := readTimeML(timesData + "/timeml/timebank")
	if err != nil {
		t.Fatal(err)
	}
	var dev, held timeScore
	rules := map[string]*[6]int{}
	for i := range docs {
		d := &docs[i]
		sys := tagTimes(d, eng, tagger)
		countRules(rules, d, sys, ruleNames(d, eng, tagger), i%3 == 2)
		if i%3 == 2 {
			held.add(d, sys)
			continue
		}
		dev.add(d, sys)
		r := []rune(d.Text)
		around := func(x timex) string {
			return fmt.Sprintf("%s[%s]%s", string(r[max(0, x.Start-30):x.Start]), string(r[x.Start:x.End]), string(r[x.End:min(len(r), x.End+25)]))
		}
		g, y := map[int]bool{}, map[int]bool{}
		for _, p := range pairTimes(d.Gold, sys) {
			g[p[0]], y[p[1]] = true, true
			a, b := d.Gold[p[0]], sys[p[1]]
			if a.Span != b.Span {
				fmt.Printf("SPAN %q gold %q\n", string(r[b.Start:b.End]), around(a))
			}
			if a.Value != b.Value {
				fmt.Printf("VALUE %s %q gold %s got %s (%s)\n", d.Published, around(a), a.Value, b.Value, d.Name)
			}
		}
		for i, a := range d.Gold {
			if !g[i] {
				fmt.Printf("MISSED %q %s %s\n", around(a), a.Type, a.Value)
			}
		}
		for i, a := range sys {
			if !y[i] {
				fmt.Printf("EXTRA %q %s %s\n", around(a), a.Type, a.Value)
			}
		}
	}
	for _, f := range append(dev.figures("dev"), held.figures("held")...) {
		fmt.Printf("FIGURE %s %s %.1f\n", f.Dataset, f.Name, f.Value)
	}
	for _, name := range slices.Sorted(maps.Keys(rules)) {
		n := rules[name]
		fmt.Printf("RULE %-34s dev %d found, %d gold, %d right; held %d, %d, %d\n", name, n[0], n[1], n[2], n[3], n[4], n[5])
	}
}

// ruleNames are the rules behind what tagTimes gives, in its order.
func ruleNames(d *timeDocument, eng *language.Engine, tagger *dates.Tagger) []string {
	var out []string
	for _, e := range tagger.Tag(eng.Analyze(d.Text, nil), d.Published) {
		if !e.Event {
			out = append(out, e.Rule)
		}
	}
	return out
}

// countRules counts for each rule its expressions, those of them that have a
// gold one, and those whose value is right, of both parts.
func countRules(rules map[string]*[6]int, d *timeDocument, sys []timex, names []string, held bool) {
	at := 0
	if held {
		at = 3
	}
	for _, name := range names {
		if rules[name] == nil {
			rules[name] = new([6]int)
		}
		rules[name][at]++
	}
	for _, p := range pairTimes(d.Gold, sys) {
		n := rules[names[p[1]]]
		n[at+1]++
		if d.Gold[p[0]].Value == sys[p[1]].Value {
			n[at+2]++
		}
	}
}

// TestInferred measures publication dates that are worked out from the text
// alone, on every fourth newswire story, whose true dates are known.
func TestInferred(t *testing.T) {
	data, err := os.ReadFile(timesData + "/newswire/newswire-dev.jsonl")
	if err != nil {
		t.Skip("no shared data: ", err)
	}
	if testing.Short() {
		t.Skip("reads 500 stories")
	}
	eng, err := language.New()
	if err != nil {
		t.Fatal(err)
	}
	tagger, err := dates.New()
	if err != nil {
		t.Fatal(err)
	}
	var n, none, exact, day, week int
	for k, line := range bytes.Split(bytes.TrimSpace(data), []byte("\n")) {
		if k%4 != 0 {
			continue
		}
		var story struct{ ID, Date, Text string }
		if err := json.Unmarshal(line, &story); err != nil {
			t.Fatalf("line %d: %v", k+1, err)
		}
		doc := eng.Analyze(story.Text, nil)
		got, evidence, ok := dates.Infer(doc, tagger.Tag(doc, ""))
		n++
		if !ok {
			none++
			continue
		}
		off := daysApart(t, got, story.Date)
		if off == 0 {
			exact++
		}
		if off <= 1 && off >= -1 {
			day++
		}
		if off <= 7 && off >= -7 {
			week++
		}
		if os.Getenv("CHANCERY_ERRORS") != "" && (off > 1 || off < -1) {
			t.Logf("%s true %s got %s by %s", story.ID, story.Date, got, evidenceText(doc, evidence))
		}
	}
	if n == 0 {
		t.Fatal("no stories")
	}
	t.Logf("%d stories: %d exact, %d within a day, %d within a week, %d without an answer", n, exact, day, week, none)
}

func daysApart(t *testing.T, a, b string) int {
	t.Helper()
	x, err1 := time.Parse("2006-01-02", a)
	y, err2 := time.Parse("2006-01-02", b)
	if err1 != nil || err2 != nil {
		t.Fatalf("dates %q and %q", a, b)
	}
	return int(x.Sub(y).Hours() / 24)
}

func evidenceText(doc *language.Doc, evidence []language.Range) string {
	r := []rune(doc.Text)
	out := ""
	for _, e := range evidence {
		s := doc.Span(e)
		out += "[" + string(r[s.Start:s.End]) + "] "
	}
	return out
}
