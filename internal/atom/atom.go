// Package atom writes Atom feeds (RFC 4287).
//
// In: a feed's entries. Out: its bytes, which depend on them alone: the same entries
// give the same bytes.
package atom

import (
	"encoding/xml"
	"fmt"
	"time"
)

// Feed is a feed: what it is called, where it lies, and its entries in the order in
// which they are written.
type Feed struct {
	ID, Title string
	Self      string // the feed's own address; may be empty
	Page      string // the address of the page that shows the same; may be empty
	Entries   []Entry
}

// Entry is an entry of a feed.
type Entry struct {
	ID, Title string // the ID is an IRI that stays the entry's own
	Updated   time.Time
	Rel, Link string // what the link is to the entry (alternate, related), and where it leads; may be empty
	Text      string
}

// The elements that are written.
type (
	feed struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		ID      string   `xml:"id"`
		Title   string   `xml:"title"`
		Updated string   `xml:"updated"`
		Author  string   `xml:"author>name"`
		Links   []link   `xml:"link"`
		Entries []entry  `xml:"entry"`
	}
	entry struct {
		ID      string `xml:"id"`
		Title   string `xml:"title"`
		Updated string `xml:"updated"`
		Link    *link  `xml:"link"`
		Content text   `xml:"content"`
	}
	link struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	}
	text struct {
		Type string `xml:"type,attr"`
		Text string `xml:",chardata"`
	}
)

// XML is the feed as it is sent. It was updated with the last of its entries.
func (f *Feed) XML() ([]byte, error) {
	out := feed{ID: f.ID, Title: f.Title, Author: "chancery"}
	if f.Self != "" {
		out.Links = append(out.Links, link{"self", f.Self})
	}
	if f.Page != "" {
		out.Links = append(out.Links, link{"alternate", f.Page})
	}
	updated := time.Unix(0, 0)
	for i := range f.Entries {
		e := &f.Entries[i]
		x := entry{ID: e.ID, Title: e.Title, Updated: stamp(e.Updated), Content: text{"text", e.Text}}
		if e.Link != "" {
			x.Link = &link{e.Rel, e.Link}
		}
		if e.Updated.After(updated) {
			updated = e.Updated
		}
		out.Entries = append(out.Entries, x)
	}
	out.Updated = stamp(updated)
	data, err := xml.MarshalIndent(out, "", " ")
	if err != nil {
		return nil, fmt.Errorf("atom: writing a feed: %w", err)
	}
	return append([]byte(xml.Header), append(data, '\n')...), nil
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
