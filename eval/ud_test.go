package eval

import (
	"os"
	"strings"
	"testing"

	"chancery/internal/language"
)

func TestUD(t *testing.T) {
	const shared = "../../shared/data"
	if _, err := os.Stat(shared + "/ud"); err != nil {
		t.Skip("no treebanks at " + shared + "/ud")
	}
	eng, err := language.New()
	if err != nil {
		t.Fatal(err)
	}
	figures, err := UD(shared, eng)
	if err != nil {
		t.Fatal(err)
	}
	if len(figures) == 0 {
		t.Fatal("no figures")
	}
	for _, f := range figures {
		t.Logf("%s %-28s %6.2f (%d)", f.Dataset, f.Name, f.Value, f.Cases)
		if f.Cases == 0 {
			t.Errorf("%s %s judged nothing", f.Dataset, f.Name)
		}
	}
}

// side reads one side from CoNLL-U with spaces for tabs and only the columns
// id, form, lemma, UPOS, XPOS, features, head and relation.
func side(t *testing.T, rows string) *udSide {
	t.Helper()
	var b strings.Builder
	for line := range strings.Lines(rows) {
		line = strings.TrimSpace(line)
		if f := strings.Fields(line); len(f) == 8 {
			line = strings.Join(append(f, "_", "_"), "\t")
		}
		b.WriteString(line + "\n")
	}
	u := &udSide{}
	for tree, err := range language.ReadCoNLLU(strings.NewReader(b.String())) {
		if err != nil {
			t.Fatal(err)
		}
		u.add(tree.Text, tree.Tokens)
	}
	return u
}

func TestCompareUD(t *testing.T) {
	gold := side(t, `
		1 They they PRON PRP Case=Nom 2 nsubj
		2 left leave VERB VBD Tense=Past 0 root
		3 . . PUNCT . _ 2 punct

		1-2 Don't _ _ _ _ _ _
		1 Do do AUX VB _ 3 aux
		2 n't not PART RB Polarity=Neg 3 advmod
		3 go _ VERB VB VerbForm=Inf 0 root
		4 home home ADV RB _ 3 advmod:lmod`)
	system := side(t, `
		1 They they PRON PRP Case=Nom|Style=Coll 2 nsubj:outer
		2 left left VERB VBN Tense=Past 0 root
		3 . . PUNCT . _ 2 punct
		4-5 Don't _ _ _ _ _ _
		4 Do do AUX VB _ 6 aux
		5 n't not PART RB Polarity=Neg 4 advmod
		6 go went VERB VB VerbForm=Inf 2 parataxis
		7 ho ho ADV RB _ 6 advmod
		8 me me ADV RB _ 6 advmod`)
	r := compare(gold, system)
	for name, c := range map[string]struct {
		got  udScore
		want udScore
	}{
		"tokens":    {r.tokens, udScore{5, 7, 6}},    // home is cut in two
		"sentences": {r.sentences, udScore{0, 1, 2}}, // joined
		"words":     {r.words, udScore{6, 8, 7}},
		"UPOS":      {r.upos, udScore{6, 8, 7}},
		"XPOS":      {r.xpos, udScore{5, 8, 7}},  // VBN
		"lemma":     {r.lemma, udScore{5, 8, 7}}, // left; gold knows no lemma of go
		"features":  {r.feats, udScore{6, 8, 7}}, // Style is not universal
		"UAS":       {r.uas, udScore{4, 8, 7}},   // n't and go hang elsewhere
		"LAS":       {r.las, udScore{4, 8, 7}},   // the subtype of nsubj does not count
	} {
		if c.got != c.want {
			t.Errorf("%s: %+v, want %+v", name, c.got, c.want)
		}
	}
}
