package dates

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"chancery/internal/language"
	"chancery/internal/rulefile"
)

// Type is a TIMEX3 type.
type Type string

// The types of TIMEX3.
const (
	Date     Type = "DATE"
	Clock    Type = "TIME"
	Duration Type = "DURATION"
	Set      Type = "SET"
)

// none is the type of rules that only keep others off.
const none Type = "NONE"

// Expression is a time expression with its normalised value.
type Expression struct {
	language.Range
	Type  Type
	Value string // as in TIMEX3: 2022-07-14, 2022-W28, P3D, XXXX-WXX-4, PRESENT_REF
	Rule  string // file:name of the rule that read it
	// Future: the clause around it speaks of what is to come.
	Future bool
	// Event: the words name an event of history (after the Cold War), which
	// TimeML counts with events, not with times.
	Event bool
}

//go:embed rules/*.rules
var files embed.FS

// rule is one compiled rule.
type rule struct {
	id     string
	order  int
	typ    Type
	prog   []inst
	marked bool // brackets mark the expression proper
	value  []part
	topic  []part // what the passage speaks of from here, nil for the value
	aside  bool   // leaves what the passage speaks of alone
	event  bool   // names an event of history
	// words of which a sentence must hold one, nil for no such
	required []int32
}

// Tagger finds and normalises time expressions. It is read-only once made.
type Tagger struct {
	symbols  map[string]int32
	sets     map[string]map[int32]string
	patterns map[string]string
	feasts   map[string]feast
	numerals map[string]numeral
	planned  map[string]bool // above an infinitive: it is to come
	schedule map[string]bool // in the passive, too
	// in the present tense, of what stands in a programme
	timetable map[string]bool
	rules     []rule
	// rules that can begin with a word, by its symbol; those that can begin
	// with a class of words or any word
	byWord  map[int32][]int32
	byClass [classAny + 1][]int32
	blocks  []rulefile.Block
}

// New compiles the embedded rules. An error names file, line and fault.
func New() (*Tagger, error) {
	sub, err := fs.Sub(files, "rules")
	if err != nil {
		return nil, fmt.Errorf("dates: opening the rules: %w", err)
	}
	blocks, err := rulefile.ParseFS(sub, "*.rules")
	if err != nil {
		return nil, fmt.Errorf("dates: reading the rules: %w", err)
	}
	return build(blocks)
}

// build compiles parsed blocks: sets and patterns first, so that rules may
// stand before them.
func build(blocks []rulefile.Block) (*Tagger, error) {
	t := &Tagger{
		symbols: map[string]int32{}, sets: map[string]map[int32]string{}, patterns: map[string]string{},
		feasts:   map[string]feast{},
		numerals: map[string]numeral{}, planned: map[string]bool{},
		schedule: map[string]bool{}, timetable: map[string]bool{}, byWord: map[int32][]int32{}, blocks: blocks,
	}
	for i := range blocks {
		if err := t.define(&blocks[i]); err != nil {
			return nil, fmt.Errorf("dates: %w", err)
		}
	}
	for i := range blocks {
		var err error
		switch b := &blocks[i]; b.Kind {
		case "rule":
			err = t.add(b)
		case "events":
			err = t.addEvents(b)
		case "feast":
			err = t.addFeast(b)
		}
		if err != nil {
			return nil, fmt.Errorf("dates: %w", err)
		}
	}
	t.require()
	return t, nil
}

// symbol is the number of a word, given out on first sight.
func (t *Tagger) symbol(low string) int32 {
	s, ok := t.symbols[low]
	if !ok {
		s = int32(len(t.symbols) + 1)
		t.symbols[low] = s
	}
	return s
}

// define takes in a set or a pattern.
func (t *Tagger) define(b *rulefile.Block) error {
	switch b.Kind {
	case "rule", "events", "feast":
		return nil
	case "pattern":
		is, _ := b.Get("is")
		if is == "" {
			return b.Errorf(b.Line, "pattern %s says nothing after \"is:\"", b.Name)
		}
		t.patterns[b.Name] = is
		return b.Known("is")
	case "set":
	default:
		return b.Errorf(b.Line, "a block is a rule, a set, a pattern, a feast or events, not a %s", b.Kind)
	}
	if err := b.Known("words"); err != nil {
		return err
	}
	set := map[int32]string{}
	for _, f := range b.All("words") {
		for _, w := range rulefile.Words(f.Value) {
			word, value, ok := strings.Cut(w, "=")
			if !ok {
				value = word
			}
			word = fold(word)
			if err := t.special(b, f.Line, word, value); err != nil {
				return err
			}
			set[t.symbol(word)] = value
		}
	}
	if len(set) == 0 {
		return b.Errorf(b.Line, "set %s has no words", b.Name)
	}
	t.sets[b.Name] = set
	return nil
}

// special keeps the sets that the engine itself reads: number words and the
// words of what is planned.
func (t *Tagger) special(b *rulefile.Block, line int, word, value string) error {
	switch b.Name {
	case "cardinal", "ordinal":
		v, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return b.Errorf(line, "%s=%s: a number word needs its number", word, value)
		}
		t.numerals[word] = numeral{v, b.Name == "ordinal"}
	case "planned":
		t.planned[word] = true
	case "scheduled":
		t.schedule[word] = true
	case "timetable":
		t.timetable[word] = true
	}
	return nil
}

