package web

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"chancery"
	"chancery/internal/atom"
	"chancery/internal/ledger"
	"chancery/internal/question"
)

// mostNews is how many entries a feed has at most, unless a limit is asked for.
const mostNews = 100

// feeds are the feeds of the pages that change, with their questions.
func (s *Server) feeds(r room) {
	feed(r, "/changes.atom", newsOf(s.changes, func(*ChangeList) string { return "Changes of relations" }, func(a *ChangeList) []atom.Entry { return s.changeEntries(a.Changes) }))
	feed(r, "/events.atom", newsOf(s.eventList, func(*IncidentList) string { return "Events" }, func(a *IncidentList) []atom.Entry { return s.incidentEntries(a.Incidents) }))
	feed(r, "/articles.atom", newsOf(s.articles, func(*ArticleList) string { return "Articles" }, func(a *ArticleList) []atom.Entry { return articleEntries(a.Articles) }))
	feed(r, "/search.atom", newsOf(s.search, func(a *Found) string { return "Articles found: " + a.Query }, hitEntries))
	feed(r, "/relations.atom", newsOf(s.relationList, func(*RelationList) string { return "Relations" }, func(a *RelationList) []atom.Entry { return s.relationEntries(a.Relations) }))
	feed(r, "/map.atom", newsOf(s.mapOf, func(a *MapAnswer) string { return a.Map.Title }, func(a *MapAnswer) []atom.Entry { return s.relationEntries(a.Relations) }))
	feed(r, "/conflicts.atom", s.conflictNews)
	feed(r, "/actor/{code}/feed.atom", remembered(s, "actor news", s.actorNews))
	feed(r, "/pair/{a}/{b}/feed.atom", remembered(s, "pair news", s.pairNews))
	feed(r, "/incident/{claim}/feed.atom", newsOf(s.incident, s.incidentTitle, reportEntries))
	feed(r, "/claim/{id}/feed.atom", s.claimNews)
	feed(r, "/source/{id}/feed.atom", s.sourceNews)
}

// newsOf makes news of the answer to a question.
func newsOf[Q, A any](answer ask[Q, A], title func(*A) string, entries func(*A) []atom.Entry) ask[Q, News] {
	return func(ctx context.Context, q *Q) (*News, error) {
		a, err := answer(ctx, q)
		if err != nil {
			return nil, err
		}
		return &News{title(a), entries(a)}, nil
	}
}

// latest are the entries that were updated last, those first.
func latest(entries []atom.Entry) []atom.Entry {
	slices.SortStableFunc(entries, func(a, b atom.Entry) int {
		return cmp.Or(b.Updated.Compare(a.Updated), cmp.Compare(a.ID, b.ID))
	})
	return entries[:min(len(entries), mostNews)]
}

func (s *Server) actorNews(ctx context.Context, f *actorQuery) (*News, error) {
	code, err := s.actorCode(f.Code)
	if err != nil {
		return nil, err
	}
	return s.newsOfSides(ctx, "News of "+s.directory.Name(code), ledger.Asked{Of: code}, &f.AsOf)
}

func (s *Server) pairNews(ctx context.Context, f *pairQuery) (*News, error) {
	q, err := s.asked(&Sides{Of: f.A, With: f.B})
	if err != nil {
		return nil, err
	}
	if q.Of == q.With {
		return nil, &elsewhere{feedPath(actorPath(q.Of)), "Both sides are the same; ask for the actor."}
	}
	return s.newsOfSides(ctx, "News of "+s.directory.Name(q.Of)+" and "+s.directory.Name(q.With), q, &f.AsOf)
}

// newsOfSides are the newest changes and incidents of an actor or a pair, up to the day
// if one is asked for.
func (s *Server) newsOfSides(ctx context.Context, title string, q ledger.Asked, f *AsOf) (*News, error) {
	var err error
	if q.KnownAt, err = question.KnownAt("known_at", f.KnownAt); err != nil {
		return nil, err
	}
	on, err := question.Day("on", f.On)
	if err != nil {
		return nil, err
	}
	days := ledger.Unknown
	if on != nil {
		days = ledger.By(*on)
	}
	found, _, err := s.ledger.NewestChanges(ctx, q, days, mostNews/2)
	if err != nil {
		return nil, err
	}
	changes, err := s.inWords(ctx, found[:min(len(found), mostNews/2)], q, "")
	if err != nil {
		return nil, err
	}
	incidents, err := s.newestOf(ctx, q, &days)
	if err != nil {
		return nil, err
	}
	return &News{title, latest(slices.Concat(s.changeEntries(changes), s.incidentEntries(incidents.Incidents)))}, nil
}

