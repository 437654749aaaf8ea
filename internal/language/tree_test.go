package language

import (
	"fmt"
	"strings"
	"testing"
)

func engine(t testing.TB) *Engine {
	t.Helper()
	e, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// arcs lists the arcs of a Doc as rel(head, dependent).
func arcs(d *Doc) []string {
	var out []string
	for i := range d.Tokens {
		t := &d.Tokens[i]
		head := "-"
		if t.Head >= 0 {
			head = d.Tokens[t.Head].Form
		}
		out = append(out, fmt.Sprintf("%s(%s, %s)", t.Rel, head, t.Form))
	}
	return out
}

// TestTrees holds arcs that the coding of events stands on.
func TestTrees(t *testing.T) {
	e := engine(t)
	for text, want := range map[string]string{
		"The council has, however, accused the army of shelling the port.":  "nsubj(accused, council) obj(accused, army)",
		"Ruritania said on Monday it would expel two Freedonian diplomats.": "root(-, said) nsubj(said, Ruritania) ccomp(said, expel) nsubj(expel, it) obj(expel, diplomats)",
		"The minister was arrested by soldiers.":                            "nsubj:pass(arrested, minister) aux:pass(arrested, was)",
		"Freedonia did not sign the treaty.":                                "nsubj(sign, Freedonia) advmod(sign, not) obj(sign, treaty)",
		"The president met her Ruritanian counterpart and thanked him.":     "nsubj(met, president) obj(met, counterpart) conj(met, thanked) obj(thanked, him)",
		"Troops who had crossed the border were ordered to withdraw.":       "acl:relcl(Troops, crossed) nsubj(crossed, who) nsubj:pass(ordered, Troops) xcomp(ordered, withdraw)",
		"He is the foreign minister of Ruritania.":                          "root(-, minister) cop(minister, is) nsubj(minister, He) nmod(minister, Ruritania)",
	} {
		got := strings.Join(arcs(e.Analyze(text, nil)), " ")
		rest := want
		for rest != "" {
			arc, after, _ := strings.Cut(rest, ") ")
			rest = after
			if after != "" || !strings.HasSuffix(arc, ")") {
				arc += ")"
			}
			if !strings.Contains(got, arc) {
				t.Errorf("%s\n no %s in %s", text, arc, got)
			}
		}
	}
}

// TestFunctionWords: what hangs on a function word belongs there by UD.
func TestFunctionWords(t *testing.T) {
	d := engine(t).Analyze(newsText(t), nil)
	checked := 0
	for i := range d.Tokens {
		switch rel, _, _ := strings.Cut(d.Tokens[i].Rel, ":"); rel {
		case "aux", "cop", "case", "mark", "cc":
			checked++
			for _, c := range d.Children(i) {
				switch child := &d.Tokens[c]; child.Rel {
				case "fixed", "conj", "punct", "reparandum", "goeswith":
				default:
					t.Errorf("%s(%s, %s) below %s", child.Rel, d.Tokens[i].Form, child.Form, rel)
				}
			}
		}
	}
	if checked == 0 {
		t.Fatal("no function words")
	}
}
