package exchange

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"chancery"
)

// ploverLine is a record of PLOVER's manual, as far as it is read.
type ploverLine struct {
	ID        jsonText       `json:"id"`
	Date      string         `json:"date"`
	EndDate   string         `json:"enddate"`
	DateTold  *string        `json:"date_told"` // chancery's own: the date as told
	HasEvent  *bool          `json:"has_event"`
	Event     jsonText       `json:"event"`
	Mode      jsonText       `json:"mode"`
	Context   jsonTexts      `json:"context"`
	Actor     ploverEntities `json:"actor"`
	Recipient ploverEntities `json:"recipient"`
	EventText jsonText       `json:"event_text"`
	Coder     string         `json:"coder"`
	Loc       *struct {
		Extracted string          `json:"extracted_place"`
		Resolved  string          `json:"resolved_place"`
		Lat       json.RawMessage `json:"lat"`
		Lon       json.RawMessage `json:"lon"`
	} `json:"event_loc"`
	Cite *struct {
		URL   string `json:"url"`
		Title string `json:"title"`
	} `json:"cite_info"`
}

type ploverEntity struct {
	Code   jsonText `json:"code"`
	Sector jsonText `json:"sector"`
	Text   string   `json:"entity_text"`
	ID     jsonText `json:"identifier_id"`
}

// jsonText is a JSON string, or a number or list that some write in its place.
type jsonText string

func (s *jsonText) UnmarshalJSON(b []byte) error {
	var list jsonTexts
	if err := list.UnmarshalJSON(b); err != nil {
		return err
	}
	if len(list) > 0 {
		*s = jsonText(list[0])
	}
	return nil
}

// jsonTexts is a list of JSON strings, or one string with semicolons.
type jsonTexts []string

func (s *jsonTexts) UnmarshalJSON(b []byte) error {
	var v any
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return err
	}
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	for _, x := range list {
		switch x := x.(type) {
		case nil:
		case string:
			for part := range strings.SplitSeq(x, ";") {
				if part = strings.TrimSpace(part); part != "" && part != "None" {
					*s = append(*s, part)
				}
			}
		case json.Number:
			*s = append(*s, x.String())
		default:
			return errors.New("a text is expected")
		}
	}
	return nil
}

// ploverEntities is one entity or a list of them.
type ploverEntities []ploverEntity

func (e *ploverEntities) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '[' {
		return json.Unmarshal(b, (*[]ploverEntity)(e))
	}
	if string(b) == "null" {
		return nil
	}
	*e = make(ploverEntities, 1)
	return json.Unmarshal(b, &(*e)[0])
}

// plover reads records of PLOVER.
func (l *Loader) plover(in *lines) rowReader {
	in.objects = &objects{}
	return func(r *row) (*chancery.Record, string, error) {
		var p ploverLine
		if err := json.Unmarshal([]byte(r.text), &p); err != nil {
			return nil, "", fmt.Errorf("its JSON: %w; each record is an object with PLOVER's field names", err)
		}
		return l.ploverRow(r, &p)
	}
}

func (l *Loader) ploverRow(r *row, p *ploverLine) (*chancery.Record, string, error) {
	if p.HasEvent != nil && !*p.HasEvent {
		return nil, "no event (has_event is false)", nil
	}
	typ, mode, err := l.book.plover(string(p.Event), string(p.Mode))
	if err != nil {
		return nil, "", fmt.Errorf("event: %w", err)
	}
	d := &draft{id: string(p.ID), event: &chancery.Event{Type: typ, Mode: mode}}
	d.event.Contexts, d.event.Modality = ploverContexts(p.Context)
	if d.event.Date, err = p.told(); err != nil {
		return nil, "", fmt.Errorf("date: %w", err)
	}
	if d.trigger = r.valueAfter("event_text", string(p.EventText)); d.trigger.value == "" {
		d.trigger = r.valueAfter("event", string(p.Event))
	}
	ours := p.Coder == ploverCoder
	d.from, d.to = l.entities(r, "actor", p.Actor, ours), l.entities(r, "recipient", p.Recipient, ours)
	if !d.someone() {
		return nil, nobody, nil
	}
	if p.Loc != nil {
		name := p.Loc.Resolved
		if name == "" {
			name = p.Loc.Extracted
		}
		d.event.Place = placed(name, unquoted(p.Loc.Lat), unquoted(p.Loc.Lon))
	}
	if p.Cite != nil {
		d.url, d.title = address(p.Cite.URL), tidy([]byte(clip(p.Cite.Title)))
	}
	return l.record(r, d)
}

