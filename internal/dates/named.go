package dates

import (
	"fmt"
	"strings"

	"chancery/internal/rulefile"
)

// addEvents compiles a table of events of history: each line gives a value and
// the words that name it. A name is a time only behind the words of "when"; of
// what lasted, its end and its beginning are times, too (at the end of the war).
func (t *Tagger) addEvents(b *rulefile.Block) error {
	if err := b.Known("when", "event", "yes", "no"); err != nil {
		return err
	}
	when, _ := b.Get("when")
	if when == "" || len(b.All("event")) == 0 {
		return b.Errorf(b.Line, "events %s needs \"when:\" and \"event:\" lines", b.Name)
	}
	for _, f := range b.All("event") {
		value, names, ok := strings.Cut(f.Value, " ")
		first, last, lasted := strings.Cut(value, "/")
		_, dated := parseMoment(first)
		if lasted {
			_, ends := parseMoment(last)
			dated = dated && ends
		}
		if !ok || !dated {
			return b.Errorf(f.Line, "events %s: %q is not a date (1914, 1967-06, 1914/1918) and a name", b.Name, f.Value)
		}
		for _, name := range alternativesOf(names) {
			if err := t.addEvent(b, f.Line, when, value, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// alternativesOf cuts a pattern at the bars that stand outside of brackets.
func alternativesOf(pattern string) []string {
	var out []string
	depth := 0
	var words []string
	for _, w := range strings.Fields(pattern) {
		switch {
		case w == "|" && depth == 0:
			out = append(out, strings.Join(words, " "))
			words = nil
			continue
		case w == "(":
			depth++
		case strings.HasPrefix(w, ")"):
			depth--
		}
		words = append(words, w)
	}
	return append(out, strings.Join(words, " "))
}

// addEvent compiles one name of one event.
func (t *Tagger) addEvent(b *rulefile.Block, line int, when, value, name string) error {
	first, last, lasted := strings.Cut(value, "/")
	forms := []struct{ match, value string }{{fmt.Sprintf("%s [ %s ]", when, name), value}}
	if lasted {
		forms = append(forms,
			struct{ match, value string }{fmt.Sprintf("( %s | at | with | by | from ) [ the end|close of %s ]", when, name), last},
			struct{ match, value string }{fmt.Sprintf("( %s | at | with | by | from ) [ the start|beginning|outbreak of %s ]", when, name), first})
	}
	for _, form := range forms {
		r := rule{id: b.ID(), typ: Date, event: true, aside: true}
		if err := t.link(b, line, r, form.match, form.value); err != nil {
			return err
		}
	}
	return nil
}

// addFeast compiles a feast: the words that name it, alone, with a year, or with
// last, this and next before them.
func (t *Tagger) addFeast(b *rulefile.Block) error {
	if err := b.Known("words", "on", "yes", "no"); err != nil {
		return err
	}
	on, _ := b.Get("on")
	f, err := parseFeast(on)
	if err != nil {
		return b.Errorf(b.Line, "feast %s: on: %v", b.Name, err)
	}
	t.feasts[b.Name] = f
	if len(b.All("words")) == 0 {
		return b.Errorf(b.Line, "feast %s has no words", b.Name)
	}
	for _, w := range b.All("words") {
		for _, form := range []struct{ match, value string }{
			{"( %s )", "near"}, {"last ( %s )", "last"}, {"this ( %s ) ( this year )?", "this-year"}, {"next ( %s )", "next"},
			{"( %s ) ( of | , )? y:@year", "$y"}, {"( %s ) last year", "last-year"}, {"( %s ) this year", "this-year"},
		} {
			value := "{feast " + b.Name + " " + form.value + "}"
			if err := t.link(b, w.Line, rule{id: b.ID(), typ: Date}, fmt.Sprintf(form.match, w.Value), value); err != nil {
				return err
			}
		}
	}
	return nil
}

// link compiles one match and value into a rule.
func (t *Tagger) link(b *rulefile.Block, line int, r rule, match, value string) error {
	prog, keys, err := t.compile(match)
	if err != nil {
		return b.Errorf(line, "%s %s: %v", b.Kind, b.Name, err)
	}
	if r.value, err = parseValue(value, keys); err != nil {
		return b.Errorf(line, "%s %s: value: %v", b.Kind, b.Name, err)
	}
	r.prog, r.order = prog, len(t.rules)
	for _, in := range prog {
		r.marked = r.marked || in.op == opOpen
	}
	t.rules = append(t.rules, r)
	t.index(int32(len(t.rules)-1), prog)
	return nil
}