// add compiles a rule; every match line makes one program.
func (t *Tagger) add(b *rulefile.Block) error {
	if err := b.Known("match", "type", "value", "topic", "yes", "no"); err != nil {
		return err
	}
	typ, _ := b.Get("type")
	if !slices.Contains([]Type{Date, Clock, Duration, Set, none}, Type(typ)) {
		return b.Errorf(b.Line, "rule %s: type is DATE, TIME, DURATION, SET or NONE, not %q", b.Name, typ)
	}
	value, _ := b.Get("value")
	if value == "" && Type(typ) != none {
		return b.Errorf(b.Line, "rule %s has no value", b.Name)
	}
	if len(b.All("match")) == 0 {
		return b.Errorf(b.Line, "rule %s has no match", b.Name)
	}
	for _, m := range b.All("match") {
		r := rule{id: b.ID(), typ: Type(typ)}
		if topic, ok := b.Get("topic"); ok && topic != "none" {
			_, keys, err := t.compile(m.Value)
			if err != nil {
				return b.Errorf(m.Line, "rule %s: match: %v", b.Name, err)
			}
			if r.topic, err = parseValue(topic, keys); err != nil {
				return b.Errorf(m.Line, "rule %s: topic: %v", b.Name, err)
			}
		} else {
			r.aside = ok
		}
		if err := t.link(b, m.Line, r, m.Value, value); err != nil {
			return err
		}
	}
	return nil
}

// index notes what a rule's matches can begin with.
func (t *Tagger) index(n int32, prog []inst) {
	seen := map[int]bool{}
	put := func(list []int32) []int32 {
		if k := len(list); k > 0 && list[k-1] == n {
			return list
		}
		return append(list, n)
	}
	var walk func(pc int)
	walk = func(pc int) {
		if seen[pc] {
			return
		}
		seen[pc] = true
		switch in := prog[pc]; in.op {
		case opTest:
			for _, k := range in.test.kinds {
				switch {
				case in.test.not || k.tag != "":
					t.byClass[classAny] = put(t.byClass[classAny])
				case k.values != nil:
					for s := range k.values {
						t.byWord[s] = put(t.byWord[s])
					}
				default:
					t.byClass[k.class] = put(t.byClass[k.class])
				}
			}
		case opSplit:
			walk(pc + 1)
			walk(in.x)
		case opJump:
			walk(in.x)
		case opOpen, opClose:
			walk(pc + 1)
		}
	}
	walk(0)
}

// Tag finds the time expressions of a document, in text order and without
// overlap. Values are resolved against the publication date (YYYY-MM-DD, ""
// for none), the tense around them and the dates told before them.
func (t *Tagger) Tag(doc *language.Doc, publication string) []Expression {
	words := t.read(doc)
	ctx := context{published: published(publication), feasts: t.feasts}
	var out []Expression
	m := matcher{tokens: doc.Tokens, words: words, present: make([]int32, len(t.symbols)+1)}
	for _, s := range doc.Sentences {
		m.end = s.End
		for _, f := range t.sentence(&m, s) {
			r := language.Range{First: f.first, End: f.end}
			ctx.tense = func() tense { return t.tenseAt(doc, r) }
			value, ok := ctx.eval(f.rule.value, &f)
			if !ok {
				continue
			}
			out = append(out, Expression{
				Range: r, Type: f.rule.typ, Value: value, Rule: f.rule.id, Future: ctx.tense() == future, Event: f.rule.event,
			})
			ctx.note(&f, value)
		}
	}
	return out
}

// sentence chooses among all matches of a sentence: the first to begin, the
// longest of these, the rule that stands first.
func (t *Tagger) sentence(m *matcher, s language.Sentence) []found {
	var all []found
	m.sentence++
	for i := s.First; i < s.End; i++ {
		m.present[m.words[i].sym] = m.sentence
	}
	for i := s.First; i < s.End; i++ {
		t.candidates(&m.words[i], func(n int32) {
			if !m.holds(&t.rules[n]) {
				return
			}
			if f, ok := m.run(&t.rules[n], i); ok {
				all = append(all, f)
			}
		})
	}
	// Rules at one token come by class; order them as they stand.
	slices.SortStableFunc(all, func(a, b found) int {
		if a.first != b.first {
			return a.first - b.first
		}
		if a.end != b.end {
			return b.end - a.end
		}
		return a.rule.order - b.rule.order
	})
	kept := all[:0]
	end := s.First
	for _, f := range all {
		if f.first < end {
			continue
		}
		end = f.end
		if f.rule.typ != none {
			kept = append(kept, f)
		}
	}
	return kept
}

// candidates calls try with the rules that can begin at a word.
func (t *Tagger) candidates(w *word, try func(int32)) {
	if w.sym != 0 {
		for _, n := range t.byWord[w.sym] {
			try(n)
		}
	}
	for _, n := range t.byClass[classAny] {
		try(n)
	}
	if w.num > 0 {
		for _, n := range t.byClass[classNumber] {
			try(n)
		}
	}
	if w.ord > 0 {
		for _, n := range t.byClass[classOrdinal] {
			try(n)
		}
	}
	if w.ord > 0 || w.low != "" && w.low[0] <= '9' {
		for _, c := range [...]class{classDay, classYear, classDecade, classClock, classISO} {
			for _, n := range t.byClass[c] {
				try(n)
			}
		}
	} else if w.num > 1 {
		for _, n := range t.byClass[classYear] {
			try(n)
		}
	}
}
