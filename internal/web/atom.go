package web

import (
	"net/http"
	"net/url"
	"strings"

	"chancery/internal/atom"
)

// News are entries of a feed, and what they are about.
type News struct {
	Title   string
	Entries []atom.Entry
}

// feed lays news out as an Atom feed. Its path is that of a page with .atom after it, or
// with /feed.atom where the page's own ends with a name or an id.
func feed[Q any](r room, path string, answer ask[Q, News]) {
	r.mux.HandleFunc("GET "+path, func(w http.ResponseWriter, req *http.Request) {
		var q Q
		if err := decode(req, &q); err != nil {
			r.fail(w, req, err)
			return
		}
		n, err := answer(req.Context(), &q)
		if err != nil {
			r.fail(w, req, err)
			return
		}
		f := placed(req, n)
		data, err := f.XML()
		if err != nil {
			r.fail(w, req, err)
			return
		}
		w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
		w.Write(data)
	})
}

// feedEnding is what the paths of all feeds end with.
const feedEnding = ".atom"

// feedPath is the path of the feed of a page.
func feedPath(page string) string {
	if strings.Count(page, "/") > 1 {
		return page + "/feed" + feedEnding
	}
	return page + feedEnding
}

// placed is news as a feed at the address that was asked for. It depends on both alone.
func placed(r *http.Request, n *News) atom.Feed {
	own := url.URL{Scheme: "http", Host: r.Host}
	if r.TLS != nil {
		own.Scheme = "https"
	}
	base := own.String()
	own.Path, own.RawQuery = r.URL.Path, r.URL.RawQuery
	page := own
	page.Path = strings.TrimSuffix(strings.TrimSuffix(own.Path, feedEnding), "/feed")
	f := atom.Feed{ID: own.String(), Title: n.Title, Self: own.String(), Page: page.String()}
	for _, e := range n.Entries {
		if e.Link != "" {
			e.Rel, e.Link = "alternate", base+e.Link
		}
		f.Entries = append(f.Entries, e)
	}
	return f
}
