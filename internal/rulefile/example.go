package rulefile

import (
	"fmt"
	"strings"
)

// Example is a yes or no line of a block. Want is what stands behind "=>" in
// the example, empty if nothing does.
type Example struct {
	File  string
	Line  int
	Block string // the block's name
	Yes   bool
	Text  string
	Want  string
}

// Examples are all yes and no lines of the blocks, in file order.
func Examples(blocks []Block) []Example {
	var out []Example
	for i := range blocks {
		out = append(out, blocks[i].Examples()...)
	}
	return out
}

// Examples are the block's yes and no lines, in file order.
func (b *Block) Examples() []Example {
	var out []Example
	for _, f := range b.Fields {
		if f.Key != "yes" && f.Key != "no" {
			continue
		}
		text, want, _ := strings.Cut(f.Value, "=>")
		out = append(out, Example{
			File: b.File, Line: f.Line, Block: b.Name, Yes: f.Key == "yes",
			Text: strings.TrimSpace(text), Want: strings.TrimSpace(want),
		})
	}
	return out
}

// Run checks every example and returns one error for each that fails, as
// file:line: what. No examples at all is an error too: a check of nothing
// would always pass.
func Run(examples []Example, check func(Example) error) []error {
	if len(examples) == 0 {
		return []error{fmt.Errorf("rulefile: no examples to run")}
	}
	var failed []error
	for _, e := range examples {
		if err := check(e); err != nil {
			failed = append(failed, fmt.Errorf("%s:%d: %s: %w", e.File, e.Line, e.Block, err))
		}
	}
	return failed
}

// checkExamples demands that a rule shows what it is for and what it is not.
func checkExamples(b *Block) error {
	if b.Kind != "rule" && b.Kind != "standing" {
		return nil
	}
	var yes, no int
	for _, e := range b.Examples() {
		switch {
		case e.Text == "":
			return b.Errorf(e.Line, "an example without a text")
		case e.Yes:
			yes++
		default:
			no++
		}
	}
	if yes == 0 || no == 0 {
		return b.Errorf(b.Line, "%s %s has %d yes and %d no examples; it needs one of each", b.Kind, b.Name, yes, no)
	}
	return nil
}
