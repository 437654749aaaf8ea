package exchange

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// csvColumn is a column of the tidy table: its name, what kind of value it holds, what it
// means, and how it is read off an act.
type csvColumn struct {
	name, kind, meaning string
	of                  func(b *Tables, a *act) string
}

// csvColumns are the columns of the tidy table in their order.
var csvColumns = []csvColumn{
	{"event", "text", "id of the event: its claim and the number of the pair", func(_ *Tables, a *act) string { return a.id() }},
	{"claim", "text", "id of the claim; a claim of several actors or recipients has a row for each pair", func(_ *Tables, a *act) string { return a.ID }},
	{"pair", "integer", "number of the pair within the claim, from 0", func(_ *Tables, a *act) string { return strconv.Itoa(int(a.row.Pair)) }},
	{"date", "text", "as told: YYYY-MM-DD, YYYY-MM or YYYY; empty if not", func(_ *Tables, a *act) string { return a.dateTold() }},
	{"first_day", "date", "first day that it may have been on; empty if nothing bounds it", func(_ *Tables, a *act) string { return dayText(a.pair.When.First) }},
	{"last_day", "date", "last day that it may have been on; empty if nothing bounds it", func(_ *Tables, a *act) string { return dayText(a.pair.When.Last) }},
	{"type", "code", "PLOVER type", func(_ *Tables, a *act) string { return a.Type }},
	{"mode", "code", "PLOVER mode of the type", func(_ *Tables, a *act) string { return a.Mode }},
	{"contexts", "codes", "PLOVER contexts", func(_ *Tables, a *act) string { return joined(a.Contexts) }},
	{"quad", "code", "PLOVER class: verbal or material, cooperation or conflict", func(b *Tables, a *act) string { return string(b.events.Quad(a.Type)) }},
	{"score", "number", "PLOVER score of type and mode, from conflict (-10) to cooperation (10)", func(_ *Tables, a *act) string { return decimal(*a.row.Score) }},
	{"cameo", "code", "CAMEO code that fits best; read as text, codes begin with 0", func(_ *Tables, a *act) string { return a.CAMEO }},
	{"goldstein", "number", "Goldstein score of the CAMEO code", func(b *Tables, a *act) string { return b.goldsteinText(a) }},
	{"actor", "code", "who acts", func(_ *Tables, a *act) string { return a.actor.Code }},
	{"actor_name", "text", "its name", func(b *Tables, a *act) string { return b.name(&a.actor) }},
	{"actor_country", "code", "its country: ISO 3166-1 alpha-3, an entity's code, or IGO, NGO, MNC, IMG", func(_ *Tables, a *act) string { return a.actor.Country }},
	{"actor_sector", "code", "its PLOVER sector", func(_ *Tables, a *act) string { return a.actor.Sector }},
	{"actor_words", "text", "the words that name it", func(_ *Tables, a *act) string { return partyWords(&a.actor) }},
	{"recipient", "code", "towards whom; empty if towards nobody", func(_ *Tables, a *act) string { return a.recipient.Code }},
	{"recipient_name", "text", "its name", func(b *Tables, a *act) string { return b.name(&a.recipient) }},
	{"recipient_country", "code", "its country", func(_ *Tables, a *act) string { return a.recipient.Country }},
	{"recipient_sector", "code", "its PLOVER sector", func(_ *Tables, a *act) string { return a.recipient.Sector }},
	{"recipient_words", "text", "the words that name it", func(_ *Tables, a *act) string { return partyWords(&a.recipient) }},
	{"standing", "code", "done, planned, possible or denied: count acts that are done", func(_ *Tables, a *act) string { return a.pair.Standing }},
	{"modality", "code", "of the words: asserted, historical, future, hypothetical, negated", func(_ *Tables, a *act) string { return string(a.Modality) }},
	{"relation", "code", "kind of relation that it brings about", func(_ *Tables, a *act) string { return a.pair.Kind }},
	{"status", "code", "status that it gives the relation", func(_ *Tables, a *act) string { return a.pair.Status }},
	{"what", "text", "territory or treaty that the relation is about", func(_ *Tables, a *act) string { return a.What }},
	{"place", "text", "where, as told", func(_ *Tables, a *act) string { return a.Place }},
	{"place_country", "code", "the country that the place lies in", func(b *Tables, a *act) string { return b.place(a.Place).country }},
	{"lat", "number", "latitude of the place in degrees", func(b *Tables, a *act) string { return b.degrees(a, false) }},
	{"lon", "number", "longitude of the place in degrees", func(b *Tables, a *act) string { return b.degrees(a, true) }},
	{"narrated", "0 or 1", "the document says so in its own name at least once", func(_ *Tables, a *act) string { return flag01(a.row.Narrated) }},
	{"said_by", "codes", "who says so beside the document", func(_ *Tables, a *act) string { return joined(a.row.By) }},
	{"via", "texts", "who passed it on: codes, or words where there is none", func(_ *Tables, a *act) string { return joined(a.row.Via) }},
	{"tellings", "integer", "how often the document tells it; the next four are of the first", func(_ *Tables, a *act) string { return strconv.Itoa(int(a.row.Tellings)) }},
	{"trigger", "text", "the words that tell it", func(_ *Tables, a *act) string { return a.row.Trigger }},
	{"trigger_start", "integer", "where they begin, in code points of the text", func(_ *Tables, a *act) string { return number32(a.row.Start) }},
	{"trigger_end", "integer", "where they end", func(_ *Tables, a *act) string { return number32(a.row.End) }},
	{"sentence", "text", "their sentence", func(_ *Tables, a *act) string { return a.sentence() }},
	{"rule", "text", "what found it", func(_ *Tables, a *act) string { return a.Rule }},
	{"confidence", "number", "how surely, from 0 to 1", func(_ *Tables, a *act) string { return decimal(a.Confidence) }},
	{"source", "text", "id of the document", func(_ *Tables, a *act) string { return a.Doc.ID }},
	{"title", "text", "its title", func(_ *Tables, a *act) string { return a.Doc.Title }},
	{"url", "text", "its address", func(_ *Tables, a *act) string { return a.Doc.URL }},
	{"publisher", "text", "its publisher", func(_ *Tables, a *act) string { return a.Doc.Publisher }},
	{"published", "date", "its day of publication", func(_ *Tables, a *act) string { return a.Doc.Published }},
	{"recorded_at", "time", "when the ledger recorded the claim; empty if it did not", func(_ *Tables, a *act) string { return timeText(a.Recorded) }},
}

