package document

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// about is what a page says of itself: in <meta> elements (Open Graph, Dublin
// Core and what news sites add), in schema.org objects as JSON-LD, and in the
// elements that commonly show title, author and date. First statement wins.
type about struct {
	meta              map[string]string // name, property or itemprop → content
	object            schema            // the first article, else the first page
	people            map[string]string // schema.org person's @id → name
	address           string            // at which the page was found, if known
	canonical         string
	titleTag, heading string
	byline, time      string // texts marked as such
	profile           string // text of a link to an author's page
}

// schema is a schema.org object.
type schema map[string]any

// aboutOf reads a page's statements of itself.
func aboutOf(tree *html.Node, address string) *about {
	a := &about{address: address, meta: map[string]string{}, people: map[string]string{}}
	for n := range tree.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.DataAtom {
		case atom.Meta:
			for _, key := range []string{"property", "name", "itemprop"} {
				if k := strings.ToLower(attr(n, key)); k != "" {
					first(a.meta, k, attr(n, "content"))
				}
			}
		case atom.Link:
			if a.canonical == "" && strings.EqualFold(attr(n, "rel"), "canonical") {
				a.canonical = attr(n, "href")
			}
		case atom.Title:
			once(&a.titleTag, n)
		case atom.H1:
			once(&a.heading, n)
		case atom.Script:
			if strings.EqualFold(strings.TrimSpace(attr(n, "type")), "application/ld+json") && n.FirstChild != nil {
				a.addObjects(n.FirstChild.Data)
			}
		default:
			a.marked(n)
		}
	}
	return a
}

var (
	bylineMark = regexp.MustCompile(`(?i)\b(?:byline|author|article-?author|article__?author)\b`)
	timeMark   = regexp.MustCompile(`(?i)\b(?:date-?published|published|pub-?date|dateline|article-?date|post-?date|entry-?date|timestamp)\b`)
)

// mayMark tells whether a word of bylineMark or of timeMark could be in the marks; most
// elements of a page are told so without their expressions.
func mayMark(marks string) (byline, time bool) {
	marks = strings.ToLower(marks)
	has := func(s string) bool { return strings.Contains(marks, s) }
	return has("author") || has("byline"), has("date") || has("published") || has("timestamp")
}

// marked notes elements that are marked as byline or date.
func (a *about) marked(n *html.Node) {
	marks := attr(n, "itemprop") + " " + attr(n, "rel") + " " + attr(n, "class")
	byline, time := mayMark(marks)
	switch {
	case n.DataAtom == atom.Time && a.time == "":
		if a.time = attr(n, "datetime"); a.time == "" {
			once(&a.time, n)
		}
	case n.DataAtom == atom.A && strings.Contains(attr(n, "href"), "/author") && !inAside(n):
		once(&a.profile, n)
	case a.byline == "" && byline && bylineMark.MatchString(marks) && !inAside(n):
		once(&a.byline, n)
	case a.meta["datepublished"] == "" && time && timeMark.MatchString(marks) && !inAside(n):
		var s string
		once(&s, n)
		first(a.meta, "datepublished", fullDate.FindString(s))
	}
}

// mostMark is how many bytes a title, byline or date has at most.
const mostMark = 300

// once sets s to the text of a node, if that is short.
func once(s *string, n *html.Node) {
	if *s != "" {
		return
	}
	size := 0
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			if size += len(d.Data); size > mostMark {
				return
			}
		}
	}
	*s = textOf(n)
}

func first(m map[string]string, key, value string) {
	if value = squeeze(fold(value)); m[key] == "" && value != "" && len(value) <= mostMark {
		m[key] = value
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// addObjects notes the objects of a JSON-LD script, outer before inner, in an
// order that the text alone decides.
func (a *about) addObjects(script string) {
	var v any
	if json.Unmarshal([]byte(script), &v) != nil {
		return
	}
	var add func(v any)
	add = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				add(x)
			}
		case map[string]any:
			if schema(v).rank() > a.object.rank() {
				a.object = v
			}
			if slices.Contains(texts(v["@type"], ""), "Person") {
				for _, id := range texts(v["@id"], "") {
					a.people[id] = strings.Join(texts(v["name"], ""), ", ")
				}
			}
			keys := make([]string, 0, len(v))
			for k := range v {
				keys = append(keys, k)
			}
			slices.Sort(keys)
			for _, k := range keys {
				add(v[k])
			}
		}
	}
	add(v)
}

// rank is 2 for articles, 1 for pages, 0 for anything else.
func (s schema) rank() int {
	best := 0
	for _, t := range texts(s["@type"], "") {
		switch {
		case strings.HasSuffix(t, "Article"), strings.HasSuffix(t, "Posting"), t == "Report":
			best = 2
		case strings.HasSuffix(t, "Page"):
			best = max(best, 1)
		}
	}
	return best
}

