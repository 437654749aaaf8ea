package document

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"chancery/internal/document/fetch"
)

func TestReadFeed(t *testing.T) {
	item := `<item><title>Ghana accused Togo of spying</title><link>/1</link><description>Ghana accused Togo of spying on Monday.</description></item>`
	for _, tt := range []struct {
		name, body string
		every      time.Duration
		items      int
	}{
		{"says nothing", `<rss><channel><title>P</title>` + item + `</channel></rss>`, 0, 1},
		{"time to live", `<rss><channel><title>P</title><ttl> 60 </ttl>` + item + `</channel></rss>`, time.Hour, 1},
		{"an item's", `<rss><channel><title>P</title><item><ttl>60</ttl><title>x</title></item></channel></rss>`, 0, 1},
		{"twice a day", `<rss xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency></channel></rss>`, 12 * time.Hour, 0},
		{"nonsense", `<rss><channel><ttl>-99999999999999999999</ttl></channel></rss>`, 0, 0},
		{"for ever", `<rss><channel><ttl>999999999</ttl></channel></rss>`, longest, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := Options{}
			f, err := o.ReadFeed(&fetch.Page{URL: "https://post.example/feed", Header: http.Header{}, Body: []byte(tt.body)})
			if err != nil || f.Every != tt.every || len(f.Items) != tt.items {
				t.Fatalf("%+v, %v", f, err)
			}
			if tt.name != "says nothing" {
				return
			}
			d, err := f.Items[0].Document(context.Background())
			if err != nil || d.ID != "https://post.example/1" || d.Publisher != "P" || !strings.Contains(d.Text, "spying") {
				t.Errorf("%+v, %v", d, err)
			}
		})
	}
	o := Options{}
	if _, err := o.ReadFeed(&fetch.Page{URL: "https://post.example/", Body: []byte("<html><p>Ghana</p></html>")}); err == nil || !strings.Contains(err.Error(), "no feed") {
		t.Error(err)
	}
}

func TestItemKey(t *testing.T) {
	read := func(text string) string {
		o := Options{}
		f, err := o.ReadFeed(&fetch.Page{URL: "https://post.example/feed", Body: []byte(`<rss><channel><item><guid>1</guid><title>` + text + `</title></item></channel></rss>`)})
		if err != nil {
			t.Fatal(err)
		}
		return f.Items[0].Key
	}
	if read("a") != read("a") || read("a") == read("b") {
		t.Error("the key of an item does not follow what it says")
	}
}
