package dates

import (
	"strconv"
	"strings"

	"chancery/internal/language"
)

// maxKeys bounds the keys of one rule.
const maxKeys = 8

// found is one way a rule matches.
type found struct {
	rule       *rule
	first, end int // the expression proper
	keys       [maxKeys]string
	at         [maxKeys]int32 // token of each key plus one, 0 if it did not match
}

// matcher runs programs over the words of one sentence.
type matcher struct {
	tokens []language.Token
	words  []word
	end    int // of the sentence
	// the sentence's number, and the number of the last one that held a word
	sentence int32
	present  []int32
	best     found
	ok       bool
	steps    int
}

// maxSteps bounds the work of one rule at one token: patterns are short, and a
// rule that needs more is written badly.
const maxSteps = 2000

// run tries a rule at token i and returns its longest match.
func (m *matcher) run(r *rule, i int) (found, bool) {
	m.ok, m.steps = false, 0
	m.step(r.prog, 0, i, found{rule: r, first: -1, end: -1})
	return m.best, m.ok
}

// step follows the program from pc at token i through all its ways.
func (m *matcher) step(prog []inst, pc, i int, f found) {
	for {
		if m.steps++; m.steps > maxSteps {
			return
		}
		in := &prog[pc]
		switch in.op {
		case opTest:
			n, value := m.accept(in.test, i)
			if n == 0 && in.test.not && i == m.end {
				pc++ // any token but these: none is left
				continue
			}
			if n == 0 {
				return
			}
			if f.first < 0 && !f.rule.marked {
				f.first = i
			}
			if in.key >= 0 {
				f.keys[in.key], f.at[in.key] = value, int32(i+1)
			}
			i += n
			pc++
		case opSplit:
			m.step(prog, pc+1, i, f)
			pc = in.x
		case opJump:
			pc = in.x
		case opOpen:
			f.first = i
			pc++
		case opClose:
			f.end = i
			pc++
		case opMatch:
			if f.end < 0 {
				f.end = i
			}
			if f.first >= 0 && f.end > f.first && (!m.ok || f.end > m.best.end) {
				m.best, m.ok = f, true
			}
			return
		}
	}
}

// accept tells how many tokens at i the test takes, and their value.
func (m *matcher) accept(ts *test, i int) (int, string) {
	if i >= m.end {
		return 0, ""
	}
	if ts.capital && !m.words[i].upper {
		return 0, ""
	}
	n, value := 0, ""
	for k := range ts.kinds {
		if n, value = m.plain(&ts.kinds[k], i); n > 0 {
			break
		}
	}
	if ts.not {
		if n > 0 {
			return 0, ""
		}
		return 1, m.words[i].low
	}
	return n, value
}

// plain tells how many tokens at i one kind takes, and their value.
func (m *matcher) plain(ts *kind, i int) (int, string) {
	w := &m.words[i]
	if ts.values != nil {
		if w.sym == 0 {
			return 0, ""
		}
		v, ok := ts.values[w.sym]
		if !ok {
			return 0, ""
		}
		return 1, v
	}
	if ts.tag != "" {
		x := m.tokens[i].XPOS
		if x == ts.tag || ts.prefix && strings.HasPrefix(x, ts.tag) {
			return 1, w.low
		}
		return 0, ""
	}
	switch ts.class {
	case classNumber:
		if w.num == 0 {
			return 0, ""
		}
		return int(w.num), strconv.FormatFloat(w.numVal, 'f', -1, 64)
	case classOrdinal:
		if w.ord == 0 {
			return 0, ""
		}
		return int(w.ord), strconv.Itoa(int(w.ordVal))
	case classYear:
		if y, ok := yearOf(w.low); ok {
			return 1, y
		}
		if w.num > 1 && w.numVal >= 1100 && w.numVal < 2100 && w.low[0] > '9' {
			return int(w.num), strconv.Itoa(int(w.numVal))
		}
	case classDay:
		return m.dayOfMonth(w)
	case classDecade:
		if d, ok := decadeOf(w.low); ok {
			return 1, d
		}
	case classClock:
		if h, min, ok := clockOf(w.low); ok {
			return 1, pad(h) + ":" + pad(min)
		}
	case classISO:
		if v, ok := isoOf(w.low); ok {
			return 1, v
		}
	case classAny:
		return 1, w.low
	}
	return 0, ""
}

// dayOfMonth accepts 1 to 31 in figures, and ordinals in either form.
func (m *matcher) dayOfMonth(w *word) (int, string) {
	if w.ord > 0 && w.ordVal <= 31 {
		return int(w.ord), pad(int(w.ordVal))
	}
	if len(w.low) <= 2 && allDigits(w.low) {
		if d, _ := strconv.Atoi(w.low); d >= 1 && d <= 31 {
			return 1, pad(d)
		}
	}
	return 0, ""
}

// decadeOf reads 1990s and '90s as 199.
func decadeOf(low string) (string, bool) {
	body, ok := strings.CutSuffix(low, "s")
	if !ok {
		return "", false
	}
	body = strings.TrimSuffix(body, "'")
	if y, ok := yearOf(body); ok && y[3] == '0' {
		return y[:3], true
	}
	return "", false
}

// clockOf reads 3:30.
func clockOf(low string) (h, min int, ok bool) {
	a, b, ok := strings.Cut(low, ":")
	if !ok || len(b) != 2 || len(a) > 2 || !allDigits(a) || !allDigits(b) {
		return 0, 0, false
	}
	h, _ = strconv.Atoi(a)
	min, _ = strconv.Atoi(b)
	return h, min, h < 25 && min < 60
}

// isoOf reads 2022-07-14, 2022-07, 07/14/2022 (American order, as the agencies
// write it) and 14.07.2022.
func isoOf(low string) (string, bool) {
	if len(low) < 7 || len(low) > 10 || low[0] < '0' || low[0] > '9' {
		return "", false
	}
	sep := strings.Trim(low, "0123456789")
	if sep == "" {
		return "", false
	}
	sep = sep[:1]
	parts := strings.Split(low, sep)
	for _, p := range parts {
		if !allDigits(p) || len(p) > 4 {
			return "", false
		}
	}
	var y, mo, d string
	switch {
	case len(parts) == 3 && sep == "-" && len(parts[0]) == 4:
		y, mo, d = parts[0], parts[1], parts[2]
	case len(parts) == 3 && sep == "/" && len(parts[2]) >= 2:
		y, mo, d = parts[2], parts[0], parts[1]
	case len(parts) == 3 && sep == "." && len(parts[2]) == 4:
		y, mo, d = parts[2], parts[1], parts[0]
	default:
		return "", false
	}
	if len(y) == 2 {
		y = century(y) + y
	}
	v := y + "-" + two(mo) + "-" + two(d)
	_, ok := parseMoment(v)
	return v, ok && len(v) == 10
}

func two(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

func pad(n int) string { return two(strconv.Itoa(n)) }
