package language

import (
	"strings"
	"testing"
)

// tabbed turns the spaces of rows of ten columns into tabs.
func tabbed(rows string) string {
	var b strings.Builder
	for line := range strings.Lines(rows) {
		line = strings.TrimSpace(line)
		if f := strings.Fields(line); len(f) == 10 && line[0] != '#' {
			line = strings.Join(f, "\t")
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

func readAll(s string) ([]*Tree, error) {
	var out []*Tree
	for t, err := range ReadCoNLLU(strings.NewReader(s)) {
		if err != nil {
			return out, err
		}
		out = append(out, t)
	}
	return out, nil
}

func TestReadCoNLLU(t *testing.T) {
	trees, err := readAll(tabbed(`
		# newdoc id = d
		# newpar
		# sent_id = a
		# text = Don't  go.
		1-2 Don't _ _ _ _ _ _ _ start=10|end=15
		1 Do do AUX VB _ 3 aux _ start=10|end=12
		2 n't not PART RB Polarity=Neg 3 advmod _ start=12|end=15
		3 go go VERB VB _ 0 root _ SpaceAfter=No|start=17|end=19
		3.1 went _ _ _ _ _ _ 0:x _
		4 . . PUNCT . _ 3 punct _ start=19|end=20

		1 zum _ ADP IN _ 0 root _ SpaceAfter=No
		2-3 im _ _ _ _ _ _ _ _
		2 in _ ADP IN _ 1 dep _ _
		3 dem _ DET DT _ 1 dep _ _`))
	if err != nil || len(trees) != 2 {
		t.Fatalf("%d trees, %v", len(trees), err)
	}
	a, b := trees[0], trees[1]
	if a.ID != "a" || a.Doc != "d" || !a.NewDoc || !a.NewPar || a.Text != "Don't  go." || b.Text != "zumim" {
		t.Errorf("comments: %+v %q", a, b.Text)
	}
	if len(a.Places) != 4 || a.Places[2] != [2]int{17, 19} || b.Places != nil {
		t.Errorf("places %v %v", a.Places, b.Places)
	}
	for i, want := range []Token{
		{Form: "Do", Lemma: "do", UPOS: "AUX", XPOS: "VB", Head: 2, Rel: "aux", Start: 0, End: 2, Parts: 2},
		{Form: "n't", Lemma: "not", UPOS: "PART", XPOS: "RB", Feats: "Polarity=Neg", Head: 2, Rel: "advmod", Start: 2, End: 5, Space: true},
		{Form: "go", Lemma: "go", UPOS: "VERB", XPOS: "VB", Head: -1, Rel: "root", Start: 7, End: 9},
		{Form: ".", Lemma: ".", UPOS: "PUNCT", XPOS: ".", Head: 2, Rel: "punct", Start: 9, End: 10, Space: true},
	} {
		if a.Tokens[i] != want {
			t.Errorf("token %d is %+v, want %+v", i, a.Tokens[i], want)
		}
	}
	if x, y := b.Tokens[1], b.Tokens[2]; x.Start != 3 || x.End != 4 || y.Start != 4 || y.End != 5 {
		t.Errorf("parts of im at %d-%d and %d-%d", x.Start, x.End, y.Start, y.End)
	}
}

func TestReadCoNLLUErrors(t *testing.T) {
	for rows, want := range map[string]string{
		"1 two":                 "line 1: 1 columns, want 10",
		"2 a _ _ _ _ _ _ _ _":   `line 1: id "2", want 1`,
		"x a _ _ _ _ _ _ _ _":   `line 1: id "x", want 1`,
		"1 a _ _ _ _ -1 _ _ _":  `line 1: bad head "-1"`,
		"1 a _ _ _ _ 7 _ _ _\n": "line 1: head 7 of word 1 is not in the sentence",
		"2-1 a _ _ _ _ _ _ _ _": `line 1: bad range "2-1"`,
		"1-3 a _ _ _ _ _ _ _ _\n1 a _ _ _ _ 0 _ _ _\n": "a multiword token ends after the sentence",
		"1\t\t_\t_\t_\t_\t_\t_\t_\t_":                  "line 1: word 1 is empty",
		strings.Repeat("a", maxLine+10):                "line 0: longer than",
	} {
		_, err := readAll(tabbed(rows))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: error %v, want %s", rows, err, want)
		}
	}
}

// FuzzCoNLLU: what can be read can be parsed, written and read again.
func FuzzCoNLLU(f *testing.F) {
	f.Add(tabbed("# text = Don't go.\n1-2 Don't _ _ _ _ _ _ _ _\n1 Do _ _ _ _ 0 _ _ _\n2 n't _ _ _ _ 0 _ _ _\n3 go _ _ _ _ 0 _ _ SpaceAfter=No\n4 . _ _ _ _ 0 _ _ start=1|end=2\n\n"))
	f.Add(tabbed("# newdoc id = x\n1 \u00a0 _ _ _ _ 0 root _ _\n\n1 a b _ _ _ 0 _ _ _"))
	e := engine(f)
	f.Fuzz(func(t *testing.T, data string) {
		trees, _ := readAll(data)
		if len(trees) == 0 {
			return
		}
		var forms []string
		for _, tree := range trees {
			for i := range tree.Tokens {
				forms = append(forms, tree.Tokens[i].Form)
			}
		}
		e.AnalyzeTrees(trees)
		var b strings.Builder
		for _, tree := range trees {
			if err := WriteTree(&b, tree, 0); err != nil {
				t.Fatal(err)
			}
		}
		again, err := readAll(b.String())
		if err != nil || len(again) != len(trees) {
			t.Fatalf("%d trees, then %d: %v", len(trees), len(again), err)
		}
		k := 0
		for _, tree := range again {
			for i := range tree.Tokens {
				if tree.Tokens[i].Form != forms[k] {
					t.Fatalf("word %q became %q", forms[k], tree.Tokens[i].Form)
				}
				k++
			}
		}
		if k != len(forms) {
			t.Fatalf("%d words, then %d", len(forms), k)
		}
	})
}
