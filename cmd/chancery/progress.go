package main

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// manyDocuments is how many are read before a bar is worth showing.
const manyDocuments = 5

// progress shows on a terminal how many documents have been read. It shows
// nothing when few are, when standard error is no terminal, or when what is
// read goes to a terminal: that shows how far it is.
type progress struct {
	w    io.Writer
	read int
	bar  *progressbar.ProgressBar
}

func newProgress(stderr, stdout io.Writer) *progress {
	if !isTerminal(stderr) || isTerminal(stdout) {
		return &progress{}
	}
	return &progress{w: stderr}
}

func (p *progress) step() {
	p.read++
	if p.w == nil || p.read < manyDocuments {
		return
	}
	if p.bar == nil {
		p.bar = progressbar.NewOptions(-1, progressbar.OptionSetWriter(p.w), progressbar.OptionSetDescription("reading"),
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString("documents"),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
		_ = p.bar.Add(p.read - 1)
	}
	_ = p.bar.Add(1)
}

// clear makes room for a line of text.
func (p *progress) clear() {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
}

func (p *progress) done() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
