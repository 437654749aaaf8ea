package eval

import (
	"strings"

	"chancery/internal/language"
)

// udWord is a word placed in the letters of a text, white space not counted,
// as the CoNLL 2018 shared task has it.
type udWord struct {
	start, end int
	multi      int // index of the multiword token it belongs to, -1 if none
	head       int // index into the words, -1 for the root
	*language.Token
}

// udSide is one of the two annotations that are compared.
type udSide struct {
	words     []udWord
	tokens    [][2]int
	sentences [][2]int
}

// add appends a sentence whose words begin at letter base of the text.
func (u *udSide) add(text string, tokens []language.Token) {
	if len(tokens) == 0 {
		return
	}
	letter := lettersBefore(text)
	first := len(u.words)
	base := 0
	if len(u.sentences) > 0 {
		base = u.sentences[len(u.sentences)-1][1]
	}
	from := letter[tokens[0].Start]
	multiEnd, multi := 0, -1
	for i := range tokens {
		t := &tokens[i]
		w := udWord{base + letter[t.Start] - from, base + letter[t.End] - from, -1, -1, t}
		if t.Head >= 0 {
			w.head = first + t.Head
		}
		if t.Parts > 1 {
			multi, multiEnd = len(u.tokens), i+t.Parts
			last := tokens[min(multiEnd, len(tokens))-1]
			u.tokens = append(u.tokens, [2]int{w.start, base + letter[last.End] - from})
		}
		if i < multiEnd {
			w.multi = multi
		} else {
			u.tokens = append(u.tokens, [2]int{w.start, w.end})
		}
		u.words = append(u.words, w)
	}
	u.sentences = append(u.sentences, [2]int{u.words[first].start, u.words[len(u.words)-1].end})
}

// lettersBefore counts, for each code point of text and for its end, the code
// points before it that are no white space.
func lettersBefore(text string) []int {
	out := make([]int, 0, len(text)+1)
	n := 0
	for _, r := range text {
		out = append(out, n)
		if !strings.ContainsRune(" \t\n\r\u00a0\u2028\u2029\u200b\ufeff\u00ad", r) {
			n++
		}
	}
	return append(out, n)
}

// udScore counts correct, system and gold units.
type udScore struct{ correct, system, gold int }

func (s udScore) f1() float64 {
	if s.system+s.gold == 0 {
		return 0
	}
	return 200 * float64(s.correct) / float64(s.system+s.gold)
}

// spans counts the spans that both sides have; both are ascending.
func spans(gold, system [][2]int) udScore {
	s := udScore{system: len(system), gold: len(gold)}
	for i, j := 0, 0; i < len(gold) && j < len(system); {
		switch {
		case gold[i] == system[j]:
			s.correct++
			i++
			j++
		case gold[i][0] < system[j][0] || gold[i][0] == system[j][0] && gold[i][1] < system[j][1]:
			i++
		default:
			j++
		}
	}
	return s
}

// align pairs gold with system words: words of their own by equal span, and
// words of multiword tokens by the longest common sequence of forms within
// overlapping stretches. It returns for each gold word its system word or -1.
func align(gold, system []udWord) []int {
	pair := make([]int, len(gold))
	for i := range pair {
		pair[i] = -1
	}
	for i, j := 0, 0; i < len(gold) && j < len(system); {
		if gold[i].multi < 0 && system[j].multi < 0 {
			switch {
			case gold[i].start == system[j].start && gold[i].end == system[j].end:
				pair[i] = j
				i++
				j++
			case gold[i].start <= system[j].start:
				i++
			default:
				j++
			}
			continue
		}
		i2, j2 := multiStretch(gold, system, i, j)
		if i2 == i && j2 == j {
			if gold[i].start <= system[j].start {
				i++
			} else {
				j++
			}
			continue
		}
		commonForms(gold[i:i2], system[j:j2], func(a, b int) { pair[i+a] = j + b })
		i, j = i2, j2
	}
	return pair
}

// multiStretch is the end of the stretch of both sides that begins at i and j,
// covers a multiword token and parts no token of either side.
func multiStretch(gold, system []udWord, i, j int) (int, int) {
	// A word before the other side's multiword token stands alone.
	if gold[i].multi < 0 && gold[i].end <= system[j].start || system[j].multi < 0 && system[j].end <= gold[i].start {
		return i, j
	}
	end := 0
	grow := func(words []udWord, k *int) bool {
		grown := false
		for *k < len(words) && (words[*k].start < end || *k > 0 && words[*k].multi >= 0 && words[*k].multi == words[*k-1].multi) {
			end = max(end, words[*k].end)
			*k++
			grown = true
		}
		return grown
	}
	if gold[i].multi >= 0 {
		end = gold[i].end
	}
	if system[j].multi >= 0 {
		end = max(end, system[j].end)
	}
	for {
		a := grow(gold, &i)
		b := grow(system, &j)
		if !a && !b {
			return i, j
		}
	}
}

// commonForms calls found for the pairs of a longest common subsequence of
// the forms, letter case not counted.
func commonForms(a, b []udWord, found func(i, j int)) {
	n, m := len(a), len(b)
	best := make([][]int, n+1)
	for i := range best {
		best[i] = make([]int, m+1)
	}
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if strings.EqualFold(a[i].Form, b[j].Form) {
				best[i][j] = best[i+1][j+1] + 1
			} else {
				best[i][j] = max(best[i+1][j], best[i][j+1])
			}
		}
	}
	for i, j := 0, 0; i < n && j < m; {
		switch {
		case strings.EqualFold(a[i].Form, b[j].Form):
			found(i, j)
			i++
			j++
		case best[i+1][j] >= best[i][j+1]:
			i++
		default:
			j++
		}
	}
}
