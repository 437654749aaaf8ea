package document

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// longer is an article's body, long enough to be found as one.
var longer = "<p>" + para1 + "</p><p>" + para2 + "</p>" +
	"<p>The treaty ends a quarrel that began when Ethiopia filled the first of its dams on the river without telling its neighbour, and that brought both armies to the border in the spring.</p>" +
	"<p>Kenya will buy half of the power that the second dam yields, at a price which the two governments keep to themselves.</p>"

func page(head, body string) string {
	return "<!DOCTYPE html><html lang=\"en\"><head>" + head + "</head><body>" + body + "</body></html>"
}

func TestPage(t *testing.T) {
	d := one(t, page(`<title>`+head+` - The Omo Post</title><meta property="og:site_name" content="The Omo Post">
<link rel="canonical" href="https://omo.example/treaty">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"`+head+`","datePublished":"2021-05-04T10:00:00Z","author":[{"@type":"Person","name":"Jane Doe"},{"@type":"Person","name":"John Roe"}]}</script>`,
		`<nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
<article><h1>`+head+`</h1><div class="byline">By Jane Doe and John Roe</div>
<figure><img src="a.jpg"><figcaption>The ministers shake hands in Nairobi, Monday, May 3, 2021. (Li Na/Kenya Pool via AP)</figcaption></figure>
`+longer+`<ul><li>The first dam was filled in 2019.</li><li>The second will follow in 2023.</li></ul></article>
<footer><p>Copyright 2021 The Omo Post. All rights reserved.</p></footer>`))
	got := blockTexts(d)
	for _, want := range []string{"headline: " + head,
		"caption: The ministers shake hands in Nairobi, Monday, May 3, 2021.", "credit: (Li Na/Kenya Pool via AP)",
		"paragraph: " + para1, "paragraph: " + para2, "paragraph: The first dam was filled in 2019.", "paragraph: The second will follow in 2023."} {
		if !slices.Contains(got, want) {
			t.Errorf("no block %q among\n%s", want, strings.Join(got, "\n"))
		}
	}
	for _, b := range got {
		if strings.Contains(b, "Home") || strings.HasPrefix(b, "paragraph: Copyright") {
			t.Errorf("block %q", b)
		}
	}
	if d.Title != head || d.Publisher != "The Omo Post" || d.URL != "https://omo.example/treaty" || d.ID != d.URL ||
		!slices.Equal(d.Byline, []string{"Jane Doe", "John Roe"}) {
		t.Errorf("title %q, publisher %q, url %q, id %q, byline %q", d.Title, d.Publisher, d.URL, d.ID, d.Byline)
	}
	if d.Published == nil || d.Published.Date != "2021-05-04" || d.Published.Basis != "stated" {
		t.Errorf("published %+v", d.Published)
	}
}

func TestLineBreaksAndLead(t *testing.T) {
	lead := "The two states have shared the river since the treaty of 1962, which neither of them ever put before its parliament, and which ends this year."
	d := one(t, page(`<meta name="description" content="The two states have shared the river since the treaty of 1962, which neither of them ever put ...">`,
		`<div class="intro">`+lead+`</div><article><h1>`+head+`</h1>`+longer+`<p>First line of the table<br>Second line of the table</p></article>`))
	got := blockTexts(d)
	for _, want := range []string{"paragraph: " + lead, "paragraph: First line of the table", "paragraph: Second line of the table"} {
		if !slices.Contains(got, want) {
			t.Errorf("no block %q among\n%s", want, strings.Join(got, "\n"))
		}
	}
	if strings.Contains(d.Text, breakMark) {
		t.Error("a mark of a line break is left in the text")
	}
}

