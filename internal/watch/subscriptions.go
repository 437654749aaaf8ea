package watch

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"chancery/internal/ledger"
	"chancery/internal/ontology"
)

// Subscription is what somebody wants to be told of.
type Subscription struct {
	Line      string   // as it was written
	Changes   bool     // of relations
	Kinds     []string // of relations; empty is all
	Incidents bool
	Types     []string // of incidents; empty is all
	Sides     []string // codes: none is anybody, one is on either side, two are both
}

// Everything is the subscription of who gives none: all changes of relations.
func Everything() []Subscription { return []Subscription{{Line: "any change", Changes: true}} }

// Speech is what subscriptions are understood with.
type Speech struct {
	Table *ontology.Events
	// Code is the code of a side given by code or name.
	Code func(string) (string, error)
}

// ReadSubscriptions reads subscriptions, one a line, with comments after #.
func ReadSubscriptions(name string, r io.Reader, s Speech) ([]Subscription, error) {
	var out []Subscription
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		text, _, _ := strings.Cut(lines.Text(), "#")
		words := strings.Fields(text)
		if len(words) == 0 {
			continue
		}
		sub, err := s.subscription(words)
		if err != nil {
			return nil, fmt.Errorf("watch: %s:%d: %w", name, n, err)
		}
		out = append(out, sub)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("watch: reading %s: %w", name, err)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("watch: %s: there is no subscription in it; write one a line, such as: any change of recognition", name)
	}
	return out, nil
}

var errSubscription = errors.New(`a subscription is written "any change of recognition", "anything between UKR and PRK", ` +
	`"PRK sanctions" or "incidents of type ASSAULT involving SYR"`)

// subscription understands one line: what, then whom.
func (s *Speech) subscription(words []string) (Subscription, error) {
	sub := Subscription{Line: strings.Join(words, " ")}
	what, err := s.whom(&sub, words)
	if err != nil {
		return sub, err
	}
	text := strings.ToLower(strings.Join(what, " "))
	switch kinds, ofKinds := strings.CutPrefix(text, "any change of "); {
	case text == "anything":
		sub.Changes, sub.Incidents = true, true
	case text == "any change", text == "any changes", text == "changes":
		sub.Changes = true
	case ofKinds:
		return sub, s.kinds(&sub, kinds)
	case text == "incidents":
		sub.Incidents = true
	case strings.HasPrefix(text, "incidents of type "):
		return sub, s.types(&sub, strings.TrimPrefix(text, "incidents of type "))
	default:
		return sub, s.short(&sub, what)
	}
	return sub, nil
}

// whom takes the sides off the end of a line.
func (s *Speech) whom(sub *Subscription, words []string) ([]string, error) {
	at := slices.IndexFunc(words, func(w string) bool { return strings.EqualFold(w, "between") || strings.EqualFold(w, "involving") })
	if at < 0 {
		return words, nil
	}
	rest := words[at+1:]
	names := []string{strings.Join(rest, " ")}
	if strings.EqualFold(words[at], "between") {
		first, second, ok := s.pair(rest)
		if !ok {
			return nil, errors.New("between takes two sides: between UKR and PRK")
		}
		names = []string{first, second}
	}
	for _, n := range names {
		code, err := s.Code(n)
		if err != nil {
			return nil, err
		}
		sub.Sides = append(sub.Sides, code)
	}
	if len(sub.Sides) == 2 && sub.Sides[0] == sub.Sides[1] {
		return nil, fmt.Errorf("%s and %s are the same", names[0], names[1])
	}
	return words[:at], nil
}

// pair parts two names at the "and" that leaves a name on both sides: there may be
// one within a name (Trinidad and Tobago).
func (s *Speech) pair(words []string) (first, second string, ok bool) {
	for i, w := range words {
		if !strings.EqualFold(w, "and") || i == 0 || i == len(words)-1 {
			continue
		}
		a, b := strings.Join(words[:i], " "), strings.Join(words[i+1:], " ")
		if !ok {
			first, second, ok = a, b, true
		}
		if _, err := s.Code(a); err != nil {
			continue
		}
		if _, err := s.Code(b); err == nil {
			return a, b, true
		}
	}
	return first, second, ok
}

// short understands what is left: a kind of relation, or a side before one.
func (s *Speech) short(sub *Subscription, words []string) error {
	for i := range words {
		if s.kinds(sub, strings.ToLower(strings.Join(words[i:], " "))) != nil {
			continue
		}
		if i == 0 {
			return nil
		}
		if len(sub.Sides) > 0 {
			break
		}
		code, err := s.Code(strings.Join(words[:i], " "))
		sub.Sides = []string{code}
		return err
	}
	return fmt.Errorf("%q is not understood: %w", sub.Line, errSubscription)
}

// kinds reads kinds of relations, parted by commas, as they are called or with
// spaces for their hyphens.
func (s *Speech) kinds(sub *Subscription, text string) error {
	var kinds []string
	for k := range strings.SplitSeq(text, ",") {
		k = strings.ReplaceAll(strings.TrimSpace(k), " ", "-")
		if !slices.Contains(s.Table.Kinds(), k) {
			return fmt.Errorf("there is no kind of relation %q; there are %s", k, strings.Join(s.Table.Kinds(), ", "))
		}
		kinds = append(kinds, k)
	}
	sub.Changes, sub.Kinds = true, kinds
	return nil
}

func (s *Speech) types(sub *Subscription, text string) error {
	for t := range strings.SplitSeq(text, ",") {
		t = strings.ToUpper(strings.TrimSpace(t))
		if !s.Table.IsType(t) {
			return fmt.Errorf("there is no type of event %q; there are %s", t, strings.Join(s.Table.Types(), ", "))
		}
		sub.Types = append(sub.Types, t)
	}
	sub.Incidents = true
	return nil
}

// wants tells whether a change is subscribed to.
func (s *Subscription) wants(c *ledger.Change) bool {
	if !s.Changes || len(s.Kinds) > 0 && !slices.Contains(s.Kinds, c.Kind) {
		return false
	}
	for _, side := range s.Sides {
		if side != c.From && side != c.To {
			return false
		}
	}
	return true
}
