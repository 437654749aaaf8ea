package dates

import (
	"fmt"
	"slices"
	"strings"
)

// op is what an instruction of a compiled pattern does.
type op uint8

const (
	opTest  op = iota // consume what test accepts
	opSplit           // go on at next, or at x
	opJump            // go on at x
	opOpen            // the expression begins here
	opClose           // the expression ended here
	opMatch
)

// inst is one instruction. A program is a flat list of them, as in a regular
// expression engine, over words instead of characters.
type inst struct {
	op   op
	x    int
	test *test
	key  int8 // slot that keeps what test accepted, -1 for none
}

// class is a kind of word that is not listed.
type class uint8

const (
	classNone class = iota
	classNumber
	classOrdinal
	classYear
	classDay
	classDecade
	classClock
	classISO
	classAny
)

var classes = map[string]class{
	"number": classNumber, "ordinal": classOrdinal, "year": classYear, "day": classDay,
	"decade": classDecade, "clock": classClock, "iso": classISO, "any": classAny,
}

// test accepts a token, or with a number several, when one of its kinds does.
type test struct {
	kinds   []kind
	not     bool
	capital bool
}

// kind is one alternative of a test: a class, listed words or a tag.
type kind struct {
	class  class
	values map[int32]string // words by symbol, with their values
	tag    string           // Penn tag, "" for any
	prefix bool             // tag is only how the tag begins
}

// compiler turns one pattern into instructions.
type compiler struct {
	t      *Tagger
	items  []string
	at     int
	prog   []inst
	keys   []string
	opened bool
	depth  int
	inside []string // patterns being expanded, against cycles
}

// compile reads a match line. The expression is the whole match unless
// brackets mark it.
func (t *Tagger) compile(pattern string) (prog []inst, keys []string, err error) {
	c := &compiler{t: t}
	if err := c.sequenceOf(pattern); err != nil {
		return nil, nil, err
	}
	c.emit(inst{op: opMatch})
	return c.prog, c.keys, nil
}

// sequenceOf compiles the text of a pattern in place.
func (c *compiler) sequenceOf(pattern string) error {
	outer, at := c.items, c.at
	c.items, c.at = split(pattern), 0
	if len(c.items) == 0 {
		return fmt.Errorf("an empty pattern")
	}
	if err := c.alternatives(); err != nil {
		return err
	}
	if c.at < len(c.items) {
		return fmt.Errorf("%q without its opening bracket", c.items[c.at])
	}
	c.items, c.at = outer, at
	return nil
}

// split cuts a pattern at white space; brackets that stand alone are items.
func split(pattern string) []string { return strings.Fields(pattern) }

func (c *compiler) emit(i inst) int {
	c.prog = append(c.prog, i)
	return len(c.prog) - 1
}

// alternatives compiles a | b | c up to a closing bracket or the end.
func (c *compiler) alternatives() error {
	var ends []int
	for {
		start := len(c.prog)
		if err := c.sequence(); err != nil {
			return err
		}
		if c.at >= len(c.items) || c.items[c.at] != "|" {
			break
		}
		c.at++
		// Make room for the split before this alternative.
		c.prog = slices.Insert(c.prog, start, inst{op: opSplit})
		shift(c.prog[start+1:], start, 1)
		ends = append(ends, c.emit(inst{op: opJump}))
		c.prog[start].x = len(c.prog)
	}
	for _, e := range ends {
		c.prog[e].x = len(c.prog)
	}
	return nil
}

// shift corrects the targets of instructions that moved.
func shift(prog []inst, from, by int) {
	for i := range prog {
		if (prog[i].op == opSplit || prog[i].op == opJump) && prog[i].x >= from {
			prog[i].x += by
		}
	}
}

// sequence compiles items up to "|", a closing bracket or the end.
func (c *compiler) sequence() error {
	for c.at < len(c.items) {
		item := c.items[c.at]
		if item == "|" || item == ")" || item == ")?" {
			return nil
		}
		c.at++
		if err := c.item(item); err != nil {
			return err
		}
	}
	return nil
}