func TestAbout(t *testing.T) {
	ld := func(s string) string { return `<script type="application/ld+json">` + s + `</script>` }
	tests := []struct {
		name, head, body, want string // title|publisher|authors|date
	}{
		{"Open Graph", `<meta property="og:title" content="A treaty at last"><meta property="og:site_name" content="Post"><meta property="article:published_time" content="2021-05-04T01:02:03+03:00"><meta name="author" content="Jane Doe">`, "",
			"A treaty at last|Post|Jane Doe|2021-05-04"},
		{"title with the site", `<title>The treaty at last - Omo Post</title>`, "", "The treaty at last|||"},
		{"title with a dash of its own", `<title>Kenya - Ethiopia treaty signed at the border town of Moyale</title>`, "", "Kenya - Ethiopia treaty signed at the border town of Moyale|||"},
		{"heading is the title's start", `<title>The treaty is signed at last after two years | Kenya and the world</title>`, "<h1>The treaty is signed at last after two years</h1>", "The treaty is signed at last after two years|||"},
		{"JSON-LD in a graph", ld(`{"@graph":[{"@type":"WebPage","name":"x","datePublished":"2020-01-01"},{"@type":["Article"],"headline":"H","author":{"@id":"#p"},"publisher":{"name":"Post"},"datePublished":"2021-05-04"},{"@type":"Person","@id":"#p","name":"JANE DOE"}]}`), "",
			"H|Post|Jane Doe|2021-05-04"},
		{"founder is no author", ld(`{"@type":"NewsArticle","headline":"H","publisher":{"@type":"Organization","name":"Post","founder":{"@type":"Person","name":"Old Man"}}}`), "", "H|Post||"},
		{"broken JSON-LD", ld(`{"@type":"NewsArticle",`) + `<title>T</title>`, "", "T|||"},
		{"empty date", ld(`{"@type":"NewsArticle","datePublished":"0001-01-01T00:00:00Z"}`) + `<meta name="pubdate" content="20210504">`, "", "|||2021-05-04"},
		{"day of the address before UTC", `<link rel="canonical" href="https://omo.example/2021/05/03/treaty"><meta property="article:published_time" content="2021-05-04T01:00:00Z">`, "", "|||2021-05-03"},
		{"other day in the address", `<link rel="canonical" href="https://omo.example/2019/05/03/treaty"><meta property="article:published_time" content="2021-05-04T01:00:00Z">`, "", "|||2021-05-04"},
		{"no such day in the address", `<link rel="canonical" href="https://omo.example/2021/13/45/treaty">`, "", "|||"},
		{"time element", "", `<time datetime="2021-05-04T10:00">Tuesday</time>`, "|||2021-05-04"},
		{"date in words", "", `<span class="published">Posted on May 4, 2021 at noon</span>`, "|||2021-05-04"},
		{"byline element", "", `<p class="byline">By Jane Doe, John Roe and Reuters</p>`, "||Jane Doe, John Roe|"},
		{"author's page", "", `<a href="/authors/jane-doe">Jane Doe</a>`, "||Jane Doe|"},
		{"agency as author", `<meta name="author" content="Associated Press">`, "", "|||"},
		{"newspaper's own address", `<meta name="author" content="https://facebook.example/omo">`, "", "|||"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tree, err := html.Parse(strings.NewReader(page(tt.head, tt.body)))
			if err != nil {
				t.Fatal(err)
			}
			a := aboutOf(tree, "")
			got := strings.Join([]string{a.title(), a.publisher(), strings.Join(a.authors(), ", "), a.date()}, "|")
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// The same page gives the same document.
func TestPagesAreReadAlike(t *testing.T) {
	in := page(`<script type="application/ld+json">{"@type":"NewsArticle","alternativeHeadline":"B","headline":"A","datePublished":"2021-05-04","author":[{"name":"Jane Doe"},{"name":"John Roe"}],"mainEntity":{"@type":"WebPage","headline":"C","datePublished":"2020-01-01"},"about":{"@type":"WebPage","datePublished":"2020-02-02"}}</script>`, "<article>"+longer+"</article>")
	told := func() string {
		d := one(t, in)
		return fmt.Sprintf("%q %q %q %+v %q", d.Title, d.Publisher, d.Byline, *d.Published, blockTexts(d))
	}
	want := told()
	for range 20 {
		if got := told(); got != want {
			t.Fatalf("got %s\nwant %s", got, want)
		}
	}
}

// Pages that no hand wrote: an error or a document, and memory by their size.
func TestBombs(t *testing.T) {
	const n = maxElements / 2
	tests := []struct {
		name, in, says string // says: what the error holds, "" where a document may come out
	}{
		{"many and deep", strings.Repeat("<div>", 4*n) + longer, "elements"},
		{"div", strings.Repeat("<div>", n) + longer, "deep"},
		{"div, closed", strings.Repeat("<div>", n) + longer + strings.Repeat("</div>", n), "deep"},
		{"b", strings.Repeat("<b>", n) + longer, "deep"},
		{"table", strings.Repeat("<table>", n) + longer, ""},
		{"cells", strings.Repeat("<table><tr><td>", n) + longer, "elements"},
		{"unclosed", strings.Repeat("<b><i><u><p>", n/4) + longer, "elements"},
		{"fonts reopened", strings.Repeat("<p><font size=1>x</p>", n/2) + longer, ""},
		{"false ends", strings.Repeat("<div></x>", n) + longer, "deep"},
		{"foreign elements", "<svg>" + strings.Repeat("<td>", n) + longer, "deep"},
		{"templates", strings.Repeat("<template>", n) + longer, "deep"},
		{"paragraphs", strings.Repeat("<p>", 3*n) + longer, "elements"},
		{"some paragraphs", strings.Repeat("<p>", n/10) + longer, ""},
		{"attributes", "<div " + strings.Repeat("a=1 ", n) + ">" + longer, ""},
		{"deep JSON-LD", page(`<script type="application/ld+json">`+strings.Repeat(`{"a":`, n)+"1"+strings.Repeat("}", n)+"</script>", longer), ""},
		{"deep list of JSON-LD", page(`<script type="application/ld+json">`+strings.Repeat("[", 9000)+strings.Repeat("]", 9000)+"</script>", longer), ""},
		{"angle brackets", page("", strings.Repeat("<", n)+longer), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := tt.in
			if !isHTML([]byte(in)) {
				in = "<html><body>" + in
			}
			var docs []*Document
			var errs []error
			used := allocated(func() { docs, errs = collect(Options{}, "in", strings.NewReader(in)) })
			if len(docs)+len(errs) != 1 {
				t.Fatalf("%d documents, errors %v", len(docs), errs)
			}
			if tt.says != "" && (len(errs) == 0 || !strings.Contains(errs[0].Error(), tt.says)) {
				t.Errorf("errors %v, want one that holds %q", errs, tt.says)
			}
			for _, d := range docs {
				checkDocument(t, d)
			}
			if most := uint64(1000*len(in) + 64<<20); used > most {
				t.Errorf("%d bytes allocated for a page of %d", used, len(in))
			}
		})
	}
}
