package language

import "testing"

// TestProperMay: before a verb that is no infinitive May is a name, before one
// that is, a modal.
func TestProperMay(t *testing.T) {
	e, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ text, tag, rel, head, headTag string }{
		{"May met Merkel in Berlin.", "NNP", "nsubj", "met", "VBD"},
		{"May said that Britain would leave.", "NNP", "nsubj", "said", "VBD"},
		{"Theresa May told parliament so on Wednesday.", "NNP", "flat", "Theresa", "NNP"},
		{"May has warned Russia.", "NNP", "nsubj", "warned", "VBN"},
		{"May was asked to resign.", "NNP", "nsubj:pass", "asked", "VBN"},
		{"May may leave.", "NNP", "nsubj", "leave", "VB"},
		{"May the talks bring peace.", "MD", "aux", "bring", "VB"},
		{"May God bless America.", "MD", "aux", "bless", "VB"},
	} {
		d := e.Analyze(c.text, nil)
		i := 0
		for d.Tokens[i].Form != "May" {
			i++
		}
		w := d.Tokens[i]
		if w.Head < 0 {
			t.Errorf("%s: May is the root", c.text)
			continue
		}
		h := d.Tokens[w.Head]
		if got := [4]string{w.XPOS, w.Rel, h.Form, h.XPOS}; got != [4]string{c.tag, c.rel, c.head, c.headTag} {
			t.Errorf("%s: tag, relation, head and its tag are %q", c.text, got)
		}
	}
}
