package watch

import (
	"fmt"
	"slices"

	"chancery/internal/atom"
)

// feed is an Atom feed of notices, newest first.
func feed(recent []Sent) ([]byte, error) {
	f := atom.Feed{ID: "urn:chancery:changes", Title: "Changes in relations"}
	for _, s := range slices.Backward(recent) {
		f.Entries = append(f.Entries, atom.Entry{
			ID: "urn:chancery:change:" + s.ID, Title: s.Text, Updated: s.Told, Rel: "related", Link: s.Link, Text: s.Text})
	}
	return f.XML()
}

// publish makes the Atom feed anew, for the server and the file.
func (w *Watcher) publish() error {
	data, err := feed(w.state.Recent)
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
