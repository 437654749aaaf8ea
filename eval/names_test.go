package eval

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chancery"
)

func TestNames(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("data/conflibert/re3d-dev.txt", "Peru\tB-Location\nmet\tO\nAnn\tB-Person\nLee\tI-Person\n\nIt\tB-Organisation\nleft\tO\n")
	write("data/gsr/plover-gsr-dev.json", `[{"id": "1", "source": [{"code": "PER"}], "target": [{"code": "CHL"}], "text": "Peru met Chile."}]`)
	// A reader that knows Peru, and takes "met" and "It" for actors.
	read := func(_, _, text string) *chancery.Record {
		r := &chancery.Record{Text: text}
		for _, w := range []string{"Peru", "met", "It"} {
			if i := strings.Index(text, w); i >= 0 {
				r.Actors = append(r.Actors, chancery.Actor{ID: w, Country: strings.ToUpper(w)[:2] + "R", Mentions: []chancery.Span{{Start: i, End: i + len(w)}}})
			}
		}
		return r
	}
	figures, err := Names(dir, read)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{
		"re3d span precision": 50, "re3d span recall": 100.0 / 3, "re3d person recall": 0,
		"re3d location recall": 100, "re3d organisation recall": 0, "gsr actor codes": 50,
	}
	for _, f := range figures {
		if w, ok := want[f.Name]; ok {
			if d := f.Value - w; d > 0.01 || d < -0.01 {
				t.Errorf("%s: %.2f, want %.2f", f.Name, f.Value, w)
			}
			delete(want, f.Name)
		}
	}
	if len(want) > 0 {
		t.Errorf("not measured: %v", want)
	}
}
