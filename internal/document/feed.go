package document

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"

	"chancery"
	"chancery/internal/document/fetch"
)

// What a feed may have at most. The library walks extensions by recursion, adds up
// their text piece by piece and copies all namespaces for each element that
// declares one, so each of these bounds its memory or its time.
const (
	maxFeed       = 8 << 20 // bytes
	maxFeedDepth  = 64
	maxFeedTags   = 100_000
	maxChildren   = 10_000 // of one element, comments too
	maxFeedAttrs  = 100    // of one element
	maxNamespaces = 10_000
)

var (
	feedStart = regexp.MustCompile(`(?is)^(?:\x{feff}|\s|<\?.*?\?>|<!--.*?-->|<!doctype[^>\[]*>)*<(?:rss|feed|rdf:rdf)[\s>]`)
	// A line of JSON Lines can hold this in a text only with its quotes escaped.
	jsonFeed = regexp.MustCompile(`"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version`)
)

// isFeed tells whether the first bytes begin a feed.
func isFeed(head []byte) bool {
	head = head[:min(len(head), 4096)]
	return feedStart.Match(head) || isJSONLines(head) && jsonFeed.Match(head)
}

// readFeed reads the items of a feed that was found at base, if that is known.
func (o *Options) readFeed(ctx context.Context, name string, data []byte, base string, yield func(*Document, error) bool) bool {
	feed, err := parseFeed(data)
	if err != nil {
		return yield(nil, &Error{name, err})
	}
	if len(feed.Items) == 0 {
		return yield(nil, &Error{name, errors.New("the feed holds no items")})
	}
	if base == "" {
		base = feed.Link
	}
	for i, item := range feed.Items {
		if ctx.Err() != nil {
			return failed(ctx, name, ctx.Err(), yield)
		}
		id := fmt.Sprintf("%s:%d", name, i+1)
		d, err := o.item(ctx, id, itemFields(id, feed, item, base), item)
		if err != nil && ctx.Err() != nil {
			return failed(ctx, name, err, yield)
		}
		if err != nil {
			err = &Error{id, err}
		} else if d.Origin == (Origin{}) {
			d.Origin = Origin{File: name}
		}
		if !yield(d, err) {
			return false
		}
	}
	return true
}

// item reads one item, or the page that it leads to.
func (o *Options) item(ctx context.Context, id string, f *fields, item *gofeed.Item) (*Document, error) {
	if !o.Follow {
		units, err := itemUnits(item)
		if err != nil {
			return nil, err
		}
		f.units = units
		return build(*f, o.Date)
	}
	switch {
	case o.Web == nil:
		return nil, errors.New("pages are not fetched here; read the feed without following it")
	case f.url == "":
		return nil, errors.New("the item leads to no page")
	}
	p, err := o.Web.Get(ctx, f.url, fetch.Validators{})
	if err == nil {
		var d *Document
		if d, err = o.fetched(id, p, f); err == nil {
			return d, nil
		}
	}
	return nil, fmt.Errorf("%s: %w", clipped(f.url), err)
}

// parseFeed reads a feed of any of the three kinds.
func parseFeed(data []byte) (feed *gofeed.Feed, err error) {
	if len(data) > maxFeed {
		return nil, fmt.Errorf("it is a feed larger than %d MB: %w; split it", maxFeed>>20, errTooLarge)
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if !isJSONLines(data) {
		if err := checkFeed(data); err != nil {
			return nil, err
		}
	}
	// As with pages: what breaks the library is the feed's error, not the run's.
	defer func() {
		if r := recover(); r != nil {
			feed, err = nil, fmt.Errorf("the feed cannot be taken apart (%v)", r)
		}
	}()
	feed, err = gofeed.NewParser().Parse(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("the feed: %s", squeeze(fold(err.Error())))
	}
	return feed, nil
}

var errFeedShape = errors.New("it is a feed with more elements, or deeper ones, than a feed has")

// checkFeed refuses feeds on which the library would take too long.
func checkFeed(data []byte) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict, d.CharsetReader = false, charset.NewReaderLabel
	tags, spaces, children := 0, 0, []int{0}
	child := func() bool { children[len(children)-1]++; return children[len(children)-1] > maxChildren }
	for {
		t, err := d.Token()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("the feed's XML: %s", squeeze(fold(err.Error())))
		}
		switch t := t.(type) {
		case xml.StartElement:
			for _, a := range t.Attr {
				if a.Name.Space == "xmlns" || a.Name.Local == "xmlns" {
					spaces++
				}
			}
			tags++
			if child() || tags > maxFeedTags || spaces > maxNamespaces || len(t.Attr) > maxFeedAttrs || len(children) > maxFeedDepth {
				return errFeedShape
			}
			children = append(children, 0)
		case xml.EndElement:
			children = children[:max(len(children)-1, 1)]
		case xml.Comment, xml.ProcInst, xml.Directive:
			if child() {
				return errFeedShape
			}
		}
	}
}

