package eval

import (
	"errors"
	"io/fs"
	"testing"
)

func TestShingleScores(t *testing.T) {
	tests := []struct {
		name, want, got   string
		precision, recall float64
	}{
		{"equal", "one two three four five", "one two three four five", 1, 1},
		{"both empty", "", "", 1, 1},
		{"nothing got", "one two three four", "", 0, 0},
		{"nothing wanted", "", "one two three four", 0, 0},
		{"half too much", "a b c d e", "a b c d e f g", 0.5, 1},
		{"half missing", "a b c d e f g", "a b c d e", 1, 0.5},
		{"marks do not count", "One, two; three. Four!", "One two three Four", 1, 1},
		{"case counts", "One two three four", "one two three four", 0, 0},
		{"repeated counts as often as wanted", "a b c d", "a b c d a b c d", 0.2, 1},
		{"shorter than a shingle", "one two", "one two", 1, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if p, r := shingleScores(tt.want, tt.got); p != tt.precision || r != tt.recall {
				t.Errorf("precision %v, recall %v; want %v, %v", p, r, tt.precision, tt.recall)
			}
		})
	}
}

func TestArticlesWithoutData(t *testing.T) {
	if _, err := Articles(t.TempDir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

func TestArticles(t *testing.T) {
	figures, err := Articles("../../shared/data")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("no saved pages: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range figures {
		if f.Cases == 0 || f.Value < 90 || f.Value > 100 {
			t.Errorf("%s %.2f over %d pages", f.Name, f.Value, f.Cases)
		}
	}
}