// WriteCSV writes a tidy table: a row for each act and pair, whatever its standing.
// csv.Reader, R and pandas read it; numbers have no thousands, lists are parted by
// "; ".
func WriteCSV(w io.Writer, b *Tables, x Export) error {
	out := csv.NewWriter(w)
	row := make([]string, len(csvColumns))
	for i, c := range csvColumns {
		row[i] = c.name
	}
	if err := out.Write(row); err != nil {
		return fmt.Errorf("exchange: writing CSV: %w", err)
	}
	err := x.eachAct(b, false, func(a *act) error {
		for i, c := range csvColumns {
			row[i] = c.of(b, a)
		}
		return out.Write(row)
	})
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	if err != nil {
		return fmt.Errorf("exchange: writing CSV: %w", err)
	}
	return nil
}

// WriteDictionary writes what the columns of WriteCSV mean, as CSV.
func WriteDictionary(w io.Writer) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"column", "kind", "meaning"}}
	for _, c := range csvColumns {
		rows = append(rows, []string{c.name, c.kind, c.meaning})
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("exchange: writing the data dictionary: %w", err)
	}
	return nil
}

func (b *Tables) goldsteinText(a *act) string {
	if score, ok := b.score(a); ok {
		return decimal(score)
	}
	return ""
}

func (b *Tables) degrees(a *act, east bool) string {
	p := b.place(a.Place)
	switch {
	case !p.at():
		return ""
	case east:
		return decimal(p.lon)
	}
	return decimal(p.lat)
}

func flag01(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

func number32(n *int32) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(int(*n))
}

func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return strings.Replace(t.UTC().Format("2006-01-02T15:04:05.000000Z"), ".000000Z", "Z", 1)
}
