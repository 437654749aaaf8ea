package document

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

const (
	rssFeed = `<?xml version="1.0" encoding="UTF-8"?>
<!-- made by hand --><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>The Omo Post</title><link>https://omo.example/</link><description>News</description>
<item><title>` + head + `</title><link>/treaty?utm_source=rss&amp;id=7#top</link><pubDate>Tue, 04 May 2021 23:30:00 -0500</pubDate>
<dc:creator>Jane Doe</dc:creator><description>Short.</description><content:encoded><![CDATA[<p>` + para1 + `</p><script>x()</script><p>` + para2 + `</p>]]></content:encoded></item>
<item><title>Second &lt;b&gt;item&lt;/b&gt;</title><guid isPermaLink="false">x-2</guid><description>&lt;p&gt;` + para2 + `&lt;/p&gt;</description></item>
<item><description></description></item>
</channel></rss>`
	atomFeed = `<feed xmlns="http://www.w3.org/2005/Atom"><title>The Omo Post</title><entry><title>` + head + `</title>
<link href="https://omo.example/treaty"/><id>tag:omo.example,2021:1</id><updated>2021-05-05T01:00:00+03:00</updated><author><name>Jane Doe</name></author>
<content type="html">&lt;p&gt;` + para1 + `&lt;/p&gt;</content></entry></feed>`
	jsonFeedText = `{"version": "https://jsonfeed.org/version/1.1", "title": "The Omo Post", "items": [{"id": "1", "url": "https://omo.example/treaty",
"title": "` + head + `", "content_html": "<p>` + para1 + `</p>", "date_published": "2021-05-04T10:00:00Z", "authors": [{"name": "Jane Doe"}]}]}`
	rdfFeed = `<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>The Omo Post</title></channel>
<item><title>` + head + `</title><link>https://omo.example/treaty</link><description>` + para1 + `</description></item></rdf:RDF>`
)

func TestFeeds(t *testing.T) {
	tests := []struct {
		name, in string
		want     []string // url|title|byline|date
	}{
		{"RSS", rssFeed, []string{"https://omo.example/treaty?id=7|" + head + "|Jane Doe|2021-05-04", "|Second item||", "! in:3"}},
		{"Atom", atomFeed, []string{"https://omo.example/treaty|" + head + "|Jane Doe|2021-05-05"}},
		{"JSON Feed", jsonFeedText, []string{"https://omo.example/treaty|" + head + "|Jane Doe|2021-05-04"}},
		{"RDF", rdfFeed, []string{"https://omo.example/treaty|" + head + "||"}},
		{"with a byte order mark", "\ufeff" + jsonFeedText, []string{"https://omo.example/treaty|" + head + "|Jane Doe|2021-05-04"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			docs, errs := collect(Options{}, "in", strings.NewReader(tt.in))
			var got []string
			for _, d := range docs {
				date := ""
				if d.Published != nil {
					date = d.Published.Date
				}
				got = append(got, strings.Join([]string{d.URL, d.Title, strings.Join(d.Byline, ", "), date}, "|"))
				if d.Publisher != "The Omo Post" || !strings.Contains(d.Text, "treaty") || strings.ContainsAny(d.Text, "<>") || strings.Contains(d.Text, "x()") {
					t.Errorf("publisher %q, text %q", d.Publisher, d.Text)
				}
			}
			for _, err := range errs {
				got = append(got, "! "+err.(*Error).ID)
			}
			if strings.Join(got, "\n") != strings.Join(tt.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

// JSON Lines that speak of JSON Feed are none.
func TestWhatIsNoFeed(t *testing.T) {
	for _, in := range []string{`{"text":"The key is \"version\": \"https://jsonfeed.org/version/1\" there."}`, "<html><p>" + para1 + "<rss>", "Feeds begin with <rss>."} {
		if isFeed([]byte(in)) {
			t.Errorf("%q is taken for a feed", in)
		}
	}
}

// Feeds that no hand wrote cost neither much memory nor much time.
func TestFeedBombs(t *testing.T) {
	const n = 200_000
	rss := func(s string) string { return `<rss xmlns:a="urn:a"><channel><item>` + s + `</item></channel></rss>` }
	var spaces strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&spaces, ` xmlns:n%d="urn:%d"`, i, i)
	}
	tests := []struct{ name, in, says string }{
		{"deep", rss(strings.Repeat("<a:b>", n)), "more elements"},
		{"deep, false ends", rss(strings.Repeat("<a:b><a:b></c>", n)), "the feed's XML"},
		{"many children", rss("<a:b>" + strings.Repeat("<a:c/>x", n) + "</a:b>"), "more elements"},
		{"comments between", rss("<a:b>" + strings.Repeat("x<!---->", n) + "</a:b>"), "more elements"},
		{"many attributes", rss("<a:b " + strings.Repeat("x='y' ", n) + "/>"), "more elements"},
		{"namespaces", "<rss" + spaces.String() + "><channel/></rss>", "more elements"},
		{"entities", `<!DOCTYPE rss [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><rss><channel><item><title>&b;</title></item></channel></rss>`, ""},
		{"larger than a feed", rss("<title>" + strings.Repeat("word ", 2<<20) + "</title>"), "larger than 8 MB"},
		{"tags in an item", rss("<description><![CDATA[" + strings.Repeat("<b>", n) + "]]></description>"), "elements"},
		{"not closed", "<rss><channel><item>", ""},
		{"unknown charset", `<?xml version="1.0" encoding="klingon"?><rss><channel/></rss>`, "the feed"},
		{"deep JSON", `{"version":"https://jsonfeed.org/version/1","x":` + strings.Repeat("[", n) + strings.Repeat("]", n) + "}", "feed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Now()
			var docs []*Document
			var errs []error
			used := allocated(func() { docs, errs = collect(Options{}, "in", strings.NewReader(tt.in)) })
			if tt.says != "" {
				checkOutcome(t, docs, errs, 0, tt.says)
			} else if len(docs)+len(errs) == 0 {
				t.Error("neither document nor error")
			}
			if d := time.Since(start); d > 10*time.Second {
				t.Errorf("it took %s", d)
			}
			if ratio := float64(used) / float64(len(tt.in)+100_000); ratio > 200 {
				t.Errorf("%.0f times its size was allocated", ratio)
			}
		})
	}
}

func FuzzWARC(f *testing.F) {
	one := numbered(1)
	f.Add([]byte(one + numbered(2)))
	f.Add([]byte(gzipped(one)))
	f.Add([]byte(gzipped(one)[:200] + gzipped(one)))
	f.Add([]byte(response("https://omo.example/1", "Transfer-Encoding: chunked\r\nContent-Encoding: br\r\n", "5\r\nHello\r\n0\r\n\r\n")))
	f.Fuzz(func(t *testing.T, data []byte) {
		if !isWARC(data) && !packedWARC(data) {
			data = append([]byte(response("https://omo.example/1", htmlHeader, "")[:120]), data...)
		}
		checkRead(t, data)
	})
}

func FuzzFeed(f *testing.F) {
	for _, s := range []string{rssFeed, atomFeed, jsonFeedText, rdfFeed} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if !isFeed(data) {
			data = append([]byte("<rss><channel><item>"), data...)
		}
		checkRead(t, data)
	})
}
