package eval

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"chancery"
)

// plvRecord is a sentence with a marked source and target.
type plvRecord struct {
	ID, Root, Text, Marked string
}

var plvMark = regexp.MustCompile(`</?[st]>`)

// spans are the code-point spans of the s and t marks, in the text that is
// left when the marks are taken out.
func (p *plvRecord) spans() (plain string, source, target []chancery.Span) {
	var b strings.Builder
	at, open := 0, 0
	for _, m := range plvMark.FindAllStringIndex(p.Marked, -1) {
		b.WriteString(p.Marked[at:m[0]])
		at = m[1]
		here := utf8.RuneCountInString(b.String())
		switch mark := p.Marked[m[0]:m[1]]; {
		case mark[1] != '/':
			open = here
		case mark == "</s>":
			source = append(source, chancery.Span{Start: open, End: here})
		default:
			target = append(target, chancery.Span{Start: open, End: here})
		}
	}
	b.WriteString(p.Marked[at:])
	return b.String(), source, target
}

func touches(ps []chancery.Participant, spans []chancery.Span) bool {
	return slices.ContainsFunc(ps, func(p chancery.Participant) bool {
		return slices.ContainsFunc(spans, p.Span.Overlaps)
	})
}

// rootOf folds CONCEDE and RETREAT into the data's YIELD.
func rootOf(typ string) string {
	if typ == "CONCEDE" || typ == "RETREAT" {
		return "YIELD"
	}
	return typ
}

// PLV scores the root of the most confident event between the marked source
// and target (data/plv), in either order for acts done together: macro-F1
// over the roots.
func PLV(sharedDir string, read Reader) ([]Figure, error) {
	path := filepath.Join(sharedDir, "data", "plv", "plv-dev.jsonl")
	var gold, got []string
	err := eachLine(path, func(line []byte) error {
		var p plvRecord
		if err := json.Unmarshal(line, &p); err != nil {
			return err
		}
		text, source, target := p.spans()
		r := read(p.ID, "", text)
		best := chancery.Event{}
		for _, e := range r.Events {
			forth := touches(e.Actor, source) && touches(e.Recipient, target)
			back := touches(e.Actor, target) && touches(e.Recipient, source)
			both := touches(e.Actor, source) && touches(e.Actor, target)
			mutual := e.Type == "CONSULT" || e.Type == "AGREE" || e.Type == "SUPPORT" || e.Type == "COOPERATE"
			if counts(&e) && (forth || (back || both) && mutual) && e.Confidence > best.Confidence {
				best = e
			}
		}
		root := p.Root
		if t, ok := ploverTypes[root]; ok {
			root = t
		}
		gold, got = append(gold, rootOf(root)), append(got, rootOf(best.Type))
		return nil
	})
	if err != nil {
		return nil, err
	}
	hits := 0
	for i := range gold {
		if gold[i] == got[i] {
			hits++
		}
	}
	return []Figure{
		{Dataset: "plv", Name: "root macro-F1", Value: macroF1(gold, got), Cases: len(gold)},
		{Dataset: "plv", Name: "root accuracy", Value: percent(hits, len(gold)), Cases: len(gold)},
	}, nil
}

// macroF1 is the mean over gold's labels of each label's F1.
func macroF1(gold, got []string) float64 {
	labels := slices.Clone(gold)
	slices.Sort(labels)
	labels = slices.Compact(labels)
	if len(labels) == 0 {
		return 0
	}
	var sum float64
	for _, l := range labels {
		var hit, have, want int
		for i := range gold {
			if gold[i] == l {
				want++
			}
			if got[i] == l {
				have++
			}
			if gold[i] == l && got[i] == l {
				hit++
			}
		}
		sum += harmonic(percent(hit, have), percent(hit, want))
	}
	return sum / float64(len(labels))
}

// eachLine calls f with each line of a file that is not empty; no line at all
// is an error.
func eachLine(path string, f func([]byte) error) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("eval: %w", err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(make([]byte, 0, 64<<10), 16<<20)
	n, seen := 0, 0
	for lines.Scan() {
		n++
		if len(lines.Bytes()) == 0 {
			continue
		}
		seen++
		if err := f(lines.Bytes()); err != nil {
			return fmt.Errorf("eval: %s:%d: %w", path, n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("eval: reading %s: %w", path, err)
	}
	if seen == 0 {
		return fmt.Errorf("eval: %s is empty", path)
	}
	return nil
}

// eachRawLine calls f with every line of a file, empty ones too.
func eachRawLine(path string, f func(string)) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("eval: %w", err)
	}
	for line := range strings.Lines(string(data)) {
		f(line)
	}
	return nil
}
