package exchange

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"chancery"
)

// begin is the first recording of the tests: shortly before midnight, so that
// recordings an hour apart lie in two days.
var begin = time.Date(2022, 7, 14, 22, 30, 0, 123456000, time.UTC)

// history is a made-up ledger.
type history struct {
	claims  []Claim
	sources []chancery.Source
	failing error // given after the first claim
}

// record adds so many claims in one recording, hours after the first.
func (h *history) record(hours, n int) {
	at := begin.Add(time.Duration(hours) * time.Hour)
	day := number(19187)
	for range n {
		i := len(h.claims)
		source := fmt.Sprintf("%032x", i)
		h.sources = append(h.sources, chancery.Source{
			ID: source, Name: "a.txt", Title: fmt.Sprint("Title ", i), Published: "2022-07-14", Text: fmt.Sprint("The text ", i), Recorded: at,
		})
		c := &chancery.Claim{
			ID: source[16:] + source, Class: chancery.EventClaim, Source: source, Recorded: at, Reader: "test",
			Type: "SANCTION", Mode: "withdraw", Contexts: []string{"diplomatic", "military"}, CAMEO: "161", Modality: chancery.Asserted,
			Date: "2022-07", Confidence: 0.9, Rule: "sever", Kind: "diplomatic", Status: "severed",
			Actors:     []chancery.Party{{Code: "UKR", Country: "UKR", Sector: "GOV"}, {Code: "POL", Country: "POL"}},
			Recipients: []chancery.Party{{Code: "PRK", Country: "PRK"}},
			Told: []chancery.Saying{{
				Trigger: chancery.Words{Span: chancery.Span{Start: 3, End: 10}, Text: "severed"}, By: "UKR",
				Speaker: &chancery.Words{Text: "the ministry"}, Via: []chancery.Party{{Code: "RUS"}, {Words: &chancery.Words{Text: "an agency"}}},
			}},
		}
		pair := Pair{From: "UKR", To: "PRK", Kind: "diplomatic", Status: "severed", Standing: "done", When: Days{day, number(19217)}}
		other := pair
		other.From, other.When = "POL", Days{nil, day}
		h.claims = append(h.claims, Claim{c, []Pair{pair, other}})
	}
}

func (h *history) ledger() Ledger {
	return Ledger{
		Claims: func(_ context.Context, after time.Time) iter.Seq2[*Claim, error] {
			return func(yield func(*Claim, error) bool) {
				for i := range h.claims {
					if h.claims[i].Recorded.After(after) && !yield(&h.claims[i], nil) {
						return
					}
					if h.failing != nil {
						yield(nil, h.failing)
						return
					}
				}
			}
		},
		Sources: func(_ context.Context, after time.Time) iter.Seq2[*chancery.Source, error] {
			return func(yield func(*chancery.Source, error) bool) {
				for i := range h.sources {
					if h.sources[i].Recorded.After(after) && !yield(&h.sources[i], nil) {
						return
					}
				}
			}
		},
		Relations: func(context.Context, time.Time) ([]Relation, error) {
			return []Relation{{Kind: "diplomatic", From: "UKR", To: "PRK", Status: "severed", Since: Days{number(19187), number(19187)},
				SinceText: "2022-07-14", Holders: []string{"UKR"}, Recorded: begin}}, nil
		},
		Recorded: func(context.Context) (time.Time, error) {
			if len(h.claims) == 0 {
				return time.Time{}, nil
			}
			return h.claims[len(h.claims)-1].Recorded, nil
		},
	}
}

func write(t *testing.T, s Store, h *history, o Options) Wrote {
	t.Helper()
	l, err := NewLake(s)
	if err != nil {
		t.Fatal(err)
	}
	w, err := l.Write(context.Background(), h.ledger(), o)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// names are the names of all files of a folder, and their bytes.
func contents(t *testing.T, d Dir) map[string]string {
	t.Helper()
	files, err := d.List(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(string(d), f.Name))
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(data)
	}
	return out
}

// read reads a table back.
func read[T any](t *testing.T, d Dir, table string) []T {
	t.Helper()
	files, err := d.List(context.Background(), table)
	if err != nil {
		t.Fatal(err)
	}
	var out []T
	for _, f := range files {
		rows, err := parquet.ReadFile[T](filepath.Join(string(d), f.Name))
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		out = append(out, rows...)
	}
	return out
}

func claimsOf(rows []claimRow) []string {
	var out []string
	for i := range rows {
		out = append(out, fmt.Sprint(rows[i].Claim, rows[i].Pair))
	}
	return out
}

