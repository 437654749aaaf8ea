package main

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"time"

	"chancery/internal/document"
	"chancery/internal/ledger"
	"chancery/internal/pipeline"
)

//go:embed demo/*.txt
var demoTexts embed.FS

// demoLedger makes a ledger of the demo texts that lasts until it is removed.
func demoLedger(ctx context.Context, p *pipeline.Pipeline, reader string) (l *ledger.Ledger, remove func(), err error) {
	if l, remove, err = temporaryLedger(ctx); err != nil {
		return nil, nil, err
	}
	if err := fillDemo(ctx, l, p, reader); err != nil {
		remove()
		return nil, nil, fmt.Errorf("filling the demo's ledger: %w", err)
	}
	return l, remove, nil
}

// fillDemo records the demo texts, each on the evening of its day, so that it can be
// asked what was known when.
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
