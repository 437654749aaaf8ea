package exchange

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"chancery"
	"chancery/internal/ontology"
)

// Live is a claim that stands, with the document that tells it.
type Live struct {
	Claim
	Doc *chancery.Source
}

// Export is what an export is written from.
type Export struct {
	// Claims are those that stand, in the order of recording. Each is good only
	// until the next.
	Claims iter.Seq2[*Live, error]
	// Relations are those drawn from the claims, asked for when all claims have been
	// given; nil where there are none. Only formats that tell of standings over time
	// want them.
	Relations func() ([]Relation, error)
	// Days bound what is written: what was surely before or after is left out.
	Days Days
	// Exact leaves out acts of which the day is not known.
	Exact bool
	// Rounded, if it is not nil, counts the acts that a format which knows days only was
	// given at the first of several.
	Rounded *int
}

// standing of an act that was done; other formats of event data know no other.
const standingDone = "done"

// act is one pair of a claim of an act: what event data have as one row.
type act struct {
	*Live
	row              claimRow
	pair             *Pair
	actor, recipient chancery.Party // empty where there is none
}

// acts are the acts of a claim that may be of the days of the export.
func (x *Export) acts(b *Tables, c *Live) []act {
	if c.Class != chancery.EventClaim || c.Type == "" {
		return nil
	}
	var out []act
	rows := claimRows(&c.Claim, b.events)
	for i := range c.Pairs {
		p := &c.Pairs[i]
		if !x.Days.meet(p.When) || x.Exact && precision(p.When) != toDay {
			continue
		}
		out = append(out, act{
			Live: c, row: rows[i], pair: p,
			actor:     partyOf(p.From, c.Actors, c.Recipients),
			recipient: partyOf(p.To, c.Recipients, c.Actors),
		})
	}
	return out
}

// eachAct calls write for all acts of an export; with done only for those that
// were done.
func (x *Export) eachAct(b *Tables, done bool, write func(*act) error) error {
	for c, err := range x.Claims {
		if err != nil {
			return err
		}
		acts := x.acts(b, c)
		for i := range acts {
			if done && acts[i].pair.Standing != standingDone {
				continue
			}
			if err := write(&acts[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// meet tells whether two stretches of days may share one.
func (d Days) meet(o Days) bool {
	return !(d.First != nil && o.Last != nil && *o.Last < *d.First) && !(d.Last != nil && o.First != nil && *o.First > *d.Last)
}

// partyOf is the party with a code, of the first lists that have it.
func partyOf(code string, lists ...[]chancery.Party) chancery.Party {
	for _, ps := range lists {
		for i := range ps {
			if ps[i].Code == code && code != "" {
				return ps[i]
			}
		}
	}
	return chancery.Party{Code: code}
}

// id names an act: its claim, and which of the claim's pairs it is.
func (a *act) id() string { return fmt.Sprintf("%s-%d", a.ID, a.row.Pair) }

// serial is a number for formats that name events by one: 53 bits of the hash of
// the id, so that programs that read numbers as floating point keep it whole.
func (a *act) serial() string {
	sum := sha256.Sum256([]byte(a.id()))
	return strconv.FormatUint(binary.BigEndian.Uint64(sum[:])>>11, 10)
}

// day is the one day that formats want which know no others: the first that the
// act may be of, else the last, else that of publication; false if nothing is known.
func (a *act) day() (time.Time, bool) {
	switch w := a.pair.When; {
	case w.First != nil:
		return dayTime(*w.First), true
	case w.Last != nil:
		return dayTime(*w.Last), true
	}
	t, err := time.Parse(time.DateOnly, a.Doc.Published)
	return t, err == nil
}

// dateTold is the date as the text tells it, empty if it tells only by when.
func (a *act) dateTold() string {
	if a.Undated {
		return ""
	}
	return a.Date
}

// How exactly the day of an act is known.
const (
	toDay    = "day"
	toMonth  = "month"
	toYear   = "year"
	toSome   = "several days"
	toNoDate = "no date" // it stands at that of publication
)

func precision(w Days) string {
	if w.First == nil && w.Last == nil {
		return toNoDate
	}
	if w.First == nil || w.Last == nil {
		return toSome
	}
	first, after := dayTime(*w.First), dayTime(*w.Last+1)
	switch {
	case *w.First == *w.Last:
		return toDay
	case first.Day() == 1 && first.AddDate(0, 1, 0).Equal(after):
		return toMonth
	case first.YearDay() == 1 && first.AddDate(1, 0, 0).Equal(after):
		return toYear
	}
	return toSome
}

// round counts an act that stands at a day which is not known to be its own.
func (x *Export) round(a *act) {
	if x.Rounded != nil && precision(a.pair.When) != toDay {
		*x.Rounded++
	}
}

// dateOnly is day as YYYY-MM-DD, empty if nothing is known.
func (a *act) dateOnly() string {
	if t, ok := a.day(); ok {
		return t.Format(time.DateOnly)
	}
	return ""
}

func dayTime(day int32) time.Time { return time.Unix(int64(day)*86400, 0).UTC() }

func dayText(day *int32) string {
	if day == nil {
		return ""
	}
	return dayTime(*day).Format(time.DateOnly)
}

// sentence is the sentence of the first telling, empty if the text is not kept.
func (a *act) sentence() string {
	if len(a.Told) == 0 {
		return ""
	}
	return spanOf(a.Doc.Text, a.Told[0].Sentence)
}

// spanOf is a span of a text; what lies outside the text is left out.
func spanOf(text string, s chancery.Span) string {
	runes := 0
	start, end := len(text), len(text)
	for i := range text {
		if runes == s.Start {
			start = i
		}
		if runes == s.End {
			end = i
			break
		}
		runes++
	}
	if start >= end {
		return ""
	}
	return text[start:end]
}

// added is when a claim came to be known: recorded, or where it was not, published, or
// where neither is known, the beginning of 1970.
func (c *Live) added() time.Time {
	if !c.Recorded.IsZero() {
		return c.Recorded.UTC()
	}
	if t, err := time.Parse(time.DateOnly, c.Doc.Published); err == nil {
		return t
	}
	return time.Unix(0, 0).UTC()
}

func partyWords(p *chancery.Party) string {
	if p.Words == nil {
		return ""
	}
	return p.Words.Text
}

// cell is a text as a cell of a table without quoting: what would end the cell or
// the line is a blank, other control characters are left out.
func cell(s string) string {
	if !strings.ContainsFunc(s, unicode.IsControl) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, s)
}

// tabbed writes a row of a table whose cells tabs part.
func tabbed(w io.Writer, cells []string) error {
	for i := range cells {
		cells[i] = cell(cells[i])
	}
	_, err := io.WriteString(w, strings.Join(cells, "\t")+"\n")
	return err
}

func decimal(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// joined puts texts into one cell.
func joined(texts []string) string { return strings.Join(texts, "; ") }

// quadName is a class of PLOVER's as its manual writes it.
func quadName(q ontology.Quad) string {
	words := strings.Split(string(q), "-")
	for i, w := range words {
		if w != "" {
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return strings.Join(words, " ")
}

// sorted are the keys of a map in the order of the alphabet.
func sorted[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