// itemFields is what an item says of itself.
func itemFields(id string, feed *gofeed.Feed, item *gofeed.Item, base string) *fields {
	f := &fields{id: id, url: tidyURL(item.Link, base), title: plainText(item.Title), publisher: plainText(feed.Title)}
	if f.url == "" {
		f.url = tidyURL(item.GUID, "")
	}
	if f.url != "" {
		f.id = f.url
	}
	for _, p := range item.Authors {
		if p != nil && len(p.Name) <= mostMark {
			f.authors = append(f.authors, personNames(squeeze(fold(p.Name)))...)
		}
	}
	for _, d := range []string{itemDay(item.Published, item.PublishedParsed), itemDay(item.Updated, item.UpdatedParsed)} {
		if d != "" && f.published == nil {
			f.published = &chancery.Published{Date: d, Basis: chancery.Stated}
		}
	}
	return f
}

// itemDay is the day of a feed's date where it was written, which the library
// gives in UTC.
func itemDay(written string, parsed *time.Time) string {
	if parsed == nil || parsed.Year() < 1900 || parsed.Year() > 2200 {
		return ""
	}
	for _, layout := range []string{time.RFC3339, time.RFC1123Z, "Mon, 2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05 -0700"} {
		if t, err := time.Parse(layout, strings.TrimSpace(written)); err == nil && t.Equal(*parsed) {
			return t.Format(time.DateOnly)
		}
	}
	return parsed.UTC().Format(time.DateOnly)
}

// itemUnits are the paragraphs of an item: of its content or, if that says more,
// of its description.
func itemUnits(item *gofeed.Item) ([]unit, error) {
	content, err := markedUnits(item.Content)
	if err != nil {
		return nil, err
	}
	description, err := markedUnits(item.Description)
	if err != nil {
		return nil, err
	}
	if size(description) > size(content) {
		return description, nil
	}
	return content, nil
}

func size(units []unit) int {
	n := 0
	for _, u := range units {
		n += len(u.text)
	}
	return n
}

// markedUnits are the paragraphs of a text with or without HTML in it.
func markedUnits(s string) ([]unit, error) {
	if err := checkTags(s); err != nil {
		return nil, err
	}
	tree, err := html.Parse(strings.NewReader(strings.ToValidUTF8(s, "\uFFFD")))
	if err != nil {
		return nil, errTooDeep
	}
	return blocksOf(tree, captionsOf(tree)), nil
}

// plainText is a short text without the HTML that some feeds put into titles.
func plainText(s string) string {
	if len(s) > 10*mostMark {
		s = s[:10*mostMark]
	}
	units, err := markedUnits(s)
	if err != nil {
		return ""
	}
	var words []string
	for _, u := range units {
		words = append(words, u.text)
	}
	return strings.Join(words, " ")
}

// lacking takes from a feed's item what the page itself does not say.
func (f *fields) lacking(item *fields) {
	if item == nil {
		return
	}
	if f.title == "" {
		f.title = item.title
	}
	if f.publisher == "" {
		f.publisher = item.publisher
	}
	if len(f.authors) == 0 {
		f.authors = item.authors
	}
	if f.published == nil {
		f.published = item.published
	}
}
