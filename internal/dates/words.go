package dates

import (
	"strconv"
	"strings"

	"chancery/internal/language"
)

// word is a token as the rules see it.
type word struct {
	low    string // lower case, straight quotes, plain dashes
	sym    int32  // the rules' number for low, 0 if no rule knows it
	upper  bool   // begins with a capital letter
	num    int32  // tokens of the cardinal number that begins here, 0 if none
	ord    int32  // tokens of the ordinal that begins here, 0 if none
	numVal float64
	ordVal int32
}

// fold is the form that rules are compared with.
func fold(form string) string {
	ascii := true
	for i := 0; i < len(form); i++ {
		if form[i] >= 0x80 {
			ascii = false
			break
		}
	}
	low := strings.ToLower(form)
	if ascii {
		return low
	}
	return foldQuotes.Replace(low)
}

var foldQuotes = strings.NewReplacer("’", "'", "‘", "'", "–", "-", "—", "-", "‑", "-", "\u00a0", " ")

// read prepares the tokens of a document for matching.
func (t *Tagger) read(doc *language.Doc) []word {
	words := make([]word, len(doc.Tokens))
	for i := range words {
		form := doc.Tokens[i].Form
		w := &words[i]
		w.low = fold(form)
		if rest, ok := strings.CutPrefix(w.low, "mid-"); ok && rest != "" {
			w.low, form = rest, behind(form, len("mid-"))
		}
		w.sym = t.symbols[w.low]
		w.upper = form != "" && (form[0] >= 'A' && form[0] <= 'Z')
	}
	for _, s := range doc.Sentences {
		for i := s.First; i < s.End; i++ {
			t.numbers(words[i:s.End])
		}
	}
	return words
}

// behind is what follows the first n characters of s. Folding may change how
// many bytes a word takes, but not where its letters stand.
func behind(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[i:]
		}
		n--
	}
	return ""
}

// numbers reads the cardinal or ordinal that begins at ws[0].
func (t *Tagger) numbers(ws []word) {
	w := &ws[0]
	if w.low == "" {
		return
	}
	if c := w.low[0]; c >= '0' && c <= '9' {
		t.figures(ws)
		return
	}
	kind, ok := t.numerals[w.low]
	if !ok {
		return
	}
	if kind.ordinal {
		if w.low != "second" || len(ws) < 2 || ws[1].low != "-" || len(ws) < 3 || t.numerals[ws[2].low].value == 0 {
			w.ord, w.ordVal = 1, int32(kind.value)
		}
		return
	}
	t.spelled(ws)
}

// figures reads 3, 1,200, 2.5, 2 1/2, 3rd.
func (t *Tagger) figures(ws []word) {
	w := &ws[0]
	digits := strings.TrimRight(w.low, "abcdefghijklmnopqrstuvwxyz")
	switch suffix := w.low[len(digits):]; suffix {
	case "":
	case "st", "nd", "rd", "th":
		if v, err := strconv.Atoi(digits); err == nil && v > 0 && v < 1000 {
			w.ord, w.ordVal = 1, int32(v)
		}
		return
	default:
		return
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(digits, ",", ""), 64)
	if err != nil || v > 1e9 {
		return
	}
	w.num, w.numVal = 1, v
	if len(ws) < 2 {
		return
	}
	switch next := ws[1].low; next {
	case "1/2", "½":
		w.num, w.numVal = 2, v+0.5
	case "hundred", "thousand", "million":
		w.num, w.numVal = 2, v*t.numerals[next].value
	}
}

// spelled reads twenty-four, two hundred and ten, nineteen ninety-four. Words
// add up within hundreds; "nineteen ninety" is read as a year: 1990.
func (t *Tagger) spelled(ws []word) {
	total, group := 0.0, 0.0
	n, i := 0, 0
	last := 0.0 // value of the word before, 0 at the start
	ordinal := false
reading:
	for i < len(ws) {
		k, ok := t.numerals[ws[i].low]
		joined := i > 0 && (ws[i].low == "-" || ws[i].low == "and")
		if joined {
			if i+1 >= len(ws) {
				break reading
			}
			next, isNum := t.numerals[ws[i+1].low]
			hyphen := ws[i].low == "-" && last >= 20 && last < 100 && next.value < 10
			and := ws[i].low == "and" && last >= 100 && next.value < 100
			if !isNum || !hyphen && !and {
				break reading
			}
			i++
			continue
		}
		if !ok || ordinal {
			break reading
		}
		switch v := k.value; {
		case v == 100 && group > 0 && group < 100:
			group *= 100
		case v >= 1000 && group > 0:
			total += group * v
			group = 0
		case i == 0:
			group = v
		case last >= 20 && last < 100 && v < 10, last >= 100 && v < 100:
			group += v
		case last >= 13 && last < 100 && v >= 10 && v < 100: // a year: nineteen ninety
			group = group*100 + v
		default:
			break reading
		}
		last = k.value
		ordinal = k.ordinal
		i++
		n = i
	}
	if n == 0 {
		return
	}
	if ordinal {
		ws[0].ord, ws[0].ordVal = int32(n), int32(total+group)
		return
	}
	ws[0].num, ws[0].numVal = int32(n), total+group
}

// numeral is what a number word means.
type numeral struct {
	value   float64
	ordinal bool
}

// yearOf reads a token as a year: 1998, '98, 98 only after an apostrophe.
func yearOf(low string) (string, bool) {
	if len(low) == 4 && allDigits(low) && (low[0] == '1' && low[1] >= '0' || low[0] == '2' && low[1] <= '1') {
		return low, true
	}
	if len(low) == 3 && low[0] == '\'' && allDigits(low[1:]) {
		return century(low[1:]) + low[1:], true
	}
	return "", false
}

// century completes a year of two figures: 98 is 1998, 22 is 2022. The turn is
// at 50: news speaks of this century and the second half of the last.
func century(two string) string {
	if two >= "50" {
		return "19"
	}
	return "20"
}

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
