package watch

import (
	"encoding/xml"
	"fmt"
	"slices"
	"time"
)

// The elements of an Atom feed (RFC 4287) that are written.
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Entries []atomEntry `xml:"entry"`
}

type atomEntry struct {
	ID      string    `xml:"id"`
	Title   string    `xml:"title"`
	Updated string    `xml:"updated"`
	Link    *atomLink `xml:"link"`
	Content atomText  `xml:"content"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

// atom is an Atom feed of notices, newest first. It depends on them alone: the same
// notices give the same bytes.
func atom(recent []Sent) ([]byte, error) {
	f := atomFeed{ID: "urn:chancery:changes", Title: "Changes in relations", Author: "chancery", Updated: time.Unix(0, 0).UTC().Format(time.RFC3339)}
	for _, s := range slices.Backward(recent) {
		e := atomEntry{ID: "urn:chancery:change:" + s.ID, Title: s.Text, Updated: s.Told.UTC().Format(time.RFC3339), Content: atomText{"text", s.Text}}
		if s.Link != "" {
			e.Link = &atomLink{"related", s.Link}
		}
		f.Updated = max(f.Updated, e.Updated)
		f.Entries = append(f.Entries, e)
	}
	data, err := xml.MarshalIndent(f, "", " ")
	if err != nil {
		return nil, fmt.Errorf("watch: writing the Atom feed: %w", err)
	}
	return append([]byte(xml.Header), append(data, '\n')...), nil
}

// publish makes the Atom feed anew, for the server and the file.
func (w *Watcher) publish() error {
	data, err := atom(w.state.Recent)
	if err != nil {
		return err
	}
	w.status.publish(data)
	if w.o.Atom == "" {
		return nil
	}
	if err := replace(w.o.Atom, data, 0o644); err != nil {
		return fmt.Errorf("watch: writing the Atom feed: %w", err)
	}
	return nil
}
