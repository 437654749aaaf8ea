package language

import (
	"strings"
	"testing"

	"chancery/internal/language/infer"
)

func TestReadMorphologyErrors(t *testing.T) {
	for _, row := range []string{"X\ta\tb", "L", "L\ta", "F\tkey", "S\ts\tNNS\t1", "S\ts\tNNS\tx\t", "S\ts\tNNS\t12\t"} {
		_, err := readMorphology("# comment\n\n" + row + "\n")
		if err == nil || !strings.Contains(err.Error(), "weights/morph.tsv:3") {
			t.Errorf("%q: error %v", row, err)
		}
	}
}

func TestLemma(t *testing.T) {
	m, err := readMorphology("L\twent\tVBD\tgo\nS\t\tNNS\t0\t\nS\ts\tNNS\t1\t\nS\ties\tNNS\t3\ty\nS\ted\tVBD\t2\t\nS\t\tNNP\t0\t\n")
	if err != nil {
		t.Fatal(err)
	}
	words := infer.NewLexicon([]string{"", "provoke", "smell", "stop", "trees", "shell", "rap", "rape", "visit", "shel"}, 9)
	for _, c := range []struct{ form, xpos, want string }{
		{"went", "VBD", "go"}, {"Went", "VBD", "go"}, {"underwent", "VBD", "undergo"},
		{"Treaties", "NNS", "treaty"}, {"trees", "NNS", "tree"}, {"oxen", "NNS", "oxen"},
		{"PROVOKED", "VBD", "provoke"}, {"smeled", "VBD", "smell"}, {"stopped", "VBD", "stop"}, {"blargled", "VBD", "blargl"},
		{"shelled", "VBD", "shell"}, {"raped", "VBD", "rape"}, {"rapped", "VBD", "rap"}, {"visited", "VBD", "visit"},
		{"Ruritania", "NNP", "Ruritania"}, {"’s", "POS", "'s"}, {"The", "DT", "the"},
	} {
		tok := &Token{Form: c.form, XPOS: c.xpos}
		m.lemma(nil, tok, words)
		if tok.Lemma != c.want {
			t.Errorf("%s/%s has lemma %q, want %q", c.form, c.xpos, tok.Lemma, c.want)
		}
	}
}

// TestIrregularVerbs: verbs that the treebanks hardly have get their lemmas
// from the table of principal parts.
func TestIrregularVerbs(t *testing.T) {
	e, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ text, form, want string }{
		{"The guards shot down a drone.", "shot", "shoot"},
		{"The miners dug a tunnel.", "dug", "dig"},
		{"The king was overthrown.", "overthrown", "overthrow"},
		{"The convoy sped away.", "sped", "speed"},
		{"The rebels bled the country.", "bled", "bleed"},
	} {
		found := false
		for _, tok := range e.Analyze(c.text, nil).Tokens {
			if tok.Form == c.form {
				found = true
				if tok.Lemma != c.want {
					t.Errorf("%s: %s/%s has lemma %q, want %q", c.text, c.form, tok.XPOS, tok.Lemma, c.want)
				}
			}
		}
		if !found {
			t.Errorf("%s: no word %s", c.text, c.form)
		}
	}
}
