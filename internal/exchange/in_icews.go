package exchange

import (
	"fmt"
	"strings"

	"chancery"
)

// icewsRequired are the columns of ICEWS without which a row tells nothing.
var icewsRequired = []string{
	"Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code",
	"Target Name", "Target Sectors", "Target Country",
}

// icews reads rows of ICEWS coded event data.
func (l *Loader) icews(in *lines) rowReader { return withHeader(in, true, icewsRequired, l.icewsRow) }

func (l *Loader) icewsRow(h *header, r *row) (*chancery.Record, string, error) {
	get := func(name string) field { return h.get(r, name) }
	typ, mode, cameo, why, err := l.book.act(get("CAMEO Code").value)
	if why != "" || err != nil {
		return nil, why, err
	}
	d := &draft{id: get("Event ID").value, trigger: get("Event Text")}
	if d.trigger.value == "" {
		d.trigger = get("CAMEO Code")
	}
	d.event = &chancery.Event{Type: typ, Mode: mode, CAMEO: cameo}
	if d.event.Date, err = day(get("Event Date").value); err != nil {
		return nil, "", fmt.Errorf("Event Date: %w", err)
	}
	party := func(which string) []side {
		name, country := get(which+" Name"), get(which+" Country")
		p := l.book.ofName(name.value, country.value, l.book.sectors.Sector(get(which+" Sectors").value))
		if p.at = name; name.value == "" {
			p.at = country
		}
		return []side{p}
	}
	d.from, d.to = party("Source"), party("Target")
	if !d.someone() {
		return nil, nobody, nil
	}
	d.event.Place = placed(whereabouts(get("City"), get("District"), get("Province"), get("Country")),
		get("Latitude").value, get("Longitude").value)
	return l.record(r, d)
}

// whereabouts names a place from the smallest part of it to the largest.
func whereabouts(parts ...field) string {
	var out []string
	for _, p := range parts {
		if p.value != "" && (len(out) == 0 || out[len(out)-1] != p.value) {
			out = append(out, p.value)
		}
	}
	return strings.Join(out, ", ")
}