// told is the date of a record: to a month or a year if it ends on another day than it
// begins, since an act has one date.
func (p *ploverLine) told() (string, error) {
	if p.DateTold != nil {
		return day(*p.DateTold)
	}
	first, err := day(p.Date)
	if err != nil || p.EndDate == "" {
		return first, err
	}
	last, err := day(p.EndDate)
	if err != nil {
		return "", fmt.Errorf("enddate: %w", err)
	}
	for _, n := range []int{len("2006-01-02"), len("2006-01"), len("2006")} {
		if n <= min(len(first), len(last)) && first[:n] == last[:n] {
			return first[:n], nil
		}
	}
	return "", nil
}

// ploverModes are PLOVER's auxiliary modes, which stand among the contexts, in the order in
// which they count: what is denied is not planned.
var ploverModes = []struct {
	word string
	is   chancery.Modality
}{
	{"negation", chancery.Negated}, {"negated", chancery.Negated}, {"hypothetical", chancery.Hypothetical},
	{"future", chancery.Future}, {"historical", chancery.Historical},
}

// ploverContexts parts contexts from what they tell of how an act is told.
func ploverContexts(all []string) ([]string, chancery.Modality) {
	how := chancery.Asserted
	for i := len(ploverModes) - 1; i >= 0; i-- {
		m := ploverModes[i]
		is := func(c string) bool { return strings.EqualFold(c, m.word) }
		if slices.ContainsFunc(all, is) {
			all, how = slices.DeleteFunc(slices.Clone(all), is), m.is
		}
	}
	return all, how
}

// entities are the parties of a side. A code is a country's (USA), or a CAMEO
// code (USAGOV) where no sector stands beside it. Of what chancery itself wrote the
// identifier is the code of who it is.
func (l *Loader) entities(r *row, key string, es ploverEntities, ours bool) []side {
	var out []side
	for _, e := range es {
		sector := l.book.ploverSector(string(e.Sector))
		p := l.book.ofName(e.Text, string(e.Code), sector)
		if id := string(e.ID); ours && id != "" {
			p.code = id
			if l.book.directory.Known(id) {
				p.country = l.book.directory.Country(id)
			}
			if p.sector == partly { // it stood for the country
				p.sector = ""
			}
		} else if p.code == "" && p.country == "" && e.Code != "" {
			if p = l.book.ofCAMEO(string(e.Code)); sector != "" {
				p.sector = sector
			}
		}
		if p.at = r.valueAfter(key, e.Text); e.Text == "" {
			p.at = r.valueAfter(key, string(e.Code))
		}
		if p.named() {
			out = append(out, p)
		}
	}
	return out
}

// unquoted is a number that may be written as a text.
func unquoted(b json.RawMessage) string { return strings.Trim(string(b), `"`) }

// valueAfter finds a value behind a key in a JSON object's text; without it, or
// where the value is written with escapes, nothing.
func (r *row) valueAfter(key, value string) field {
	at := strings.Index(r.text, strconv.Quote(key))
	if at < 0 || value == "" {
		return field{start: -1}
	}
	i := strings.Index(r.text[at+len(key)+2:], `"`+value+`"`)
	if i < 0 {
		return field{start: -1}
	}
	return field{value, at + len(key) + 2 + i + 1}
}

// objects reads JSON objects one after the other: one a line, or the members of
// one list, over any number of lines.
type objects struct {
	begun, list bool
}

