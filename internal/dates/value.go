package dates

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// part is a piece of a value: literal text, a key, or a call.
type part struct {
	text string
	key  int // slot, -1 for none
	neg  bool
	fn   string
	args [][]part
}

// arity is how many arguments each call takes; -1 for two or more.
var arity = map[string]int{
	"shift": 2, "ago": 2, "from": 2, "reported": 2, "feast": 2, "ended": 2, "that": 1,
	"weekday": 2, "month": 2, "monthday": 3, "quarter": 2, "season": 2, "weekend": 1, "day": 2,
	"year": 1, "decade": 1, "century": 1, "period": 2, "clock": 3, "in": 2, "range": 2, "pick": -1,
}

// parseValue reads a value line: text, $keys and {calls}.
func parseValue(s string, keys []string) ([]part, error) {
	parts, rest, err := parseParts(s, keys, "")
	if err != nil {
		return nil, err
	}
	if rest != "" {
		return nil, fmt.Errorf("%q without its opening brace", rest[:1])
	}
	return parts, nil
}

// parseParts reads up to a byte of stop, which stays in rest.
func parseParts(s string, keys []string, stop string) (parts []part, rest string, err error) {
	for s != "" {
		c := s[0]
		switch {
		case strings.IndexByte(stop, c) >= 0 || c == '}':
			return parts, s, nil
		case c == '{':
			p, after, err := parseCall(s[1:], keys)
			if err != nil {
				return nil, "", err
			}
			parts, s = append(parts, p), after
		case c == '$', c == '-' && stop != "" && len(s) > 1 && s[1] == '$':
			neg := c == '-'
			if neg {
				s = s[1:]
			}
			n := 1
			for n < len(s) && s[n] >= 'a' && s[n] <= 'z' {
				n++
			}
			k := slices.Index(keys, s[1:n])
			if k < 0 {
				return nil, "", fmt.Errorf("the match keeps nothing as %q; it has %s", s[:n], strings.Join(keys, ", "))
			}
			parts, s = append(parts, part{key: k, neg: neg}), s[n:]
		default:
			n := 1
			for n < len(s) && !strings.ContainsRune("{}$ ", rune(s[n])) {
				n++
			}
			parts, s = append(parts, part{text: s[:n], key: -1}), s[n:]
		}
	}
	return parts, "", nil
}

// parseCall reads "shift week -1}".
func parseCall(s string, keys []string) (part, string, error) {
	n := strings.IndexAny(s, " }")
	if n < 0 {
		return part{}, "", fmt.Errorf("a call without its closing brace")
	}
	p := part{fn: s[:n], key: -1}
	want, ok := arity[p.fn]
	if !ok {
		return part{}, "", fmt.Errorf("no call is named %q", p.fn)
	}
	s = s[n:]
	for {
		s = strings.TrimLeft(s, " ")
		if s == "" {
			return part{}, "", fmt.Errorf("the call %s without its closing brace", p.fn)
		}
		if s[0] == '}' {
			break
		}
		arg, rest, err := parseParts(s, keys, " ")
		if err != nil {
			return part{}, "", err
		}
		p.args, s = append(p.args, arg), rest
	}
	if want >= 0 && len(p.args) != want || want < 0 && len(p.args) < 2 {
		return part{}, "", fmt.Errorf("the call %s takes %d arguments, not %d", p.fn, max(want, 2), len(p.args))
	}
	return p, s[1:], nil
}

// context is what a value is worked out against.
type context struct {
	published moment // unit none when unknown
	ref       moment // what the passage last spoke of
	report    moment // the quarter, half or year that figures were last told of
	feasts    map[string]feast
	tense     func() tense
}

// note keeps what the passage speaks of after an expression. What is compared
// with (a year earlier) does not become the topic.
func (c *context) note(f *found, value string) {
	r := f.rule
	if r.aside || r.topic == nil && r.typ != Date && r.typ != Clock {
		return
	}
	if r.topic != nil {
		v, ok := c.eval(r.topic, f)
		if !ok {
			return
		}
		value = v
	}
	ref, ok := parseMoment(value)
	if !ok {
		return
	}
	c.ref = ref
	figures := ref.unit == unitQuarter || ref.unit == unitHalf || r.topic != nil && ref.unit == unitYear
	if figures && (c.report.unit == unitNone || c.tense() != future) {
		c.report = ref
	}
}

// eval works a value out; false when it has none (30 February).
func (c *context) eval(parts []part, f *found) (string, bool) {
	if len(parts) == 1 {
		return c.one(&parts[0], f)
	}
	var b strings.Builder
	for i := range parts {
		s, ok := c.one(&parts[i], f)
		if !ok {
			return "", false
		}
		b.WriteString(s)
	}
	return b.String(), true
}

func (c *context) one(p *part, f *found) (string, bool) {
	switch {
	case p.fn != "":
		return c.call(p, f)
	case p.key >= 0 && p.neg:
		return "-" + f.keys[p.key], f.at[p.key] > 0
	case p.key >= 0:
		return f.keys[p.key], f.at[p.key] > 0
	}
	return p.text, true
}

// open values stand where no publication date or passage gives one.
const (
	pastRef    = "PAST_REF"
	presentRef = "PRESENT_REF"
	futureRef  = "FUTURE_REF"
)

func (c *context) call(p *part, f *found) (string, bool) {
	if p.fn == "pick" {
		i := 2
		switch c.tense() {
		case past:
			i = 0
		case future:
			i = 1
		}
		return c.eval(p.args[min(i, len(p.args)-1)], f)
	}
	var a [3]string
	for i := range p.args {
		s, ok := c.eval(p.args[i], f)
		if !ok {
			return "", false
		}
		a[i] = s
	}
	switch p.fn {
	case "ago":
		return c.ago(a[0], a[1])
	case "feast":
		fe, ok := c.feasts[a[0]]
		if !ok {
			return "", false
		}
		return c.feast(&fe, a[1])
	case "reported":
		return c.reported(a[0], a[1])
	case "ended":
		return ended(a[0], a[1])
	case "shift", "from":
		return c.shift(p.fn == "from", a[0], a[1])
	case "that":
		return c.that(a[0])
	case "weekday":
		return c.weekday(a[0], a[1])
	case "month", "quarter", "season":
		return c.recurring(p.fn, a[0], a[1])
	case "monthday":
		return c.monthday(a[0], a[1], a[2])
	case "weekend":
		return c.weekend(a[0])
	case "day":
		return c.dayOf(a[0], a[1])
	case "year":
		y, ok := yearOf(a[0])
		if !ok && len(a[0]) == 2 && allDigits(a[0]) {
			return century(a[0]) + a[0], true
		}
		return y, ok
	case "decade":
		return a[0], true
	case "century":
		n, err := strconv.Atoi(a[0])
		return two(strconv.Itoa(n - 1)), err == nil && n > 0
	case "period":
		return period(a[0], a[1])
	case "clock":
		return clock(a[0], a[1], a[2])
	case "in":
		return within(a[0], a[1])
	case "range":
		return a[0] + "/" + a[1], true
	}
	return "", false
}
