package document

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html/charset"

	"chancery/internal/document/fetch"
)

// Feed is a feed whose items are read one by one, by a caller that knows which of
// them it has read.
type Feed struct {
	Title string
	// Every is how long the feed asks to be left alone between two readings; 0
	// where it does not say.
	Every time.Duration
	Items []Item
}

// Item is one item of a feed. Key is the same as long as the item says the same.
type Item struct {
	Key  string
	read func(context.Context) (*Document, error)
}

// Document reads the item or, where Options.Follow is set, the page that it leads to.
func (it *Item) Document(ctx context.Context) (*Document, error) { return it.read(ctx) }

// ReadFeed takes a page that was fetched apart as a feed. A feed without items is one.
func (o *Options) ReadFeed(p *fetch.Page) (*Feed, error) {
	if !isFeed(p.Body) {
		return nil, &Error{p.URL, errors.New("it is no feed; give the address of an RSS, Atom or JSON feed")}
	}
	parsed, err := parseFeed(p.Body)
	if err != nil {
		return nil, &Error{p.URL, err}
	}
	f := &Feed{Title: plainText(parsed.Title), Every: max(timeToLive(p.Body), updatePeriod(parsed))}
	for i, item := range parsed.Items {
		id := fmt.Sprintf("%s:%d", p.URL, i+1)
		f.Items = append(f.Items, Item{itemKey(item), func(ctx context.Context) (*Document, error) {
			d, err := o.item(ctx, id, itemFields(id, parsed, item, p.URL), item)
			switch {
			case err != nil && ctx.Err() != nil:
				return nil, ctx.Err()
			case err != nil:
				return nil, &Error{id, err}
			case d.Origin == (Origin{}):
				d.Origin = Origin{File: p.URL}
			}
			return d, nil
		}})
	}
	return f, nil
}

// itemKey is made of all that an item says, so that one that was corrected is
// another.
func itemKey(item *gofeed.Item) string {
	h := sha256.New()
	for _, s := range []string{item.GUID, item.Link, item.Title, item.Description, item.Content} {
		fmt.Fprintf(h, "%d:%s", len(s), s)
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// longest is the longest time that a feed is believed to mean.
const longest = 31 * 24 * time.Hour

// timeToLive is RSS's ttl, which the library does not give: minutes, of the
// channel.
func timeToLive(data []byte) time.Duration {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict, d.CharsetReader = false, charset.NewReaderLabel
	for depth := 0; ; {
		t, err := d.Token()
		if err != nil {
			return 0
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
			if t.Name.Local != "ttl" || t.Name.Space != "" || depth != 3 {
				continue
			}
			var text string
			if d.DecodeElement(&text, &t) != nil {
				return 0
			}
			n, err := strconv.Atoi(strings.TrimSpace(text))
			if err != nil || n < 0 {
				return 0
			}
			return min(time.Duration(min(n, 1<<20))*time.Minute, longest)
		case xml.EndElement:
			depth--
		}
	}
}

// updatePeriod is what the syndication module says: so many times an hour, a day, …
func updatePeriod(f *gofeed.Feed) time.Duration {
	said := func(name string) string {
		if e := f.Extensions["sy"][name]; len(e) > 0 {
			return strings.ToLower(strings.TrimSpace(e[0].Value))
		}
		return ""
	}
	day := 24 * time.Hour
	period := map[string]time.Duration{"hourly": time.Hour, "daily": day, "weekly": 7 * day, "monthly": 30 * day, "yearly": 365 * day}[said("updatePeriod")]
	if times, err := strconv.Atoi(said("updateFrequency")); err == nil && times > 0 {
		period /= time.Duration(min(times, 1<<20))
	}
	return min(period, longest)
}
