package main

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"chancery/internal/document"
	"chancery/internal/ledger"
	"chancery/internal/ledger/sqlite"
	"chancery/internal/pipeline"
)

//go:embed demo/*.txt
var demoTexts embed.FS

// demoLedger makes a ledger of the demo texts in a folder that is removed when it is
// closed. Each text is recorded on the evening of its day, so that it can be asked
// what was known when.
func demoLedger(ctx context.Context, p *pipeline.Pipeline, reader string) (l *ledger.Ledger, remove func(), err error) {
	dir, err := os.MkdirTemp("", "chancery-demo-")
	if err != nil {
		return nil, nil, fmt.Errorf("making the demo's ledger: %w", err)
	}
	remove = func() { os.RemoveAll(dir) }
	store, err := sqlite.Open(ctx, filepath.Join(dir, "demo.db"), sqlite.Options{Create: true})
	if err == nil {
		l, err = ledger.New(store)
	}
	if err == nil {
		err = fillDemo(ctx, l, p, reader)
	}
	if err != nil {
		remove()
		return nil, nil, fmt.Errorf("filling the demo's ledger: %w", err)
	}
	return l, remove, nil
}

func fillDemo(ctx context.Context, l *ledger.Ledger, p *pipeline.Pipeline, reader string) error {
	files, err := demoTexts.ReadDir("demo") // by name, and so by day
	if err != nil {
		return err
	}
	for _, f := range files {
		text, err := demoTexts.ReadFile("demo/" + f.Name())
		if err != nil {
			return err
		}
		for d, err := range document.Open(ctx, []string{"-"}, document.Options{Stdin: bytes.NewReader(text)}) {
			if err != nil {
				return fmt.Errorf("%s: %w", f.Name(), err)
			}
			d.ID = f.Name()
			day, err := time.Parse(time.DateOnly, f.Name()[:len(time.DateOnly)])
			if err != nil {
				return fmt.Errorf("%s: its name does not begin with its day: %w", f.Name(), err)
			}
			reading, err := l.Read(p.Process(d), reader)
			if err != nil {
				return fmt.Errorf("%s: %w", f.Name(), err)
			}
			if _, err := l.Append(ctx, []ledger.Reading{reading}, reader, day.Add(18*time.Hour)); err != nil {
				return fmt.Errorf("%s: %w", f.Name(), err)
			}
		}
	}
	return nil
}
