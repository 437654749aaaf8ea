package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"chancery"
	"chancery/internal/document"
)

// TestDemo reads every text of demo: its day is that in its name and stated by the
// text, and its main act is read as testdata/demo.tsv has it.
func TestDemo(t *testing.T) {
	p, err := engine()
	if err != nil {
		t.Fatal(err)
	}
	acts := mainActs(t)
	seen := 0
	for doc, err := range document.Open(context.Background(), []string{"demo"}, document.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		seen++
		name := filepath.Base(doc.ID)
		t.Run(name, func(t *testing.T) {
			r := p.Process(doc)
			day := name[:len("2006-01-02")]
			if day < "1990" || day >= "2025" {
				t.Errorf("it is of %s, not of the years 1990 to 2024", day)
			}
			if r.Published == nil || r.Published.Date != day || r.Published.Basis != chancery.Stated {
				t.Errorf("published %+v, want %s, stated", r.Published, day)
			}
			if n := len(strings.Fields(r.Text)); n < 90 || n > 250 {
				t.Errorf("it has %d words, not 90 to 250", n)
			}
			want, ok := acts[name]
			if !ok {
				t.Fatal("demo.tsv does not have it")
			}
			var read []string
			for i := range r.Events {
				e := &r.Events[i]
				if e.Modality == chancery.Asserted && len(e.Actor) > 0 && len(e.Recipient) > 0 {
					read = append(read, act(e.Type, codes(e.Actor), codes(e.Recipient), e.Date))
				}
			}
			if !slices.Contains(read, want) {
				t.Errorf("its main act is\n\t%s\nread is\n\t%s", want, strings.Join(read, "\n\t"))
			}
		})
	}
	if seen < 40 {
		t.Errorf("%d texts; there are to be at least 40", seen)
	}
	if len(acts) != seen {
		t.Errorf("demo.tsv tells of %d texts, there are %d", len(acts), seen)
	}
}

// TestActsSuffice: what a ledger takes of a text, and what it takes of the text's whole
// record, is the same; a text that tells no act has its statements not looked for.
func TestActsSuffice(t *testing.T) {
	p, err := engine()
	if err != nil {
		t.Fatal(err)
	}
	l, remove, err := temporaryLedger(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer remove()
	claims, idle := 0, 0
	for doc, err := range document.Open(t.Context(), []string{"demo", filepath.Join("testdata", "idle.txt")}, document.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		a := p.Analyse(doc)
		acts := a.Acts()
		got, err := l.Read(acts, "test")
		if err != nil {
			t.Fatal(err)
		}
		want, err := l.Read(a.Record(), "test")
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: of its acts\n%+v\nof its record\n%+v", doc.ID, got, want)
		}
		claims += len(got.Claims)
		if len(acts.Quotes) == 0 && len(a.Record().Quotes) > 0 && len(acts.Times) == 0 && len(a.Record().Times) > 0 {
			idle++
		}
	}
	if claims < 100 || idle == 0 {
		t.Errorf("%d claims, %d texts with statements that are not looked for", claims, idle)
	}
}

// mainActs reads testdata/demo.tsv: by the name of a text, its main act.
func mainActs(t *testing.T) map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "demo.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := map[string]string{}
	for s, line := bufio.NewScanner(f), 1; s.Scan(); line++ {
		if strings.HasPrefix(s.Text(), "#") {
			continue
		}
		c := strings.Split(s.Text(), "\t")
		if len(c) != 5 {
			t.Fatalf("demo.tsv:%d: %d columns, want 5", line, len(c))
		}
		if out[c[0]] != "" {
			t.Errorf("demo.tsv:%d: %s stands there twice", line, c[0])
		}
		out[c[0]] = act(c[1], c[2], c[3], c[4])
	}
	return out
}

func act(kind, actor, recipient, date string) string {
	return fmt.Sprintf("%s %s %s on %s", actor, kind, recipient, date)
}

// codes are the codes of those who take part, each once, in order.
func codes(ps []chancery.Participant) string {
	var out []string
	for _, p := range ps {
		out = append(out, p.ID)
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), ",")
}
