package imports

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// The JSON of a SPARQL query (SPARQL 1.1 Query Results JSON Format). What a
// binding tells is known by the names of its variables:
//
//	?iso3 ?person ?office [?alias] [?from] [?until]   a term of office
//	?organisation [?alias] [?from] [?until]           an intergovernmental organisation
//	?organisation ?iso3 [?from] [?until]              the membership of a state in one
//	?iso3 ?name [?demonym]                            another name of a state
//
// ?iso3 is ISO 3166-1 alpha-3; ?person, ?office, ?organisation, ?name, ?demonym are
// English labels; ?alias holds any number, parted by "|"; dates are xsd:dateTime.
// docs/formats/names.md has the queries.

// isResult tells whether JSON begins as that of a query, not as a dump.
func isResult(head []byte) bool {
	head = bytes.TrimLeft(head, " \t\r\n")
	if len(head) == 0 || head[0] != '{' {
		return false
	}
	head = bytes.TrimLeft(head[1:], " \t\r\n")
	return bytes.HasPrefix(head, []byte(`"head"`)) || bytes.HasPrefix(head, []byte(`"results"`))
}

// binding is a row of a query's result: variables with their values.
type binding map[string]struct {
	Value string `json:"value"`
}

func (b binding) get(name string) string { return cell(b[name].Value) }

// lineCounter counts the lines of what a JSON decoder has taken in. Where a
// result stands on few long lines, so do the complaints.
type lineCounter struct {
	in   io.Reader
	read int64   // bytes
	ends []int64 // of lines not yet passed
	n    int     // lines passed
	mark int64   // where the binding that is being read began
}

func (c *lineCounter) Read(p []byte) (int, error) {
	if c.read-c.mark > maxLine {
		return 0, fmt.Errorf("a binding of more than %d MB", maxLine>>20)
	}
	n, err := c.in.Read(p)
	for i, b := range p[:n] {
		if b == '\n' {
			c.ends = append(c.ends, c.read+int64(i))
		}
	}
	c.read += int64(n)
	return n, err
}

// line is the number of the line at a byte.
func (c *lineCounter) line(at int64) int {
	k := 0
	for k < len(c.ends) && c.ends[k] < at {
		k++
	}
	c.n, c.mark = c.n+k, at
	c.ends = c.ends[k:]
	return c.n + 1
}

func (im *Importer) readResult(l *lines) error {
	c := &lineCounter{in: l.in}
	dec := json.NewDecoder(c)
	defer func() { l.n = c.line(dec.InputOffset()) }()
	if err := toBindings(dec); err != nil {
		if isSyntax(err) {
			l.malformedAt(c.line(dec.InputOffset()), "not the JSON of a query: "+clip(err.Error()))
			return nil
		}
		return err
	}
	for dec.More() {
		var b binding
		err := dec.Decode(&b)
		at := c.line(dec.InputOffset())
		var kind *json.UnmarshalTypeError
		switch {
		case errors.As(err, &kind):
			l.malformedAt(at, "a binding that holds no values")
			continue
		case err != nil && isSyntax(err):
			// What follows cannot be told apart any more.
			l.malformedAt(at, "the JSON breaks off here: "+clip(err.Error()))
			return nil
		case err != nil:
			return err
		}
		if what := im.binding(b); what != nil {
			if errors.Is(what, errFull) {
				return what
			}
			l.malformedAt(at, what.Error())
		}
	}
	return nil
}

// isSyntax tells errors of the JSON from those of reading.
func isSyntax(err error) bool {
	var syntax *json.SyntaxError
	return errors.As(err, &syntax) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, errNoBindings)
}

var errNoBindings = errors.New("no results with bindings")

// toBindings goes to the first element of results.bindings.
func toBindings(dec *json.Decoder) error {
	for depth, path := 0, []string{"results", "bindings"}; depth < len(path); depth++ {
		if t, err := dec.Token(); err != nil || t != json.Delim('{') {
			return errors.Join(err, errNoBindings)
		}
		for {
			key, err := dec.Token()
			if err != nil {
				return err
			}
			if key == path[depth] {
				break
			}
			if key == json.Delim('}') {
				return errNoBindings
			}
			var skip json.RawMessage
			if err := dec.Decode(&skip); err != nil {
				return err
			}
		}
	}
	if t, err := dec.Token(); err != nil || t != json.Delim('[') {
		return errors.Join(err, errNoBindings)
	}
	return nil
}

// binding makes a row of a binding.
func (im *Importer) binding(b binding) error {
	from, err := dateTime(b.get("from"))
	if err != nil {
		return err
	}
	until, err := dateTime(b.get("until"))
	if err != nil {
		return err
	}
	var aliases []string
	for a := range strings.SplitSeq(b.get("alias"), "|") {
		aliases = append(aliases, strings.TrimSpace(a))
	}
	code := b.get("iso3")
	if org := b.get("organisation"); org != "" {
		return im.orgBinding(org, code, aliases, from, until)
	}
	if !im.known.isState(code) {
		if len(code) == 3 {
			im.leave("states that no table has")
			return nil
		}
		return fmt.Errorf("neither ?organisation nor ?iso3 is bound")
	}
	if person := b.get("person"); person != "" {
		if !named(person) || isItem(person) {
			im.leave("entities without an English label")
			return nil
		}
		if !im.recent(from, until) {
			return nil
		}
		return im.officeRow(im.origin(), code, b.get("office"), person, list(im.fullNames(aliases)), from, until)
	}
	var names, demonyms []string
	if n := b.get("name"); n != "" {
		names = append(names, n)
	}
	if d := b.get("demonym"); d != "" {
		demonyms = append(demonyms, d)
	}
	if len(names)+len(demonyms) == 0 {
		return fmt.Errorf("none of ?person, ?name, ?demonym and ?organisation is bound")
	}
	return im.stateRow(code, names, demonyms)
}

// orgBinding makes rows of an organisation, or of a state's membership.
func (im *Importer) orgBinding(org, code string, aliases []string, from, until string) error {
	if isItem(org) || !named(org) {
		im.leave("entities without an English label")
		return nil
	}
	o := organisation{label: org, aliases: im.shortNames(aliases), origin: im.origin()}
	if code == "" {
		o.from, o.until = from, until
	}
	id, err := im.orgRow(&o, "IGO")
	if err != nil || id == "" || code == "" {
		return err
	}
	if !im.known.isState(code) {
		im.leave("states that no table has")
		return nil
	}
	return im.memberRow(im.origin(), id, code, from, until)
}

// isItem tells whether the label service gave an id for want of a label.
func isItem(s string) bool {
	_, ok := itemNumber(s)
	return ok
}

// dateTime reads xsd:dateTime or a date; what is before the common era, or no
// date but a node without a name, is unknown.
func dateTime(s string) (string, error) {
	if s == "" || s[0] == '-' || s[0] == 't' || strings.Contains(s, "://") {
		return "", nil
	}
	d, _, _ := strings.Cut(strings.TrimPrefix(s, "+"), "T")
	if !isDate(d) {
		return "", fmt.Errorf("%q is no date", clip(s))
	}
	return d, nil
}
