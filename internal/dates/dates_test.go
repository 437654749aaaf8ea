package dates

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"chancery/internal/language"
	"chancery/internal/rulefile"
)

// plain makes a Doc without trees: words, punctuation and the few tags that
// the rules and the tense need, so that the rules' examples hang on no model.
func plain(text string) *language.Doc {
	var toks []language.Token
	var sents []language.Sentence
	runes := []rune(text)
	first := 0
	for i := 0; i < len(runes); {
		if unicode.IsSpace(runes[i]) {
			i++
			continue
		}
		j := wordEnd(runes, i)
		form := string(runes[i:j])
		toks = append(toks, language.Token{
			Form: form, Lemma: strings.ToLower(form), XPOS: tagOf(form), Head: -1, Start: i, End: j,
			Space: j < len(runes) && unicode.IsSpace(runes[j]),
		})
		i = j
		if form == "." || form == ";" {
			sents = append(sents, language.Sentence{Range: language.Range{First: first, End: len(toks)}, Root: first})
			first = len(toks)
		}
	}
	if first < len(toks) {
		sents = append(sents, language.Sentence{Range: language.Range{First: first, End: len(toks)}, Root: first})
	}
	return language.NewDoc(text, toks, sents)
}

var stops = map[string]bool{"a.m.": true, "p.m.": true, "no.": true, "ms.": true, "mrs.": true}

// wordEnd cuts as the treebank does: hyphens, commas and 's stand alone.
func wordEnd(r []rune, i int) int {
	word := func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) || c == '_' }
	if r[i] == '\'' || r[i] == '’' {
		j := i + 1
		for j < len(r) && word(r[j]) {
			j++
		}
		return j
	}
	if !word(r[i]) {
		return i + 1
	}
	j := i
	digits := unicode.IsDigit(r[i])
	for j < len(r) {
		inside := j+1 < len(r) && word(r[j+1])
		switch {
		case word(r[j]):
		case r[j] == '-' && digits && j == i+4 && inside && strings.Count(string(r[i:min(len(r), i+10)]), "-") == 2:
			return i + 10
		case (r[j] == '.' || r[j] == ':' || r[j] == '/' || r[j] == ',' && digits) && inside && unicode.IsDigit(r[j+1]) == digits:
		case r[j] == '.' && (stops[strings.ToLower(string(r[i:j+1]))] || monthStop(string(r[i:j+1]))):
			return j + 1
		default:
			return j
		}
		j++
	}
	return j
}

func monthStop(s string) bool {
	switch strings.ToLower(s) {
	case "jan.", "feb.", "mar.", "apr.", "aug.", "sept.", "oct.", "nov.", "dec.":
		return true
	}
	return false
}

var tags = map[string]string{
	"will": "MD", "would": "MD", "is": "VBZ", "was": "VBD", "met": "VBD", "fell": "VBD", "rose": "VBD",
	"left": "VBD", "began": "VBD", "men": "NNS", "soldiers": "NNS", "elections": "NNS", "boats": "NNS",
	"he": "PRP", "they": "PRP", "level": "NN", "ran": "VBD", "gave": "VBD", "said": "VBD", "had": "VBD", "sank": "VBD",
	"train": "NN",
}

func tagOf(form string) string {
	low := strings.ToLower(form)
	switch t, ok := tags[low]; {
	case ok:
		return t
	case len(low) > 4 && strings.HasSuffix(low, "ed"):
		return "VBD"
	case unicode.IsDigit(rune(form[0])):
		return "CD"
	case unicode.IsUpper(rune(form[0])):
		return "NNP"
	}
	return "XX"
}

func tagger(t testing.TB) *Tagger {
	t.Helper()
	tg, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return tg
}

func words(doc *language.Doc, r language.Range) string {
	s := doc.Span(r)
	return string([]rune(doc.Text)[s.Start:s.End])
}

func list(doc *language.Doc, es []Expression) string {
	var out []string
	for _, e := range es {
		out = append(out, words(doc, e.Range)+" = "+e.Value)
	}
	return strings.Join(out, "; ")
}

// TestRules runs the examples of every rule.
func TestRules(t *testing.T) {
	tg := tagger(t)
	examples := rulefile.Examples(tg.blocks)
	t.Logf("%d rules, %d examples", len(tg.rules), len(examples))
	for _, err := range rulefile.Run(examples, func(e rulefile.Example) error {
		text, date, _ := strings.Cut(e.Text, " @ ")
		doc := plain(strings.TrimSpace(text))
		found := tg.Tag(doc, strings.TrimSpace(date))
		got := list(doc, found)
		hit := false
		for _, f := range found {
			hit = hit || f.Rule == e.File+":"+e.Block
		}
		switch {
		case got != e.Want && (e.Yes || e.Want != "" || hit):
			return fmt.Errorf("%q: found %q, want %q", text, got, e.Want)
		case !e.Yes && hit:
			return fmt.Errorf("%q: the rule must not match", text)
		}
		return nil
	}) {
		t.Error(err)
	}
}

func parseBlocks(t *testing.T, text string) []rulefile.Block {
	t.Helper()
	blocks, err := rulefile.Parse("t.rules", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return blocks
}
