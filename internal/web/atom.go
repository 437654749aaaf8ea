package web

import (
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"chancery/internal/ledger"
)

// The elements of an Atom feed (RFC 4287) that are written.
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
	Content atomText `xml:"content"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

// feed lays a question out as an Atom feed: entries makes them of its answer.
func feed[Q, A any](r room, path, title string, answer ask[Q, A], entries func(*A) []atomEntry) {
	r.mux.HandleFunc("GET "+path+".atom", func(w http.ResponseWriter, req *http.Request) {
		var q Q
		if err := decode(req, &q); err != nil {
			r.fail(w, req, err)
			return
		}
		a, err := answer(req.Context(), &q)
		if err != nil {
			r.fail(w, req, err)
			return
		}
		data, err := atom(req, path, title, entries(a))
		if err != nil {
			r.fail(w, req, err)
			return
		}
		w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
		w.Write(data)
	})
}

// atom is a feed of entries, newest first. It depends on them and its address alone.
func atom(r *http.Request, path, title string, entries []atomEntry) ([]byte, error) {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	base := url.URL{Scheme: scheme, Host: r.Host}
	own := base
	own.Path, own.RawQuery = path+".atom", r.URL.RawQuery
	page := base
	page.Path, page.RawQuery = path, r.URL.RawQuery
	f := atomFeed{ID: own.String(), Title: title, Author: "chancery", Updated: time.Unix(0, 0).UTC().Format(time.RFC3339),
		Links: []atomLink{{"self", own.String()}, {"alternate", page.String()}}, Entries: entries}
	for i := range f.Entries {
		e := &f.Entries[i]
		e.Link.Href = base.String() + e.Link.Href
		f.Updated = max(f.Updated, e.Updated)
	}
	data, err := xml.MarshalIndent(f, "", " ")
	if err != nil {
		return nil, fmt.Errorf("web: writing an Atom feed: %w", err)
	}
	return append([]byte(xml.Header), append(data, '\n')...), nil
}

// changeEntries are changes as entries of a feed. An entry is updated when the ledger
// came to know of its change.
func (s *Server) changeEntries(a *ChangeList) []atomEntry {
	var out []atomEntry
	for i := range a.Changes {
		c := &a.Changes[i]
		text := titled(when(c.Date)) + ": " + s.wording.said(c.Kind, c.Status, s.directory.Name(c.From), s.directory.Name(c.To), c.What)
		id := "urn:chancery:change:" + url.PathEscape(strings.Join([]string{c.Kind, c.From, c.To, c.What, c.Status, c.Date}, "/"))
		out = append(out, entry(id, text, c.Recorded, pairPath(c.From, c.To), c.Evidence))
	}
	return out
}

// incidentEntries are incidents as entries of a feed.
func (s *Server) incidentEntries(a *IncidentList) []atomEntry {
	var out []atomEntry
	for i := range a.Incidents {
		x := &a.Incidents[i]
		kind, status := actWords(&x.Incident)
		text := titled(when(x.Date.String())) + ": " + s.wording.said(kind, status, s.directory.Name(x.From), s.directory.Name(x.To), x.What)
		if x.Standing != ledger.Done {
			text += " (" + string(x.Standing) + ")"
		}
		link, at := pairPath(x.From, x.To), time.Unix(0, 0)
		if x.Evidence != nil {
			link = "/incident/" + x.Evidence.Claim
			if t, err := time.Parse(time.RFC3339Nano, x.Evidence.Recorded); err == nil {
				at = t
			}
		}
		out = append(out, entry("urn:chancery:incident:"+x.ID, text, at, link, x.Evidence))
	}
	return out
}

func entry(id, title string, at time.Time, link string, e *ledger.Evidence) atomEntry {
	out := atomEntry{ID: id, Title: title, Updated: at.UTC().Format(time.RFC3339), Link: atomLink{"alternate", link}, Content: atomText{"text", title}}
	if e != nil {
		out.Content.Text = "“" + e.Sentence + "”"
		if e.Publisher != "" {
			out.Content.Text += " – " + e.Publisher
		}
		if e.Published != "" {
			out.Content.Text += ", " + spoken(e.Published)
		}
	}
	return out
}

// about is the page that tells how to read the others.
func (s *Server) about(context.Context, *struct{}) (*struct{}, error) { return &struct{}{}, nil }
