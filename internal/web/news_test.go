package web

import (
	"encoding/xml"
	"net/url"
	"strings"
	"testing"
	"time"

	"chancery"
)

// readFeed is what a reader of feeds makes of one.
type readFeed struct {
	XMLName xml.Name   `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string     `xml:"id"`
	Title   string     `xml:"title"`
	Updated string     `xml:"updated"`
	Author  string     `xml:"author>name"`
	Links   []readLink `xml:"link"`
	Entries []struct {
		ID      string   `xml:"id"`
		Title   string   `xml:"title"`
		Updated string   `xml:"updated"`
		Link    readLink `xml:"link"`
		Content string   `xml:"content"`
	} `xml:"entry"`
}

type readLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

// feed asks for a feed and checks what RFC 4287 asks of it.
func (s *stage) feed(path string) *readFeed {
	s.Helper()
	status, h, body := s.ask("GET", path, nil)
	var f readFeed
	if err := xml.Unmarshal([]byte(body), &f); err != nil || status != 200 || !strings.HasPrefix(h.Get("Content-Type"), "application/atom+xml") {
		s.Fatalf("%s: status %d, %s: %v\n%.500s", path, status, h.Get("Content-Type"), err, body)
	}
	if f.ID == "" || f.Title == "" || f.Author == "" || len(f.Links) != 2 || f.Links[0].Rel != "self" || f.Links[0].Href != "http://127.0.0.1:8080"+path {
		s.Errorf("%s: the feed is %+v", path, f)
	}
	ids, last := map[string]bool{}, ""
	for _, e := range f.Entries {
		at, err := time.Parse(time.RFC3339, e.Updated)
		if ids[e.ID] || !strings.HasPrefix(e.ID, "urn:chancery:") || e.Title == "" || e.Content == "" || e.Link.Rel != "alternate" || !strings.HasPrefix(e.Link.Href, "http://127.0.0.1:8080/") ||
			err != nil || at.Year() < 2020 {
			s.Errorf("%s: entry %+v, %v", path, e, err)
		}
		ids[e.ID], last = true, max(last, e.Updated)
	}
	if len(ids) == 0 || f.Updated != last {
		s.Errorf("%s: %d entries, updated %s, the last of them %s", path, len(ids), f.Updated, last)
	}
	return &f
}

func TestFeeds(t *testing.T) {
	s := newStage(t)
	sources, claims := s.fill()
	claim, source := claims[2], sources[1]
	severed := "13 July 2022: Ukraine severed diplomatic relations with North Korea"
	for path, want := range map[string]string{
		"/changes.atom?of=UKR":                           severed,
		"/events.atom?of=UKR":                            severed,
		"/actor/UKR/feed.atom":                           severed,
		"/actor/UKR/feed.atom?on=2022-07-20":             severed,
		"/pair/PRK/UKR/feed.atom":                        severed,
		"/relations.atom?of=UKR&on=2022-07-20":           "Ukraine and North Korea: relations severed since 13 July 2022",
		"/map.atom?show=diplomatic-relations&of=UKR":     "Ukraine and North Korea",
		"/conflicts.atom?of=UKR":                         "Denial: diplomatic relations",
		"/articles.atom":                                 "",
		"/search.atom?q=severed":                         "",
		"/incident/" + claim + "/feed.atom":              "",
		"/claim/" + claim + "/feed.atom":                 severed,
		"/source/" + source + "/feed.atom":               severed,
		"/map.atom?show=recognition&of=DNR":              "",
		"/actor/" + url.PathEscape("DNR") + "/feed.atom": "",
	} {
		f := s.feed(path)
		found := false
		for _, e := range f.Entries {
			found = found || strings.Contains(e.Title, want)
		}
		if !found {
			t.Errorf("%s has no %q: %+v", path, want, f.Entries)
		}
	}
	for path, status := range map[string]int{
		"/actor/Ruritania/feed.atom": 404, "/pair/UKR/Ruritania/feed.atom": 404, "/claim/00/feed.atom": 404, "/source/00/feed.atom": 404,
		"/changes.atom?since=yesterday": 400, "/pair/UKR/UKR/feed.atom": 302, "/map.atom?show=love": 400,
	} {
		if got, _, _ := s.ask("GET", path, nil); got != status {
			t.Errorf("%s: status %d, want %d", path, got, status)
		}
	}
}

// TestPagesNameTheirFeeds follows the feeds that pages name.
func TestPagesNameTheirFeeds(t *testing.T) {
	s := newStage(t)
	sources, claims := s.fill()
	claim, source := claims[2], sources[1]
	for page, feed := range map[string]string{
		"/changes?of=UKR":              "/changes.atom?of=UKR",
		"/events?of=UKR&cursor=":       "/events.atom?of=UKR",
		"/articles":                    "/articles.atom",
		"/search?q=severed":            "/search.atom?q=severed",
		"/conflicts?of=UKR":            "/conflicts.atom?of=UKR",
		"/relations?of=UKR":            "/relations.atom?of=UKR",
		"/map?of=DNR&show=recognition": "/map.atom?of=DNR&amp;show=recognition",
		"/network?since=2022":          "/events.atom?since=2022",
		"/actor/UKR?on=2022-07-20":     "/actor/UKR/feed.atom?on=2022-07-20",
		"/pair/UKR/PRK":                "/pair/UKR/PRK/feed.atom",
		"/incident/" + claim:           "/incident/" + claim + "/feed.atom",
		"/claim/" + claim:              "/claim/" + claim + "/feed.atom",
		"/source/" + source:            "/source/" + source + "/feed.atom",
		"/":                            "/changes.atom",
	} {
		status, _, body := s.ask("GET", page, nil)
		head, main, _ := strings.Cut(body, "</head>")
		if status != 200 || !strings.Contains(head, `type="application/atom+xml"`) || !strings.Contains(head, `href="`+feed+`"`) || !strings.Contains(main, `href="`+feed+`"`) {
			t.Errorf("%s: status %d, does not name %s", page, status, feed)
		}
	}
}

// TestFeedStays: what is recorded later changes no entry.
func TestFeedStays(t *testing.T) {
	s := newStage(t)
	s.fill()
	before := s.feed("/actor/UKR/feed.atom")
	s.record(chancery.Record{ID: "d", Title: "Kyiv and Tunis", Publisher: "Example Wire", Published: published("2023-02-02"),
		Text: "Ukraine severed diplomatic relations with Syria."},
		told{"Ukraine", "severed", "Syria", "UKR", "SYR", "SANCTION", "2023-02-01", "diplomatic-relations", "severed", "", "sanction.rules:sever", "", 0.7})
	after := s.feed("/actor/UKR/feed.atom")
	if len(after.Entries) <= len(before.Entries) {
		t.Fatalf("%d entries, before %d", len(after.Entries), len(before.Entries))
	}
	have := map[string]string{}
	for _, e := range after.Entries {
		have[e.ID] = e.Updated
	}
	for _, e := range before.Entries {
		if have[e.ID] != e.Updated {
			t.Errorf("%s was updated %s, is %s", e.ID, e.Updated, have[e.ID])
		}
	}
}
