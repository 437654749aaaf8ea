package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"chancery"
	"chancery/internal/document"
	"chancery/internal/ledger"
	"chancery/internal/ledger/sqlite"
)

// picky is a store that does not take texts with "poison", and that cannot be
// reached so often.
type picky struct {
	ledger.Store
	away *int
}

type pickyTx struct{ ledger.Tx }

func (p picky) Update(ctx context.Context, fn func(ledger.Tx) error) error {
	if *p.away > 0 {
		*p.away--
		return ledger.ErrUnreachable
	}
	return p.Store.Update(ctx, func(tx ledger.Tx) error { return fn(pickyTx{tx}) })
}

func (t pickyTx) AddSources(ctx context.Context, rows []ledger.SourceRow) error {
	for i := range rows {
		if strings.Contains(rows[i].Text, "poison") {
			return errors.New("it does not agree with me")
		}
	}
	return t.Tx.AddSources(ctx, rows)
}

// TestFlow: each document is settled once, as what it is, and none that cannot be
// read or recorded holds up the others.
func TestFlow(t *testing.T) {
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "ledger.db"), sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	away := 3
	l, err := ledger.New(picky{s, &away})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	asked := 0
	f := flow{pipeline: testEngine(t), ledger: l, reader: "test", jobs: 2, now: time.Now,
		again: func(err error, n int) bool { asked++; return errors.Is(err, ledger.ErrUnreachable) }}
	settled := map[string]string{}
	texts := []string{"good 0", "poison", "panic", "unreadable", "good 1", "alone", "good 1"}
	parcels := func(yield func(parcel) bool) {
		for i, text := range texts {
			name := fmt.Sprint(i)
			if !yield(parcel{
				alone: text == "alone",
				open: func() (*document.Document, error) {
					switch text {
					case "panic":
						panic("a fault of the page")
					case "unreadable":
						return nil, errors.New("no text")
					}
					text := "Ghana accused Togo of spying, " + text + "."
					return &document.Document{ID: "same", Text: text, Blocks: []chancery.Block{
						{Kind: chancery.Paragraph, Span: chancery.Span{End: len(text)}}}}, nil
				},
				settled: func(o outcome) error {
					if settled[name] != "" {
						t.Errorf("%s was settled twice", name)
					}
					switch {
					case o.err != nil:
						settled[name] = o.err.Error()
					case o.known:
						settled[name] = "known"
					default:
						settled[name] = "recorded"
					}
					return nil
				},
			}) {
				return
			}
		}
	}
	if err := f.run(t.Context(), parcels); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"recorded", "does not agree", "a fault", "no text", "recorded", "recorded", ""} {
		if got := settled[fmt.Sprint(i)]; !strings.Contains(got, want) || got == "" {
			t.Errorf("%d, %s: %q, want %q", i, texts[i], got, want)
		}
	}
	if f.sum.Documents != 3 || f.sum.Known != 1 || f.sum.Failed != 3 || away != 0 || asked < 3 {
		t.Errorf("%+v, asked %d times", f.sum, asked)
	}
	// What the ledger says whatever is to be recorded ends the flow.
	away, f.again = 1000, nil
	texts = []string{"good 2", "good 3"}
	clear(settled)
	if err := f.run(t.Context(), parcels); !errors.Is(err, ledger.ErrUnreachable) || len(settled) != 0 {
		t.Errorf("error %v, settled %v", err, settled)
	}
}

// TestFlowSpares: while an archive is read, garbage is collected sooner, and only then.
func TestFlowSpares(t *testing.T) {
	t.Setenv("GOGC", "")
	percent := func() uint64 {
		sample := []metrics.Sample{{Name: "/gc/gogc:percent"}}
		metrics.Read(sample)
		return sample[0].Value.Uint64()
	}
	before := percent()
	for _, c := range []struct {
		origin document.Origin
		want   uint64
	}{{document.Origin{File: "a.txt"}, before}, {document.Origin{File: "a.warc", Offset: 900}, 65}} {
		where := ledgerFlag{spec: filepath.Join(t.TempDir(), "ledger.db")}
		l, err := where.open(t.Context(), true)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		f := flow{pipeline: testEngine(t), ledger: l, reader: "test", jobs: 2, now: time.Now}
		seen := uint64(0)
		text := "Ghana accused Togo of spying."
		err = f.run(t.Context(), func(yield func(parcel) bool) {
			yield(parcel{
				open: func() (*document.Document, error) {
					return &document.Document{ID: "one", Text: text, Origin: c.origin, Blocks: []chancery.Block{
						{Kind: chancery.Paragraph, Span: chancery.Span{End: len(text)}}}}, nil
				},
				settled: func(outcome) error { seen = percent(); return nil },
			})
		})
		if err != nil || seen != c.want || percent() != before {
			t.Errorf("%v: %d while it was read, want %d; %d after it, want %d; %v", c.origin, seen, c.want, percent(), before, err)
		}
	}
}