func (c *compiler) item(item string) error {
	switch item {
	case "[":
		c.emit(inst{op: opOpen})
		return nil
	case "]":
		c.emit(inst{op: opClose})
		return nil
	case "(":
		return c.group()
	}
	start := len(c.prog)
	optional := len(item) > 1 && strings.HasSuffix(item, "?")
	if optional {
		item = item[:len(item)-1]
	}
	if err := c.atom(item); err != nil {
		return err
	}
	if optional {
		c.optional(start)
	}
	return nil
}

func (c *compiler) group() error {
	start := len(c.prog)
	if err := c.alternatives(); err != nil {
		return err
	}
	if c.at >= len(c.items) {
		return fmt.Errorf("a group without its closing bracket")
	}
	end := c.items[c.at]
	c.at++
	if end == ")?" {
		c.optional(start)
	}
	return nil
}

// optional lets the instructions from start on be skipped.
func (c *compiler) optional(start int) {
	c.prog = slices.Insert(c.prog, start, inst{op: opSplit})
	shift(c.prog[start+1:], start, 1)
	c.prog[start].x = len(c.prog)
}

// atom compiles key:^@set and its kind.
func (c *compiler) atom(item string) error {
	key := int8(-1)
	if name, rest, ok := strings.Cut(item, ":"); ok && name != "" && rest != "" {
		k := slices.Index(c.keys, name)
		if k < 0 {
			k = len(c.keys)
			c.keys = append(c.keys, name)
		}
		if k >= maxKeys {
			return fmt.Errorf("more than %d keys", maxKeys)
		}
		key, item = int8(k), rest
	}
	ts := &test{}
	for {
		if rest, ok := strings.CutPrefix(item, "^"); ok && rest != "" {
			ts.capital, item = true, rest
		} else if rest, ok := strings.CutPrefix(item, "!"); ok && rest != "" {
			ts.not, item = true, rest
		} else {
			break
		}
	}
	if body, ok := c.t.patterns[strings.TrimPrefix(item, "@")]; ok && item[0] == '@' {
		return c.expand(item[1:], body, key, ts)
	}
	words := kind{values: map[int32]string{}}
	for w := range strings.SplitSeq(item, "|") {
		if w == "" {
			return fmt.Errorf("an empty alternative in %q", item)
		}
		k, err := c.kind(w)
		if err != nil {
			return err
		}
		if k.class == classNone && k.values == nil && k.tag == "" {
			word, value, ok := strings.Cut(w, "=")
			if !ok || word == "" {
				word, value = w, w
			}
			words.values[c.t.symbol(fold(word))] = value
			continue
		}
		ts.kinds = append(ts.kinds, k)
	}
	if len(words.values) > 0 {
		ts.kinds = append(ts.kinds, words)
	}
	c.emit(inst{op: opTest, test: ts, key: key})
	return nil
}

// kind reads <TAG>, @set and @class; the zero kind stands for a plain word.
func (c *compiler) kind(item string) (kind, error) {
	switch {
	case len(item) > 2 && item[0] == '<' && item[len(item)-1] == '>':
		tag, prefix := strings.CutSuffix(item[1:len(item)-1], "*")
		return kind{tag: tag, prefix: prefix}, nil
	case len(item) > 1 && item[0] == '@':
		if set, ok := c.t.sets[item[1:]]; ok && classes[item[1:]] == classNone {
			return kind{values: set}, nil
		}
		class := classes[item[1:]]
		if class == classNone {
			return kind{}, fmt.Errorf("no set, pattern or class is called %q", item[1:])
		}
		return kind{class: class}, nil
	}
	return kind{}, nil
}

// expand puts a named pattern in place of its name.
func (c *compiler) expand(name, body string, key int8, ts *test) error {
	if key >= 0 || ts.not || ts.capital {
		return fmt.Errorf("@%s is a pattern: it takes no key, ^ or !", name)
	}
	if slices.Contains(c.inside, name) {
		return fmt.Errorf("pattern %s contains itself", name)
	}
	c.inside = append(c.inside, name)
	err := c.sequenceOf(body)
	c.inside = c.inside[:len(c.inside)-1]
	if err != nil {
		return fmt.Errorf("pattern %s: %w", name, err)
	}
	return nil
}
