package exchange

import (
	"fmt"

	"chancery"
)

// polecatRequired are the columns of POLECAT without which a row tells nothing.
var polecatRequired = []string{
	"Event ID", "Event Date", "Event Type", "Event Mode", "Actor Name", "Actor Country", "Primary Actor Sector",
	"Recipient Name", "Recipient Country", "Primary Recipient Sector",
}

// polecat reads rows of POLECAT.
func (l *Loader) polecat(in *lines) rowReader {
	return withHeader(in, true, polecatRequired, l.polecatRow)
}

func (l *Loader) polecatRow(h *header, r *row) (*chancery.Record, string, error) {
	get := func(name string) field { return h.get(r, name) }
	d := &draft{id: get("Event ID").value, trigger: get("Event Type")}
	typ, mode, err := l.book.plover(d.trigger.value, get("Event Mode").value)
	if err != nil {
		return nil, "", fmt.Errorf("Event Type: %w", err)
	}
	d.event = &chancery.Event{Type: typ, Mode: mode}
	for _, c := range get("Contexts").parts(";") {
		d.event.Contexts = append(d.event.Contexts, c.value)
	}
	if d.event.Date, err = day(get("Event Date").value); err != nil {
		return nil, "", fmt.Errorf("Event Date: %w", err)
	}
	if d.published, err = day(get("Publication Date").value); err != nil {
		return nil, "", fmt.Errorf("Publication Date: %w", err)
	}
	d.from = l.several(get("Actor Name"), get("Actor Country"), get("Primary Actor Sector"), get("Actor Sectors"))
	d.to = l.several(get("Recipient Name"), get("Recipient Country"), get("Primary Recipient Sector"), get("Recipient Sectors"))
	if !d.someone() {
		return nil, nobody, nil
	}
	d.event.Place = placed(get("Placename").value, get("Latitude").value, get("Longitude").value)
	return l.record(r, d)
}

// several reads a side that may hold several actors, their names, countries and
// sectors in step; where they are not in step, each country is one. Of one actor all may
// hold several sectors.
func (l *Loader) several(names, countries, sectors, all field) []side {
	ns, cs, ss := names.parts(";"), countries.parts(";"), sectors.parts(";")
	pick := func(list []field, i, n int) field {
		switch len(list) {
		case n:
			return list[i]
		case 1:
			return list[0]
		}
		return field{start: -1}
	}
	n := max(len(cs), 1)
	if len(cs) <= 1 {
		n = max(len(ns), 1)
	}
	var out []side
	for i := range n {
		name, country := pick(ns, i, n), pick(cs, i, n)
		sector := l.book.ploverSector(pick(ss, i, n).value)
		if n == 1 {
			sector = l.book.ploverSector(pick(ss, i, n).value, values(all.parts(";"))...)
		}
		p := l.book.ofName(name.value, country.value, sector)
		if p.at = name; name.value == "" {
			p.at = country
		}
		if p.named() {
			out = append(out, p)
		}
	}
	return out
}

func values(fields []field) []string {
	var out []string
	for _, f := range fields {
		out = append(out, f.value)
	}
	return out
}
