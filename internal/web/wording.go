package web

import (
	_ "embed"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strings"
	"time"

	"chancery"
	"chancery/internal/ledger"
	"chancery/internal/ontology"
)

//go:embed wording.tsv
var wordingTable string

// wording is how pages word what the ledger holds.
type wording struct {
	sentence, noun map[[2]string]string // by kind and status; of acts by "act" and type
}

// loadWording reads wording.tsv and checks that every status and type has a row.
func loadWording(t *ontology.Events) (*wording, error) {
	w := &wording{map[[2]string]string{}, map[[2]string]string{}}
	for i, line := range strings.Split(strings.TrimRight(wordingTable, "\n"), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		c := strings.Split(line, "\t")
		if len(c) != 4 || !strings.Contains(c[2], "%1") {
			return nil, fmt.Errorf("wording.tsv:%d: a row has a kind, a status, a sentence with %%1, and a noun", i+1)
		}
		k := [2]string{c[0], c[1]}
		if c[0] == "act" && !t.IsType(c[1]) || c[0] != "act" && !t.IsRelation(c[0], c[1]) {
			return nil, fmt.Errorf("wording.tsv:%d: there is no %s %s", i+1, c[0], c[1])
		}
		w.sentence[k], w.noun[k] = c[2], c[3]
	}
	for _, kind := range t.Kinds() {
		for _, s := range t.Statuses(kind) {
			if w.sentence[[2]string{kind, s.Name}] == "" {
				return nil, fmt.Errorf("wording.tsv: it has no row for %s %s", kind, s.Name)
			}
		}
	}
	for _, typ := range t.Types() {
		if w.sentence[[2]string{"act", typ}] == "" {
			return nil, fmt.Errorf("wording.tsv: it has no row for act %s", typ)
		}
	}
	return w, nil
}

// said is a sentence on a relation or an act, in plain text. Where nobody is acted
// upon, the sentence ends before him.
func (w *wording) said(kind, status, from, to, what string) string {
	return strings.Join(w.parts(kind, status, from, to, what), "")
}

// parts are the parts of a sentence: texts at even places, and at odd ones the words
// for the sides and the matter.
func (w *wording) parts(kind, status, from, to, what string) []string {
	s := w.sentence[[2]string{kind, status}]
	if to == "" {
		s, _, _ = strings.Cut(s, " %2")
		s = strings.TrimSuffix(s, " with")
	}
	hasMatter := strings.Contains(s, "%3")
	if what == "" && hasMatter {
		s = strings.ReplaceAll(s, "%3 (%2)", "land of %2")
		s = strings.ReplaceAll(s, "%3", "a treaty")
	}
	if kind == "treaty" && strings.HasPrefix(s, "a treaty") {
		s = "A" + s[1:]
	}
	var out []string
	for {
		i := strings.IndexByte(s, '%')
		if i < 0 || i+1 >= len(s) {
			break
		}
		word := map[byte]string{'1': from, '2': to, '3': what}[s[i+1]]
		out = append(out, s[:i], word)
		s = s[i+2:]
	}
	if what != "" && !hasMatter {
		s += " (" + what + ")"
	}
	return append(out, s)
}

// sentence is a sentence on a relation or an act, its sides linked to their pages.
func (s *Server) sentence(kind, status, from, to, what string) template.HTML {
	return s.sentenceOf(kind, status, []string{from}, []string{to}, what)
}

// sentenceOf is a sentence on what several did to several.
func (s *Server) sentenceOf(kind, status string, from, to []string, what string) template.HTML {
	// What stands for the sides while the sentence is taken apart is no code.
	const doers, others = "\x00from", "\x00to"
	second := ""
	if len(to) > 0 && to[0] != "" {
		second = others
	}
	var b strings.Builder
	for i, p := range s.wording.parts(kind, status, doers, second, what) {
		switch {
		case i%2 == 1 && p == doers:
			b.WriteString(string(s.actorLinks(from)))
		case i%2 == 1 && p == others:
			b.WriteString(string(s.actorLinks(to)))
		default:
			template.HTMLEscape(&b, []byte(p))
		}
	}
	return template.HTML(b.String()) // of escaped parts alone
}

