package language

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"
)

// stretches reads all stretches of a text.
func stretches(t testing.TB, r io.Reader) []*Stretch {
	t.Helper()
	var out []*Stretch
	for s, err := range Stretches(r) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

func TestStretches(t *testing.T) {
	sentence := "The delegates met again on Tuesday and went home. "
	word := strings.Repeat("é", maxStretch)
	for name, c := range map[string]struct {
		text string
		// how each stretch but the last ends, how the last begins, and whether
		// stretches after the first continue a paragraph
		ends      string
		continued bool
	}{
		"short":            {"One.\n\nTwo.\n", "", false},
		"paragraphs":       {strings.Repeat(strings.Repeat(sentence, 3)+"\n\n", 1000), "\n\n", false},
		"lines with blank": {strings.Repeat(sentence+"\n \t\r\n", 3000), "\n \t\r\n", false},
		"one line":         {strings.Repeat(sentence, 5000), ". ", true},
		"no sentences":     {strings.Repeat("word ", 40000), "word", true},
		"no space":         {word + word, "é", true},
	} {
		got := stretches(t, strings.NewReader(c.text))
		all, base := "", 0
		for i, s := range got {
			all += s.Text
			if s.Base != base {
				t.Errorf("%s: stretch %d at %d, want %d", name, i, s.Base, base)
			}
			base += utf8.RuneCountInString(s.Text)
			if len(s.Text) > maxStretch {
				t.Errorf("%s: stretch %d has %d bytes", name, i, len(s.Text))
			}
			if i > 0 && s.Continued != c.continued {
				t.Errorf("%s: stretch %d continued: %v", name, i, s.Continued)
			}
			if i < len(got)-1 && !strings.HasSuffix(s.Text, c.ends) {
				t.Errorf("%s: stretch %d ends in %q", name, i, s.Text[len(s.Text)-10:])
			}
		}
		if all != c.text {
			t.Errorf("%s: the stretches do not make the text", name)
		}
		if name != "short" && len(got) < 2 {
			t.Errorf("%s: %d stretches", name, len(got))
		}
	}
}

func TestStretchesOfBadReader(t *testing.T) {
	want := errors.New("disk on fire")
	for _, err := range Stretches(io.MultiReader(strings.NewReader("Text."), iotest.ErrReader(want))) {
		if errors.Is(err, want) {
			return
		}
	}
	t.Error("the reader's error is lost")
}

// FuzzStretches: stretches make up the text again, however it is read.
func FuzzStretches(f *testing.F) {
	f.Add([]byte("One.\n\nTwo.\xff\n"), 3)
	f.Add([]byte("\n \n\n"), 30000)
	f.Fuzz(func(t *testing.T, text []byte, times int) {
		if len(text) > 0 {
			text = []byte(strings.Repeat(string(text), 1+max(0, min(times, 300000/len(text)))))
		}
		all, base := "", 0
		for _, s := range stretches(t, iotest.HalfReader(strings.NewReader(string(text)))) {
			if s.Base != base || !utf8.ValidString(s.Text) || s.Text == "" {
				t.Fatalf("stretch at %d, want %d", s.Base, base)
			}
			base += utf8.RuneCountInString(s.Text)
			all += s.Text
		}
		if utf8.Valid(text) && all != string(text) {
			t.Fatal("the stretches do not make the text")
		}
	})
}