// texts are the strings of a value: itself, the named member of an object, or
// those of a list.
func texts(v any, member string) []string {
	switch v := v.(type) {
	case string:
		if s := squeeze(fold(v)); s != "" && len(s) <= mostMark {
			return []string{s}
		}
	case map[string]any:
		if member != "" {
			return texts(v[member], "")
		}
	case []any:
		var out []string
		for _, x := range v {
			out = append(out, texts(x, member)...)
		}
		return out
	}
	return nil
}

// said is what the object says under key, else the first of the meta elements.
func (a *about) said(key, member string, metas ...string) string {
	if t := texts(a.object[key], member); len(t) > 0 {
		return t[0]
	}
	for _, m := range metas {
		if a.meta[m] != "" {
			return a.meta[m]
		}
	}
	return ""
}

// publisher is the name of the site or paper.
func (a *about) publisher() string {
	if s := a.said("", "", "og:site_name"); s != "" {
		return s
	}
	return a.said("publisher", "name", "publisher", "dc.publisher", "application-name", "twitter:site")
}

var titleBar = regexp.MustCompile(`^(.{10,}) (?:[|»–—-]|::) ([^|»–—]{2,60})$`)

// mostSite is how many words a site's name has at most at the end of a title.
const mostSite = 4

// title is the headline: as the page shows it where that is part of what its
// metadata say, without the site's name.
func (a *about) title() string {
	s := a.said("", "", "og:title", "twitter:title", "dc.title", "hdl")
	if s == "" {
		s = a.said("headline", "", "headline", "title")
	}
	if s == "" {
		s = a.titleTag
	}
	if h := a.heading; h != "" && (s == "" || strings.HasPrefix(s, h) && len(strings.Fields(h)) > 2) {
		return h
	}
	if m := titleBar.FindStringSubmatch(s); m != nil {
		site := s == a.titleTag && len(strings.Fields(m[2])) <= mostSite && len(m[2])*2 < len(m[1])
		if site || strings.EqualFold(m[2], a.publisher()) {
			return m[1]
		}
	}
	return s
}

// authors are the people whom the first list that names any names as authors.
func (a *about) authors() []string {
	lists := [][]string{texts(a.object["author"], "name"), nil}
	for _, id := range texts(a.object["author"], "@id") {
		lists[1] = append(lists[1], a.people[id])
	}
	for _, m := range []string{"author", "article:author", "byl", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author"} {
		lists = append(lists, []string{a.meta[m]})
	}
	lists = append(lists, []string{a.byline}, []string{a.profile})
	for _, l := range lists {
		var names []string
		for _, s := range l {
			if m := byLine.FindStringSubmatch(s); m != nil {
				s = m[1]
			}
			names = append(names, personNames(s)...)
		}
		if len(names) > 0 {
			return names
		}
	}
	return nil
}

// date is the day of publication, YYYY-MM-DD, "" if the page does not state it.
// Times are often given in UTC; the day in the address is the paper's own, so
// it counts where the two lie a day apart.
func (a *about) date() string {
	stated := a.statedDate()
	address, ok := dayInAddress(a.url())
	if !ok {
		address, ok = dayInAddress(a.address)
	}
	if !ok {
		return stated
	}
	if t, err := time.Parse(time.DateOnly, stated); err == nil && address.Sub(t).Abs() > 24*time.Hour {
		return stated
	}
	return address.Format(time.DateOnly)
}

// statedDate is the day that the page states in so many words.
func (a *about) statedDate() string {
	said := texts(a.object["datePublished"], "")
	for _, m := range []string{"article:published_time", "og:published_time", "og:article:published_time", "datepublished",
		"article:published", "article.published", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date",
		"publish_date", "publication_date", "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date", "dc.date.created",
		"date", "originalpublicationdate", "cxenseparse:recs:publishtime", "bt:pubdate"} {
		said = append(said, a.meta[m])
	}
	for _, s := range append(said, a.time) {
		d, ok := readDate(s[:min(len(s), 10)])
		if !ok {
			d, ok = readDate(fullDate.FindString(s))
		}
		if !ok {
			d, _ = day(s)
		}
		if d > "1800" && d < "2200" {
			return d
		}
	}
	return ""
}

// url is the page's own address: as it says itself, unless it takes itself for
// the whole site, else that at which it was found.
func (a *about) url() string {
	for _, s := range []string{a.canonical, a.meta["og:url"]} {
		if s = tidyURL(s, a.address); s != "" && (a.address == "" || !isRoot(s) || isRoot(a.address)) {
			return s
		}
	}
	return tidyURL(a.address, "")
}
