package document

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
)

func parsed(t *testing.T, page string) *html.Node {
	t.Helper()
	tree, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func TestDropUnread(t *testing.T) {
	tree := parsed(t, `<head><title>T</title><style>p{}</style></head><body><!-- remark --><nav>Home</nav><script>var a</script>
<form><p>One <svg><text>drawn</text></svg>two.</p><button>Send</button></form><aside>Also</aside><noscript>No</noscript><footer>Imprint</footer></body>`)
	dropUnread(tree)
	if got := textOf(tree); got != "One two." {
		t.Errorf("what is left: %q", got)
	}
}

// The library does not look for what the head of a page tells it, nor keeps that head.
func TestExtractIsNotAskedForMore(t *testing.T) {
	p := "<p>" + strings.Repeat("The two governments said that they would open embassies in the spring. ", 5) + "</p>"
	tree := parsed(t, `<article>`+p+`<a rel="author" class="author" href="/a">Ann Lee</a><div class="entry-tags"><a href="/tags/x">x</a></div>`+p+`</article>`)
	elements := func() (n int) {
		for range tree.Descendants() {
			n++
		}
		return n
	}
	before := elements()
	got, err := extract(tree, options())
	if err != nil {
		t.Fatal(err)
	}
	if a := got.Metadata.Author; !strings.EqualFold(a, "not asked") {
		t.Errorf("author %q", a)
	}
	if k := got.Metadata.Tags; len(k) != 1 || k[0] != "not asked" {
		t.Errorf("keywords %q", k)
	}
	if n := elements(); n != before {
		t.Errorf("%d nodes are left of %d", n, before)
	}
	if !strings.Contains(got.ContentText, "open embassies") || strings.Contains(got.ContentText, "not asked") {
		t.Errorf("text %q", got.ContentText)
	}
}

func TestHoldsMost(t *testing.T) {
	sentence := "The two governments said that they would open embassies in the spring of next year. "
	page := func(parts ...string) *html.Node {
		return parsed(t, "<body>"+strings.Join(parts, "")+"</body>")
	}
	p := "<p>" + strings.Repeat(sentence, 3) + "</p>"
	for _, c := range []struct {
		name  string
		page  *html.Node
		found string // HTML of what was found
		want  bool
	}{
		{"all of it", page(p, p), p + p, true},
		{"half of it", page(p, p), p, true},
		{"a third of it", page(p, p, p), p, false},
		{"bare text beside counts", page(p, "<div>"+strings.Repeat(sentence, 9)+"</div>"), p, false},
		{"labels beside do not", page(p, strings.Repeat("<div>Read more</div>", 200)), p, true},
		{"no paragraphs", page(p), "<div>" + strings.Repeat(sentence, 3) + "</div>", false},
		{"more tables than paragraphs", page(p), p + "<table></table><table></table>", false},
	} {
		found := parsed(t, "<body>"+c.found+"</body>")
		got := &trafilatura.ExtractResult{ContentNode: found, ContentText: textOf(found)}
		if holdsMost(c.page, got) != c.want {
			t.Errorf("%s: holds most is %v", c.name, !c.want)
		}
	}
}

// TestQuickIsFull: where readability is not asked, asking it would have changed
// nothing.
func TestQuickIsFull(t *testing.T) {
	files, err := filepath.Glob("../../../shared/data/articles/html/*.gz")
	if err != nil || len(files) == 0 {
		t.Skip("there are no pages in ../shared")
	}
	compared := 0
	for _, file := range files {
		tree := parsed(t, unzipped(t, file))
		dropUnread(tree)
		quick := mainText(tree)
		full, err := trafilatura.ExtractDocument(tree, options())
		if err != nil || full == nil || quick == nil {
			continue
		}
		compared++
		if a, b := textOf(quick), textOf(full.ContentNode); a != b {
			t.Errorf("%s: quickly %d bytes, in full %d", filepath.Base(file), len(a), len(b))
		}
	}
	if compared == 0 {
		t.Error("no page was compared")
	}
}

func unzipped(t *testing.T, file string) string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if _, err := io.Copy(&b, z); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
