package document

import (
	"slices"
	"strings"
	"testing"
)

func TestFold(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"line ends", "a\r\nb\rc\nd", "a\nb\nc\nd"},
		{"other line ends", "a\u0085b\u2028c\u2029d", "a\nb\nc\nd"},
		{"blanks", "a\u00a0b\u2009c\u3000d\te\vf\fg", "a b c d e f g"},
		{"curly quotes stay", "“a” ‘b’ «c» – —", "“a” ‘b’ «c» – —"},
		{"zero width", "Zel\u200bens\u00adky\ufeff", "Zelensky"},
		{"direction", "\u202aa\u202c \u200fb\u2066c\u2069", "a bc"},
		{"controls", "a\x00b\x07c\x7fd\u009fe", "abcde"},
		{"colour", "\x1b[31mred\x1b[0m", "red"},
		{"window title", "\x1b]0;owned\aafter", "after"},
		{"escape alone", "a\x1b", "a"},
		{"escape unended", "a\x1b[31", "a[31"},
		{"combining marks stay", "Se\u0301gol", "Se\u0301gol"},
		{"empty", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := fold(tt.in); got != tt.want {
				t.Errorf("fold(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestParagraphs(t *testing.T) {
	tests := []struct {
		name string
		in   string
		want []string
	}{
		{"blank lines", "One\n\nTwo\n \t\nThree", []string{"One", "Two", "Three"}},
		{"a line each", "The first is a paragraph.\nThe second is one too.\nAnd the third.",
			[]string{"The first is a paragraph.", "The second is one too.", "And the third."}},
		{"spaces", "  One   two\u00a0 three  ", []string{"One two three"}},
		{"wrapped at 72 columns",
			"Envoys return\n\n" +
				"The two governments said on Monday that their ambassadors would go back\n" +
				"to their posts before the end of the month, a year after they had been\n" +
				"called home over the killing of a fisherman.\n\n" +
				"Neither side said what had been agreed about the boats that are still\n" +
				"held in the harbour.\n",
			[]string{"Envoys return",
				"The two governments said on Monday that their ambassadors would go back to their posts before the end of the month, a year after they had been called home over the killing of a fisherman.",
				"Neither side said what had been agreed about the boats that are still held in the harbour."}},
		{"wrapped without blank lines",
			"Envoys return\n" +
				"The two governments said on Monday that their ambassadors would go back\n" +
				"to their posts before the end of the month, a year after they had been\n" +
				"called home over the killing of a fisherman.\n" +
				"Neither side said what had been agreed about the boats that are still\n" +
				"held in the harbour.\n",
			[]string{"Envoys return",
				"The two governments said on Monday that their ambassadors would go back to their posts before the end of the month, a year after they had been called home over the killing of a fisherman.",
				"Neither side said what had been agreed about the boats that are still held in the harbour."}},
		{"wrapped with a compound parted",
			"The commission said that it would look into what it called state-\n" +
				"sponsored attacks on the ships of three members of the union, and that\n" +
				"the results of its work would be laid before the council in the autumn\n" +
				"at the latest.",
			[]string{"The commission said that it would look into what it called state-sponsored attacks on the ships of three members of the union, and that the results of its work would be laid before the council in the autumn at the latest."}},
		{"no line end", "One", []string{"One"}},
		{"nothing", " \n\n\t\n", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, u := range paragraphs(tt.in) {
				got = append(got, u.text)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n¶ "), strings.Join(tt.want, "\n¶ "))
			}
		})
	}
}

// A text of one paragraph in very many lines must not be copied line by line.
func TestWrappedTextIsJoinedOnce(t *testing.T) {
	line := strings.Repeat("word ", 14) + "and\n"
	in := strings.Repeat(line, 20_000)
	got := paragraphs(in)
	if len(got) != 1 {
		t.Fatalf("%d paragraphs, want 1", len(got))
	}
	used := allocated(func() { paragraphs(in) })
	if most := uint64(40 * len(in)); used > most {
		t.Errorf("%d bytes allocated for a text of %d", used, len(in))
	}
}
