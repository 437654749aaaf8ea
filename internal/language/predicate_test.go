package language

import "testing"

// TestSentencesHaveVerbs: a noun with a participle and a full stop is a
// sentence; a heading is not, and sentences with a verb stay as they are.
func TestSentencesHaveVerbs(t *testing.T) {
	e, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ text, root, subject, object string }{
		{"Bolivia severed ties with Chile on Tuesday.", "severed", "Bolivia", "ties"},
		{"Bolivia severed ties with Israel and recalled its diplomats.", "severed", "Bolivia", "ties"},
		{"Kenya eased restrictions on Somali traders.", "eased", "Kenya", "restrictions"},
		{"Peru lost a bit of land.", "lost", "Peru", "bit"},
		{"Peru froze relations with Chile.", "froze", "Peru", "relations"},
		{"The severed ties were restored.", "restored", "ties", ""},
		{"Troops left the besieged city.", "left", "Troops", "city"},
	} {
		d := e.Analyze(c.text, nil)
		root := d.Sentences[0].Root
		form := func(i int) string {
			if i < 0 {
				return ""
			}
			return d.Tokens[i].Form
		}
		if got := [3]string{form(root), form(d.Child(root, "nsubj")), form(d.Child(root, "obj"))}; got != [3]string{c.root, c.subject, c.object} {
			t.Errorf("%s: root, subject, object are %q", c.text, got)
		}
	}
}
