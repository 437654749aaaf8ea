package exchange

import (
	"errors"
	"fmt"
	"strings"

	"chancery"
)

// recognitionRequired are the columns of a list.
var recognitionRequired = []string{"recogniser", "entity", "date", "status", "source"}

// recognition reads rows of a hand-kept list: who recognises which entity (or
// does so no more, or refuses to), since which day, and where that is told.
func (l *Loader) recognition(in *lines) rowReader {
	return withHeader(in, false, recognitionRequired, l.recognitionRow)
}

// recognitionStatus are the statuses of a list and what else they are called.
var recognitionStatus = map[string]string{
	"recognised": "recognised", "recognized": "recognised", "recognises": "recognised", "recognizes": "recognised",
	"withdrawn": "withdrawn", "withdrew": "withdrawn",
	"rejected": "rejected", "refused": "rejected", "not recognised": "rejected", "not recognized": "rejected",
}

func (l *Loader) recognitionRow(h *header, r *row) (*chancery.Record, string, error) {
	get := func(name string) field { return h.get(r, name) }
	d := &draft{trigger: get("status"), url: address(get("source").value)}
	status := recognitionStatus[strings.ToLower(d.trigger.value)]
	if status == "" {
		return nil, "", fmt.Errorf("status: %q; it is recognised, withdrawn or rejected", clip(d.trigger.value))
	}
	from, err := l.listed(get("recogniser"))
	if err != nil {
		return nil, "", fmt.Errorf("recogniser: %w", err)
	}
	to, err := l.listed(get("entity"))
	if err != nil {
		return nil, "", fmt.Errorf("entity: %w", err)
	}
	if from.code == to.code {
		return nil, "", fmt.Errorf("%s stands on both sides", from.code)
	}
	date, err := day(get("date").value)
	if err != nil {
		return nil, "", fmt.Errorf("date: %w", err)
	}
	d.from, d.to = []side{from}, []side{to}
	d.relation = &chancery.Relation{Kind: "recognition", From: from.code, To: to.code, Status: status, Since: date, At: date}
	return l.record(r, d)
}

// listed is a state, entity or organisation of a list, by its code or name.
func (l *Loader) listed(c field) (side, error) {
	if c.value == "" {
		return side{}, errors.New("it is empty; give a code (UKR, XKX) or a name")
	}
	code := l.book.country(c.value)
	if code == "" && l.book.directory.Known(c.value) {
		code = c.value
	}
	if code == "" {
		code = l.book.bodies[folded(c.value)]
	}
	if code == "" {
		return side{}, fmt.Errorf("nobody is known by %q; give a code (UKR, XKX, EU) or a name of internal/ontology/actors", clip(c.value))
	}
	return side{code: code, country: l.book.directory.Country(code), at: c}, nil
}