// ofClaim words a claim.
func (s *Server) ofClaim(c chancery.Claim) template.HTML {
	w := claimWords(&c)
	from, to := s.sidesOf(&c)
	return s.sentenceOf(w[0], w[1], from, to, c.What)
}

func partyCodes(ps []chancery.Party) []string {
	var out []string
	for _, p := range ps {
		if !slices.Contains(out, p.Code) {
			out = append(out, p.Code)
		}
	}
	return out
}

// mostNamed is how many actors a sentence names before it counts the others.
const mostNamed = 5

// actorLinks are the names of actors, linked: A, B and C.
func (s *Server) actorLinks(codes []string) template.HTML {
	if len(codes) == 0 {
		return s.actorLink("")
	}
	named := codes
	if len(named) > mostNamed {
		named = named[:mostNamed-1]
	}
	var b strings.Builder
	for i, c := range named {
		switch {
		case i > 0 && i == len(codes)-1:
			b.WriteString(" and ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(string(s.actorLink(c)))
	}
	if rest := len(codes) - len(named); rest > 0 {
		fmt.Fprintf(&b, " and %d others", rest)
	}
	return template.HTML(b.String()) // of links alone
}

// ofIncident words an incident: by its relation where it bears on one, else by its type.
func (s *Server) ofIncident(x *ledger.Incident) template.HTML {
	kind, status := actWords(x)
	return s.sentence(kind, status, x.From, x.To, x.What)
}

func actWords(x *ledger.Incident) (kind, status string) {
	if x.Kind != "" && x.Status != "" {
		return x.Kind, x.Status
	}
	return "act", x.Type
}

// actorLink is an actor's name, linked to its page.
func (s *Server) actorLink(code string) template.HTML {
	if code == "" {
		return "somebody"
	}
	return template.HTML(`<a class="actor-link" href="` + template.HTMLEscapeString(actorPath(code)) + `">` +
		template.HTMLEscapeString(s.directory.Name(code)) + `</a>`)
}

// speakerLink is the name of somebody on whose word something is told. Of a person whom
// the tables do not have there may be no more than the word; it leads to the articles.
func (s *Server) speakerLink(code string) template.HTML {
	if code == "" || s.directory.Known(code) {
		return s.actorLink(code)
	}
	name := s.directory.Name(code)
	return template.HTML(`<a class="actor-link" href="/search?q=` + template.HTMLEscapeString(url.QueryEscape(name)) + `">` + template.HTMLEscapeString(name) + `</a>`)
}

func actorPath(code string) string { return "/actor/" + url.PathEscape(code) }

func pairPath(a, b string) string {
	if b == "" {
		return actorPath(a)
	}
	return "/pair/" + url.PathEscape(a) + "/" + url.PathEscape(b)
}

// spoken is a date as people say it: 2 January 2006, January 2006, 2006.
func spoken(date string) string {
	for _, l := range []struct{ iso, words string }{{time.DateOnly, "2 January 2006"}, {"2006-01", "January 2006"}} {
		if t, err := time.Parse(l.iso, date); err == nil {
			return t.Format(l.words)
		}
	}
	return date
}

// when is a date with its bounds (ledger.Bounds.String) as people say it.
func when(bounds string) string {
	if bounds == "" {
		return "undated"
	}
	if by, ok := strings.CutPrefix(bounds, "by "); ok {
		return "by " + spoken(by)
	}
	if after, ok := strings.CutPrefix(bounds, "after "); ok {
		return "after " + spoken(after)
	}
	if first, last, ok := strings.Cut(bounds, "/"); ok {
		return "between " + spoken(first) + " and " + spoken(last)
	}
	return spoken(bounds)
}

// counted is "1 report", "2 reports", "2 entries".
func counted(n any, what string) string {
	text := fmt.Sprint(n)
	switch {
	case text == "1":
		return "1 " + what
	case strings.HasSuffix(what, "y") && !strings.HasSuffix(what, "ay"):
		return text + " " + strings.TrimSuffix(what, "y") + "ies"
	}
	return text + " " + what + "s"
}
