package language

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed tables/*.txt
var tableFiles embed.FS

// stopKind tells what the full stop of an abbreviation means for the sentence.
type stopKind uint8

const (
	stopNone   stopKind = iota // not an abbreviation
	stopNever                  // a word follows: Mr., Gen.
	stopMaybe                  // a sentence may end: U.S., Inc.
	stopMonth                  // as maybe, but not before a figure: Sept.
	stopNumber                 // an abbreviation only before a figure: No.
)

// tables holds the word lists of the folder tables. All keys are lower case.
type tables struct {
	abbreviations map[string]stopKind
	prefixes      map[string]bool // with the hyphen: anti-
	suffixes      map[string]bool // with the hyphen: -esque
	whole         map[string]bool // hyphenated words that stay whole
	contractions  map[string][]int
	starters      map[string]bool
	units         map[string]bool
	speech        map[string]bool
	syllables     map[string]bool
	frequent      []string          // as written
	irregular     map[string]string // form and XPOS of a verb, parted by a tab → lemma
	participles   map[string]bool   // past participles of irregular verbs
}

// loadTables reads the word lists; errors name file and line.
func loadTables() (*tables, error) {
	t := &tables{
		abbreviations: map[string]stopKind{}, prefixes: map[string]bool{}, suffixes: map[string]bool{},
		whole: map[string]bool{}, contractions: map[string][]int{}, starters: map[string]bool{},
		units: map[string]bool{}, speech: map[string]bool{}, syllables: map[string]bool{},
		irregular: map[string]string{}, participles: map[string]bool{},
	}
	kinds := map[string]stopKind{"never": stopNever, "maybe": stopMaybe, "month": stopMonth, "number": stopNumber}
	for _, f := range []struct {
		name string
		row  func(word, rest string) error
	}{
		{"abbreviations", func(w, rest string) error {
			k, ok := kinds[rest]
			if !ok {
				return fmt.Errorf("unknown kind %q", rest)
			}
			t.abbreviations[w] = k
			return nil
		}},
		{"affixes", func(w, _ string) error {
			switch {
			case strings.HasSuffix(w, "-"):
				t.prefixes[w] = true
			case strings.HasPrefix(w, "-"):
				t.suffixes[w] = true
			default:
				t.whole[w] = true
			}
			return nil
		}},
		{"contractions", func(w, rest string) error {
			if strings.ReplaceAll(rest, "|", "") != w || !strings.Contains(rest, "|") {
				return fmt.Errorf("%q is no division of %q", rest, w)
			}
			var cuts []int
			at := 0
			parts := strings.Split(rest, "|")
			for _, p := range parts[:len(parts)-1] {
				at += len(p)
				cuts = append(cuts, at)
			}
			t.contractions[w] = cuts
			return nil
		}},
		{"starters", func(w, _ string) error { t.starters[w] = true; return nil }},
		{"units", func(w, _ string) error { t.units[w] = true; return nil }},
		{"syllables", func(w, _ string) error { t.syllables[w] = true; return nil }},
		{"frequent", func(w, _ string) error { t.frequent = append(t.frequent, w); return nil }},
		{"irregular", t.verb},
		{"speech", func(w, _ string) error { t.speech[w] = true; return nil }},
	} {
		if err := readTable(f.name, f.row); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// verb takes in the principal parts of a verb: base, past tense, participle.
// Each form counts under the other's tag, too, unless that has one of its own:
// taggers mix them up.
func (t *tables) verb(row, _ string) error {
	parts := strings.Fields(row)
	if len(parts) != 3 {
		return fmt.Errorf("%q are not three principal parts", row)
	}
	past, participle := strings.Split(parts[1], "/"), strings.Split(parts[2], "/")
	for _, f := range past {
		t.irregular[f+"\tVBD"] = parts[0]
	}
	for _, f := range participle {
		t.irregular[f+"\tVBN"] = parts[0]
		t.participles[f] = true
	}
	for _, f := range append(past, participle...) {
		for _, tag := range []string{"VBD", "VBN"} {
			if _, ok := t.irregular[f+"\t"+tag]; !ok {
				t.irregular[f+"\t"+tag] = parts[0]
			}
		}
	}
	return nil
}

// readTable calls row for each line of a table that is neither empty nor a
// comment.
func readTable(name string, row func(word, rest string) error) error {
	file := "tables/" + name + ".txt"
	data, err := tableFiles.ReadFile(file)
	if err != nil {
		return fmt.Errorf("language: reading tables: %w", err)
	}
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		word, rest, _ := strings.Cut(line, "\t")
		if err := row(word, rest); err != nil {
			return fmt.Errorf("language: reading tables: %s:%d: %w", file, n, err)
		}
	}
	return nil
}