// conflictNews are contradictions. One is updated when the ledger came to know of what it
// is about as it stands now.
func (s *Server) conflictNews(ctx context.Context, f *conflictsQuery) (*News, error) {
	a, err := s.conflicts(ctx, f)
	if err != nil {
		return nil, err
	}
	known, err := question.KnownAt("known_at", f.KnownAt)
	if err != nil {
		return nil, err
	}
	out := &News{Title: "Contradictions"}
	for i := range a.Conflicts {
		c := &a.Conflicts[i]
		rs, err := s.ledger.Standings(ctx, ledger.Asked{Of: c.To, With: c.From, Kind: c.Kind, KnownAt: known}, nil)
		if err != nil {
			return nil, err
		}
		out.Entries = append(out.Entries, s.conflictEntry(c, rs))
	}
	out.Entries = latest(out.Entries)
	return out, nil
}

// claimNews are a claim and what was made of it.
func (s *Server) claimNews(ctx context.Context, f *claimQuery) (*News, error) {
	j, err := s.ledger.JudgedClaim(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	title := s.claimTitle(&j.Claim)
	return &News{"Claim: " + title, latest(s.claimEntries([]ledger.Judged{j}))}, nil
}

// sourceNews are the claims of a document and what was made of them.
func (s *Server) sourceNews(ctx context.Context, f *sourceQuery) (*News, error) {
	src, err := s.sourceByID(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	claims, err := s.ledger.OfSource(ctx, src.ID)
	if err != nil {
		return nil, err
	}
	return &News{"Claims of: " + cmp.Or(src.Title, src.Name, src.ID), latest(s.claimEntries(claims))}, nil
}

func (s *Server) incidentTitle(a *IncidentAnswer) string {
	return "Reports: " + s.incidentText(&a.Incidents[0].Incident)
}

// changeEntries are changes as entries of a feed. An entry is updated when the ledger
// came to know of its change.
func (s *Server) changeEntries(cs []Change) []atom.Entry {
	var out []atom.Entry
	for i := range cs {
		c := &cs[i]
		text := dated(c.Date, s.wording.said(c.Kind, c.Status, s.directory.Name(c.From), s.directory.Name(c.To), c.What))
		out = append(out, entry(urn("change", c.Kind, c.From, c.To, c.What, c.Status, c.Date), text, c.Recorded, pairPath(c.From, c.To), c.Evidence))
	}
	return out
}

// relationEntries are relations as they stand, those that the ledger came to know last
// first.
func (s *Server) relationEntries(rs []Relation) []atom.Entry {
	var out []atom.Entry
	for i := range rs {
		r := &rs[i]
		text := s.directory.Name(r.From) + " and " + s.directory.Name(r.To) + ": " + s.standsSince(&r.Relation)
		if r.What != "" {
			text += " (" + r.What + ")"
		}
		out = append(out, entry(urn("relation", r.Kind, r.From, r.To, r.What, r.Status, r.Since), text, r.Recorded, pairPath(r.From, r.To), r.Evidence))
	}
	return latest(out)
}

// incidentEntries are incidents as entries of a feed.
func (s *Server) incidentEntries(xs []Incident) []atom.Entry {
	var out []atom.Entry
	for i := range xs {
		x := &xs[i]
		link, at := pairPath(x.From, x.To), time.Unix(0, 0)
		if x.Evidence != nil {
			link, at = "/incident/"+x.Evidence.Claim, recordedAt(x.Evidence)
		}
		out = append(out, entry("urn:chancery:incident:"+x.ID, s.incidentText(&x.Incident), at, link, x.Evidence))
	}
	return out
}

// incidentText is an incident in a line.
func (s *Server) incidentText(x *ledger.Incident) string {
	kind, status := actWords(x)
	text := dated(x.Date.String(), s.wording.said(kind, status, s.directory.Name(x.From), s.directory.Name(x.To), x.What))
	if x.Standing != ledger.Done {
		text += " (" + string(x.Standing) + ")"
	}
	return text
}

// reportEntries are the documents that report an incident.
func reportEntries(a *IncidentAnswer) []atom.Entry {
	var out []atom.Entry
	for i := range a.Incidents {
		for _, r := range a.Incidents[i].ReportList {
			e := &r.Tellings[0]
			id := urn("report", a.Incidents[i].ID, r.Source)
			out = append(out, entry(id, cmp.Or(r.Title, r.Name, "A document without a title"), recordedAt(e), "/claim/"+e.Claim, e))
		}
	}
	return latest(out)
}

// conflictEntry is a contradiction about relations, of which it is a part.
func (s *Server) conflictEntry(c *ledger.Conflict, rs []ledger.Relation) atom.Entry {
	id := []string{string(c.Contradiction), c.Kind, c.From, c.To, c.What}
	var says []string
	for _, side := range c.Sides {
		id = append(id, side.Says, side.When)
		text := side.Says
		if side.When != "" {
			text += ", " + when(side.When)
		}
		if len(side.By) > 0 {
			text += ", according to " + s.enumerated(side.By)
		}
		says = append(says, text)
	}
	title, link := titled(string(c.Contradiction))+": "+kindName(c.Kind)+", "+s.directory.Name(c.To), actorPath(c.To)
	if c.From != "" {
		title, link = titled(string(c.Contradiction))+": "+kindName(c.Kind)+", "+s.directory.Name(c.From)+" and "+s.directory.Name(c.To), pairPath(c.From, c.To)
	}
	at := time.Unix(0, 0)
	for i := range rs {
		if r := &rs[i]; r.What == c.What && r.Recorded.After(at) {
			at = r.Recorded
		}
	}
	return atom.Entry{ID: urn("contradiction", id...), Title: title, Updated: at, Link: link, Text: strings.Join(says, "; ")}
}

// claimEntries are claims and the verdicts on them.
func (s *Server) claimEntries(claims []ledger.Judged) []atom.Entry {
	var out []atom.Entry
	for i := range claims {
		c := &claims[i]
		title := s.claimTitle(&c.Claim)
		text := title
		if len(c.Told) > 0 {
			text = "“" + c.Told[0].Trigger.Text + "”"
		}
		link := "/claim/" + c.ID
		out = append(out, atom.Entry{ID: urn("claim", c.ID), Title: title, Updated: c.Recorded, Link: link, Text: text})
		for j := range c.Verdicts {
			v := &c.Verdicts[j]
			out = append(out, atom.Entry{ID: urn("claim", v.ID), Title: titled(string(v.Verdict)) + ": " + title, Updated: v.Recorded, Link: link,
				Text: titled(string(v.Verdict)) + " by " + cmp.Or(v.By, "nobody named")})
		}
	}
	return out
}

// claimTitle is a claim in a line.
func (s *Server) claimTitle(c *chancery.Claim) string {
	text := dated(dateOf(*c), s.saidOf(c))
	if w := standingWords(*c); w != "" {
		text += " (" + w + ")"
	}
	return text
}

// articleEntries are documents, as they were recorded.
func articleEntries(sources []chancery.Source) []atom.Entry {
	var out []atom.Entry
	for i := range sources {
		out = append(out, articleEntry(&sources[i], ""))
	}
	return out
}

func hitEntries(a *Found) []atom.Entry {
	var out []atom.Entry
	for i := range a.Articles {
		out = append(out, articleEntry(&a.Articles[i].Source, a.Articles[i].Snippet))
	}
	return latest(out)
}

func articleEntry(src *chancery.Source, words string) atom.Entry {
	where := src.Publisher
	if src.Published != "" {
		where = strings.TrimPrefix(where+", "+spoken(src.Published), ", ")
	}
	if words != "" {
		where = strings.TrimSuffix("“"+words+"” – "+where, " – ")
	}
	return atom.Entry{ID: urn("source", src.ID), Title: cmp.Or(src.Title, src.Name, "A document without a title"), Updated: src.Recorded, Link: "/source/" + src.ID, Text: where}
}

// entry is an entry with the words that it rests on.
func entry(id, title string, at time.Time, link string, e *ledger.Evidence) atom.Entry {
	out := atom.Entry{ID: id, Title: title, Updated: at, Link: link, Text: title}
	if e != nil {
		out.Text = "“" + e.Sentence + "”"
		if e.Publisher != "" {
			out.Text += " – " + e.Publisher
		}
		if e.Published != "" {
			out.Text += ", " + spoken(e.Published)
		}
	}
	return out
}

// urn is an id made of what makes a thing what it is.
func urn(what string, parts ...string) string {
	return "urn:chancery:" + what + ":" + url.PathEscape(strings.Join(parts, "/"))
}

// dated is what happened, with its day before it.
func dated(date, text string) string { return titled(when(date)) + ": " + text }

// recordedAt is when words were recorded.
func recordedAt(e *ledger.Evidence) time.Time {
	t, err := time.Parse(time.RFC3339Nano, e.Recorded)
	if err != nil {
		return time.Unix(0, 0)
	}
	return t
}