func TestLakeIsWrittenOnce(t *testing.T) {
	d, h := Dir(t.TempDir()), &history{}
	h.record(0, 3)
	h.record(1, 2)
	h.record(2, 4) // the next day
	w := write(t, d, h, Options{Texts: true})
	if w.Claims != 18 || w.Sources != 9 || w.Texts != 9 || w.Relations != 1 || w.Parts != 7 {
		t.Errorf("wrote %+v", w)
	}
	before := contents(t, d)
	if _, ok := before["claims/recorded=2022-07-14/part-1657837800123456-1657841400123456.parquet"]; !ok {
		t.Errorf("files are named %v", before)
	}
	if again := write(t, d, h, Options{Texts: true}); again != (Wrote{}) {
		t.Errorf("a second run wrote %+v", again)
	}
	other := Dir(t.TempDir())
	write(t, other, h, Options{Texts: true})
	if there := contents(t, other); fmt.Sprint(there) != fmt.Sprint(before) {
		t.Error("the same ledger gave another lake")
	}
	h.record(3, 1)
	if more := write(t, d, h, Options{}); more.Claims != 2 || more.Parts != 3 {
		t.Errorf("one more claim wrote %+v", more)
	}
	if late := write(t, d, h, Options{Texts: true}); late.Texts != 1 || late.Parts != 1 {
		t.Errorf("the texts that were left out wrote %+v", late)
	}
	for name, data := range before {
		if contents(t, d)[name] != data {
			t.Errorf("%s changed", name)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	d, h := Dir(t.TempDir()), &history{}
	h.record(0, 5)
	huge := strings.Repeat("ж \x00", 2<<20)
	h.claims[1].Told[0].Trigger.Text = huge
	h.sources[1].Text = huge
	h.claims[2].Pairs = nil
	h.claims[3].Claim = &chancery.Claim{ID: "v", Class: chancery.VerdictClaim, Source: "s", Recorded: begin, About: h.claims[0].ID, Verdict: chancery.Rejected, By: "editor"}
	h.claims[3].Pairs = nil
	write(t, d, h, Options{Texts: true})
	l, err := NewLake(d)
	if err != nil {
		t.Fatal(err)
	}
	var want []claimRow
	for i := range h.claims {
		want = append(want, claimRows(&h.claims[i], l.table)...)
	}
	got := read[claimRow](t, d, "claims")
	if len(got) != len(want) {
		t.Fatalf("%d rows, want %d", len(got), len(want))
	}
	for i := range want {
		if g, w := show(got[i]), show(want[i]); g != w {
			t.Errorf("row %d:\n got %.2000s\nwant %.2000s", i, g, w)
		}
	}
	if texts := read[textRow](t, d, "texts"); texts[1].Text != huge || !texts[1].RecordedAt.Equal(begin) {
		t.Error("a huge text came back otherwise")
	}
	if s := read[sourceRow](t, d, "sources"); show(s[4]) != show(sourceRowOf(&h.sources[4])) {
		t.Errorf("source %s", show(s[4]))
	}
	if r := read[relationRow](t, d, "relations"); len(r) != 1 || *r[0].SinceFirst != 19187 || r[0].UntilFirst != nil || !slices.Equal(r[0].Holders, []string{"UKR"}) {
		t.Errorf("relations %s", show(r))
	}
}

// show is a value with what its pointers point to.
func show(v any) string {
	return strings.ReplaceAll(fmt.Sprintf("%s", jsonOf(v)), "[]", "null")
}

func TestSchema(t *testing.T) {
	var b bytes.Buffer
	for _, s := range []struct {
		table string
		model any
	}{{"claims", claimRow{}}, {"sources", sourceRow{}}, {"texts", textRow{}}, {"relations", relationRow{}}} {
		b.WriteString(parquet.NewSchema(s.table, parquet.SchemaOf(s.model)).String() + "\n")
	}
	golden := filepath.Join("testdata", "schema.golden")
	want, err := os.ReadFile(golden)
	if os.Getenv("UPDATE") != "" {
		err = os.WriteFile(golden, b.Bytes(), 0o644)
		want = b.Bytes()
	}
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the tables' columns are (rewrite %s with UPDATE=1, and docs/formats/lake.md):\n%s", golden, b.String())
	}
}

func TestEmptyLedger(t *testing.T) {
	d := Dir(filepath.Join(t.TempDir(), "none"))
	if w := write(t, d, &history{}, Options{Texts: true}); w != (Wrote{}) {
		t.Errorf("nothing recorded wrote %+v", w)
	}
	if _, err := os.Stat(string(d)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder was made of nothing: %v", err)
	}
}

func TestSince(t *testing.T) {
	d, h := Dir(t.TempDir()), &history{}
	h.record(0, 3)
	h.record(2, 4)
	if w := write(t, d, h, Options{Since: begin.Add(2 * time.Hour)}); w.Claims != 8 || w.Sources != 4 {
		t.Errorf("wrote %+v", w)
	}
}

func TestLedgerFails(t *testing.T) {
	h := &history{failing: errors.New("the ledger's disk is gone")}
	h.record(0, 3)
	l, err := NewLake(Dir(t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Write(context.Background(), h.ledger(), Options{}); !errors.Is(err, h.failing) {
		t.Errorf("error %v", err)
	}
}
