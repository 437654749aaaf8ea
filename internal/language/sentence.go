package language

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxSentence is the number of words after which a sentence is cut by force,
// so that time and memory stay bounded whatever the text.
const maxSentence = 250

// splitter finds the sentences of the words of one segment.
type splitter struct {
	*tables
	text   string
	pieces []piece
}

// split appends the sentences of pieces[first:end) to out.
func (s *splitter) split(first, end, segment int, out []Sentence) []Sentence {
	start := first
	for i := first; i < end; {
		j := i + 1
		if s.ends(i) {
			j = s.closers(i, end)
			if j < end && s.begins(start, i, j, end) {
				out = append(out, Sentence{Range: Range{start, j}, Segment: segment})
				start = j
			}
		}
		if j-start >= maxSentence && (j >= end || !s.inWord(j)) {
			out = append(out, Sentence{Range: Range{start, j}, Segment: segment})
			start = j
		}
		i = j
	}
	if start < end {
		out = append(out, Sentence{Range: Range{start, end}, Segment: segment})
	}
	return out
}

// inWord tells whether piece i is a later word of a multiword token.
func (s *splitter) inWord(i int) bool {
	for k := 1; k <= 3 && i-k >= 0; k++ {
		if s.pieces[i-k].parts > k {
			return true
		}
	}
	return false
}

func (s *splitter) form(i int) string { return s.text[s.pieces[i].start:s.pieces[i].end] }

// glued tells whether no white space stands between pieces i-1 and i.
func (s *splitter) glued(i int) bool { return s.pieces[i-1].end == s.pieces[i].start }

// ends tells whether a sentence may end with piece i: a sentence mark or an
// abbreviation with its full stop.
func (s *splitter) ends(i int) bool {
	f := s.form(i)
	if f == "…" {
		return true
	}
	if !strings.HasSuffix(f, ".") && !strings.HasSuffix(f, "?") && !strings.HasSuffix(f, "!") {
		return false
	}
	return true
}

// closers is the first piece after the quotation marks and brackets that
// close behind piece i.
func (s *splitter) closers(i, end int) int {
	j := s.footnote(i+1, end)
	for j < end && s.glued(j) {
		switch s.form(j) {
		case ")", "]", "}", "”", "’’", "''", "’", "»":
		case "\"", "'", "’'":
			if j+1 < end && s.glued(j+1) && alnum(s.form(j+1)) {
				return j
			}
		default:
			return j
		}
		j++
	}
	return j
}

// footnote is the first piece after the numbers in brackets that stand at j,
// which belong to the sentence before them: [2].
func (s *splitter) footnote(j, end int) int {
	for j+2 < end && s.form(j) == "[" && allDigits(s.form(j+1)) && s.form(j+2) == "]" {
		j += 3
	}
	return j
}

// begins tells whether a sentence begins with piece j, the pieces from i on
// being the mark that may end the one begun at start and what closes with it.
func (s *splitter) begins(start, i, j, end int) bool {
	mark, next := s.form(i), s.form(j)
	r, _ := utf8.DecodeRuneInString(next)
	word := next
	k := j
	for k+1 < end && !alnum(word) && k < j+3 { // look behind opening marks
		k++
		word = s.form(k)
	}
	w, _ := utf8.DecodeRuneInString(word)
	switch {
	case unicode.IsLower(r), unicode.IsLower(w) && !bullet(next):
		return false
	case strings.IndexByte(",;:)]}%", next[0]) >= 0:
		return false
	}
	if k > j && !opens(next) && !bullet(next) {
		return false
	}
	if len(mark) > 1 && strings.HasSuffix(mark, ".") && alnum(mark) {
		return s.afterAbbreviation(i, k, word)
	}
	if i == start && i+1 == j && !alnum(mark) {
		return false // a mark alone is no sentence
	}
	if i == start && digit(mark) || mark == "." && i == start+1 && i+1 == j && allDigits(s.form(start)) && len(s.form(start)) < 3 {
		return false // 1. List items
	}
	if j > i+1 && mark != "." && s.speaker(j, end) {
		return false
	}
	return true
}

// opens tells whether the mark f can open a sentence.
func opens(f string) bool {
	switch f {
	case "\"", "“", "‘", "'", "``", "(", "[", "«", "„", "‘‘", "''", "’’", "$", "£", "€", "#", "...", "…":
		return true
	}
	return false
}

func bullet(f string) bool {
	switch f {
	case "-", "--", "—", "–", "*", "•", "·":
		return true
	}
	return false
}

// afterAbbreviation tells whether a sentence begins with piece k after the
// abbreviation i.
func (s *splitter) afterAbbreviation(i, k int, word string) bool {
	mark := s.form(i)
	var buf [32]byte
	kind, known := s.abbreviations[string(lower(buf[:0], mark))]
	if !known && len(mark) > 2 {
		kind = stopMaybe // an acronym
	}
	starter := s.starters[string(lower(buf[:0], word))]
	switch kind {
	case stopNever:
		return false
	case stopNumber, stopMonth:
		return starter && !digit(word)
	case stopMaybe:
		return starter && word != "I" || k > i+1 && starter
	}
	// A single letter is mostly an initial: J. Smith.
	return starter && word != "I" && i > 0 && unicode.IsLower(firstRune(s.form(i-1)))
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// speaker tells whether a name and a verb of speech follow at j: Jane Smith
// asked.
func (s *splitter) speaker(j, end int) bool {
	for k := j; k < end && k < j+5; k++ {
		f := s.form(k)
		if k > j && s.speech[f] {
			return true
		}
		if !unicode.IsUpper(firstRune(f)) && f != "of" && f != "the" {
			return false
		}
	}
	return false
}