// next is the next object's text without the white space between its parts.
func (o *objects) next(l *lines) (*row, error) {
	if !o.begun {
		o.begun = true
		if head, _ := l.in.Peek(3); string(head) == "\xef\xbb\xbf" {
			l.in.Discard(3)
		}
		l.n, l.at = 1, 1
		first, err := l.skip(" \t\r\n")
		if err != nil {
			return nil, err
		}
		if o.list = first == '['; o.list {
			l.in.Discard(1)
		}
	}
	between := " \t\r\n"
	if o.list {
		between += ","
	}
	first, err := l.skip(between)
	l.at = l.n
	switch {
	case err != nil && o.list && err == io.EOF:
		l.fatal = errors.New("the list ends before its closing bracket; is the file whole?")
		return nil, l.fatal
	case err != nil:
		return nil, err
	case first == ']' && o.list:
		return nil, io.EOF
	case first != '{':
		if o.list {
			l.fatal = fmt.Errorf("line %d: a list of objects is expected, found %q", l.n, first)
			return nil, l.fatal
		}
		whole := l.n == 1
		line, err := l.restOfLine()
		if err != nil {
			return nil, err
		}
		if whole && detected(line) != "" {
			l.fatal = ofAnother(errors.New("line 1: a record begins with {"), line)
			return nil, l.fatal
		}
		return nil, fmt.Errorf("a record begins with {, found %q; write one object a line, or one list of objects", first)
	}
	return o.object(l)
}

// object reads one object. In a file of one object a line, one that does not end
// in its line is that line's fault alone.
func (o *objects) object(l *lines) (*row, error) {
	begun := l.n
	if !o.list {
		line, err := l.restOfLine()
		if err != nil {
			return nil, err
		}
		return &row{file: l.name, line: begun, text: line}, nil
	}
	var out []byte
	depth, quoted, escaped := 0, false, false
	for {
		b, err := l.in.ReadByte()
		if err != nil {
			l.fatal = fmt.Errorf("line %d: the object does not end; is the file whole?", begun)
			return nil, l.fatal
		}
		if len(out) > maxRow {
			l.fatal = fmt.Errorf("line %d: %w", begun, errLongRow)
			return nil, l.fatal
		}
		switch {
		case b == '\n':
			l.n++
		case escaped:
			escaped = false
		case quoted:
			escaped, quoted = b == '\\', b != '"'
		case b == '"':
			quoted = true
		case b == '{' || b == '[':
			depth++
		case b == '}' || b == ']':
			depth--
		}
		if quoted || !strings.ContainsRune(" \t\r\n", rune(b)) {
			out = append(out, b)
		}
		if depth == 0 {
			return &row{file: l.name, line: begun, text: tidy(out)}, nil
		}
	}
}

// skip passes over bytes and looks at the next one.
func (l *lines) skip(over string) (byte, error) {
	for {
		b, err := l.in.ReadByte()
		if err != nil {
			if !errors.Is(err, io.EOF) {
				l.fatal = fmt.Errorf("line %d: %w", l.n, err)
			}
			return 0, err
		}
		if !strings.ContainsRune(over, rune(b)) {
			return b, l.in.UnreadByte()
		}
		if b == '\n' {
			l.n++
		}
	}
}

// restOfLine reads to the end of the line, within the limit of a row.
func (l *lines) restOfLine() (string, error) {
	var out []byte
	for {
		part, err := l.in.ReadSlice('\n')
		if len(out) <= maxRow {
			out = append(out, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil && !errors.Is(err, io.EOF) {
			l.fatal = fmt.Errorf("line %d: %w", l.n, unreadable(err))
			return "", l.fatal
		}
		break
	}
	if len(out) > 0 && out[len(out)-1] == '\n' {
		defer func() { l.n++ }()
	}
	if len(out) > maxRow {
		return "", errLongRow
	}
	return tidy([]byte(strings.TrimRight(string(out), "\r\n"))), nil
}
