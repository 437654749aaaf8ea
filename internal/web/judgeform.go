package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"chancery"
)

// judgingOf reads a form of the review page.
func judgingOf(form url.Values) (*Judging, error) {
	in := &Judging{Verdict: chancery.Verdict(form.Get("verdict")), Note: form.Get("note")}
	if in.Verdict != chancery.Corrected {
		return in, nil
	}
	c := &Correction{}
	for name, to := range map[string]**string{
		"type": &c.Type, "mode": &c.Mode, "date": &c.Date, "modality": &c.Modality, "kind": &c.Kind, "status": &c.Status,
		"what": &c.What, "since": &c.Since, "until": &c.Until,
	} {
		if form.Has(name) {
			v := form.Get(name)
			*to = &v
		}
	}
	if form.Has("relation") { // kind and status in one
		kind, status, _ := strings.Cut(form.Get("relation"), " ")
		c.Kind, c.Status = &kind, &status
	}
	var err error
	if c.Actors, err = partiesOf(form, "actor"); err != nil {
		return nil, err
	}
	if c.Recipients, err = partiesOf(form, "recipient"); err != nil {
		return nil, err
	}
	if c.Trigger, err = spanOf(form, "trigger"); err != nil {
		return nil, err
	}
	in.Instead = c
	return in, nil
}

// spanOf reads a place in a text that a form gives as NAME_start and NAME_end; nil where
// it gives none.
func spanOf(form url.Values, name string) (*chancery.Span, error) {
	return placeOf(name, form.Get(name+"_start"), form.Get(name+"_end"))
}

func placeOf(name, start, end string) (*chancery.Span, error) {
	if start == "" && end == "" {
		return nil, nil
	}
	from, err := strconv.Atoi(start)
	to, err2 := strconv.Atoi(end)
	if err != nil || err2 != nil {
		return nil, badRequest("%s_start, %s_end: they take whole numbers, not %q and %q", name, name, start, end)
	}
	return &chancery.Span{Start: from, End: to}, nil
}

// partiesOf reads the sides of a form: codes or names between semicolons or commas, and
// the places of the words that name them. Nil where the form does not speak of them.
func partiesOf(form url.Values, name string) ([]CorrectedParty, error) {
	if !form.Has(name) {
		return nil, nil
	}
	out := []CorrectedParty{} // nobody, where the form says so
	for _, text := range form[name] {
		for _, code := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
			if code = strings.TrimSpace(code); code != "" {
				out = append(out, CorrectedParty{Code: code})
			}
		}
	}
	return out, placeWords(out, form, name)
}

// placeWords gives parties the words that name them. Each place of a form is for a party
// that stood there before (NAME_for) and stays with it, wherever it is listed now; where
// it is listed no more, with who came in its stead. A place for nobody is for the party
// at its own place in the list, if that came anew, or else for the first that did.
func placeWords(parties []CorrectedParty, form url.Values, name string) error {
	starts, ends, before := form[name+"_start"], form[name+"_end"], form[name+"_for"]
	nth := func(list []string, i int) string {
		if i < len(list) {
			return list[i]
		}
		return ""
	}
	anew := func(p CorrectedParty) bool { return p.Words == nil && !slices.Contains(before, p.Code) }
	for i := range max(len(starts), len(ends)) {
		place, err := placeOf(name, nth(starts, i), nth(ends, i))
		if err != nil {
			return err
		}
		of := nth(before, i)
		at := slices.IndexFunc(parties, func(p CorrectedParty) bool { return of != "" && p.Code == of })
		switch {
		case at >= 0:
		case i < len(parties) && anew(parties[i]):
			at = i
		case of == "":
			at = slices.IndexFunc(parties, anew)
		}
		if place != nil && at >= 0 {
			parties[at].Words = place
		}
	}
	return nil
}
