package atom_test

import (
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"chancery/internal/atom"
)

func TestXML(t *testing.T) {
	at := time.Date(2022, 7, 14, 9, 0, 0, 0, time.FixedZone("", 7200))
	f := atom.Feed{ID: "urn:x", Title: "Changes", Self: "http://h/c.atom?a=1&b=2", Page: "http://h/c", Entries: []atom.Entry{
		{ID: "urn:x:1", Title: "<One>", Updated: at, Rel: "related", Link: "http://h/1", Text: "a\x00b"},
		{ID: "urn:x:2", Title: "Two", Updated: at.Add(-time.Hour)},
	}}
	got, err := f.XML()
	want := `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
 <id>urn:x</id>
 <title>Changes</title>
 <updated>2022-07-14T07:00:00Z</updated>
 <author>
  <name>chancery</name>
 </author>
 <link rel="self" href="http://h/c.atom?a=1&amp;b=2"></link>
 <link rel="alternate" href="http://h/c"></link>
 <entry>
  <id>urn:x:1</id>
  <title>&lt;One&gt;</title>
  <updated>2022-07-14T07:00:00Z</updated>
  <link rel="related" href="http://h/1"></link>
  <content type="text">a` + "\ufffd" + `b</content>
 </entry>
 <entry>
  <id>urn:x:2</id>
  <title>Two</title>
  <updated>2022-07-14T06:00:00Z</updated>
  <content type="text"></content>
 </entry>
</feed>
`
	if err != nil || string(got) != want {
		t.Errorf("%v\n%s\nwant\n%s", err, got, want)
	}
	empty := atom.Feed{ID: "urn:x", Title: "Nothing"}
	if got, err := empty.XML(); err != nil || !strings.Contains(string(got), "<updated>1970-01-01T00:00:00Z</updated>") {
		t.Errorf("%v\n%s", err, got)
	}
}

// FuzzXML: whatever stands in a feed, it is well-formed, and says the same.
func FuzzXML(f *testing.F) {
	f.Add("title", "text", "http://h/?a=1&b=2")
	f.Add("</title>", "]]>\x00\xff", "\"")
	f.Fuzz(func(t *testing.T, title, words, link string) {
		x := atom.Feed{ID: "urn:x", Title: title, Self: link, Entries: []atom.Entry{{ID: "urn:x:1", Title: title, Rel: "alternate", Link: link, Text: words}}}
		data, err := x.XML()
		if err != nil {
			t.Fatal(err)
		}
		var back struct {
			Entries []struct {
				ID string `xml:"id"`
			} `xml:"http://www.w3.org/2005/Atom entry"`
		}
		if err := xml.Unmarshal(data, &back); err != nil || len(back.Entries) != 1 || back.Entries[0].ID != "urn:x:1" {
			t.Errorf("%v: %+v\n%s", err, back, data)
		}
	})
}
