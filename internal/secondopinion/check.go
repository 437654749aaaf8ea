package secondopinion

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"chancery"
)

// modalities are those that an event may have.
var modalities = []chancery.Modality{chancery.Asserted, chancery.Future, chancery.Hypothetical, chancery.Negated, chancery.Historical}

const (
	maxQuote   = 1500 // bytes of quoted words
	maxTrigger = 150
	maxNamed   = 150
	maxPlaces  = 100 // at which words are looked at
)

// checker holds proposals to a record.
type checker struct {
	*Reader
	rec  *chancery.Record
	text folded
	day  string
}

func newChecker(r *Reader, rec *chancery.Record) *checker {
	c := &checker{Reader: r, rec: rec, text: fold(rec.Text)}
	if rec.Published != nil {
		c.day = rec.Published.Date
	}
	return c
}

// check makes an event of a proposal, or says why it cannot be one.
func (c *checker) check(p *proposal) (e chancery.Event, why string) {
	e = chancery.Event{Type: strings.ToUpper(strings.TrimSpace(p.Type)), Modality: chancery.Modality(p.Modality), Rule: c.rule}
	switch {
	case p.broken:
		return e, "not of the form asked for"
	case !c.o.Events.IsType(e.Type):
		return e, "no PLOVER type"
	case !slices.Contains(modalities, e.Modality):
		return e, "no modality"
	case !(p.Confidence > 0 && p.Confidence <= 1):
		return e, "no confidence from 0 to 1"
	}
	e.Confidence = float64(int(p.Confidence*100+0.5)) / 100
	e.Score = c.o.Events.Score(e.Type, "")
	quote, why := c.place(p, &e)
	if why != "" {
		return e, why
	}
	actor, why := c.named(p.Actor, quote)
	if why != "" {
		return e, "the actor " + why
	}
	e.Actor = []chancery.Participant{actor}
	if strings.TrimSpace(p.Recipient) != "" {
		recipient, why := c.named(p.Recipient, quote)
		switch {
		case why != "":
			return e, "the recipient " + why
		case recipient.ID == actor.ID:
			return e, "the recipient is the actor"
		}
		e.Recipient = []chancery.Participant{recipient}
	}
	if c.dated(p.Date) {
		e.Date = p.Date
	}
	for i := range c.rec.Quotes {
		if slices.ContainsFunc(c.rec.Quotes[i].Content, func(s chancery.Span) bool { return s.Contains(e.Trigger) }) {
			e.Quote = &i
			break
		}
	}
	e.ID = c.id(&e)
	return e, ""
}

// place finds where the quoted words stand, and in them the trigger, in a sentence of
// a part of the text that is read.
func (c *checker) place(p *proposal, e *chancery.Event) (quote chancery.Span, why string) {
	quotes := c.text.all(p.Quote, maxQuote)
	if len(quotes) == 0 {
		return quote, "the quoted words are not in the text"
	}
	why = "the trigger is not in the quoted words"
	triggers := c.text.all(p.Trigger, maxTrigger)
	for _, q := range quotes {
		for _, t := range triggers {
			if !q.Contains(t) {
				continue
			}
			why = "the words are in no sentence that is read"
			read := slices.ContainsFunc(c.rec.Blocks, func(b chancery.Block) bool { return b.Kind.Analysed() && b.Contains(t) })
			s := slices.IndexFunc(c.rec.Sentences, func(s chancery.Span) bool { return s.Contains(t) })
			if read && s >= 0 {
				e.Trigger, e.Sentence = t, s
				return q, ""
			}
		}
	}
	return quote, why
}

// named finds who is named by words of the text: those in the quoted words, else the
// nearest before them, else the first after.
func (c *checker) named(words string, quote chancery.Span) (p chancery.Participant, why string) {
	places := c.text.all(words, maxNamed)
	if len(places) == 0 {
		return p, "is not named in the text"
	}
	best := places[0]
	for _, s := range places {
		if s.Start < quote.End && !quote.Contains(best) {
			best = s
		}
	}
	p, ok := c.o.Find(strings.Join(strings.Fields(words), " "), c.day)
	if !ok || p.ID == "" || p.Country == "" {
		return p, "is not known by the names"
	}
	if !slices.ContainsFunc(c.rec.Actors, func(a chancery.Actor) bool { return a.ID == p.ID }) {
		return p, "is not among those that the names find in the text"
	}
	p.Span = best
	return p, ""
}

// dated tells whether the text tells a date, or it is that of its publication: a model
// may have others from elsewhere.
func (c *checker) dated(date string) bool {
	if date == "" {
		return false
	}
	ok := slices.ContainsFunc([]string{time.DateOnly, "2006-01", "2006"}, func(layout string) bool {
		_, err := time.Parse(layout, date)
		return err == nil
	})
	return ok && (date == c.day || slices.ContainsFunc(c.rec.Times, func(t chancery.Time) bool { return t.Value == date }))
}

// id names an event by the text, its words and who proposed it.
func (c *checker) id(e *chancery.Event) string {
	h := sha256.New()
	put := func(s string) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}
	put(c.rec.Text)
	put(e.Type)
	put(e.Rule)
	for _, ps := range [][]chancery.Participant{e.Actor, e.Recipient} {
		for _, p := range ps {
			put(p.ID)
		}
		put("")
	}
	var at [16]byte
	binary.BigEndian.PutUint64(at[:8], uint64(e.Trigger.Start))
	binary.BigEndian.PutUint64(at[8:], uint64(e.Trigger.End))
	h.Write(at[:])
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// folded is a text with each stretch of white space made one blank. at gives, for each
// byte and for the end, the code point of the text that it comes from.
type folded struct {
	text string
	at   []int
}

func fold(text string) folded {
	var b strings.Builder
	var at []int
	n, blank := 0, false
	for _, r := range text {
		if unicode.IsSpace(r) {
			if !blank {
				b.WriteByte(' ')
				at = append(at, n)
			}
			blank = true
		} else {
			blank = false
			for range utf8.RuneLen(r) {
				at = append(at, n)
			}
			b.WriteRune(r)
		}
		n++
	}
	return folded{b.String(), append(at, n)}
}

// all is where words stand as words of their own, in code points.
func (f *folded) all(words string, most int) []chancery.Span {
	words = strings.Join(strings.Fields(words), " ")
	if words == "" || len(words) > most {
		return nil
	}
	var out []chancery.Span
	for i := 0; len(out) < maxPlaces; {
		k := strings.Index(f.text[i:], words)
		if k < 0 {
			break
		}
		start := i + k
		end := start + len(words)
		if !f.inWord(start) && !f.inWord(end) {
			out = append(out, chancery.Span{Start: f.at[start], End: f.at[end-1] + 1})
		}
		i = start + 1
	}
	return out
}

// inWord tells whether a place lies within a word: between two letters or digits.
func (f *folded) inWord(i int) bool {
	before, _ := utf8.DecodeLastRuneInString(f.text[:i])
	after, _ := utf8.DecodeRuneInString(f.text[i:])
	letter := func(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
	return letter(before) && letter(after)
}
