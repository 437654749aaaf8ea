package document

import (
	"strings"
	"unicode/utf8"

	"github.com/go-shiori/go-readability"
	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// mainText is the part of a page's tree that holds its article, nil if there is
// none. go-trafilatura compares what it finds with what readability finds and
// takes the latter if that is more than twice as long or if its own has no
// paragraphs to speak of. Readability costs as much as all else together, so it
// is asked only where it could be taken: where the page holds so much more text.
func mainText(tree *html.Node) *html.Node {
	quick := options()
	// A candidate without text is never taken, and ends the search for others if
	// enough was found without them.
	quick.FallbackCandidates = &trafilatura.FallbackCandidates{Others: []*html.Node{{Type: html.ElementNode, Data: "div"}}}
	got, err := extract(tree, quick)
	found := err == nil && got != nil && got.ContentNode != nil
	if found && holdsMost(tree, got) {
		return got.ContentNode
	}
	full := options()
	if other, err := readability.FromDocument(tree, nil); err == nil && other.Node != nil {
		if found && inParagraphs(got) && utf8.RuneCountInString(textOf(other.Node)) <= 2*utf8.RuneCountInString(got.ContentText) {
			return got.ContentNode
		}
		full.FallbackCandidates = &trafilatura.FallbackCandidates{Readability: other.Node}
	}
	if got, err = extract(tree, full); err != nil || got == nil {
		return nil
	}
	return got.ContentNode
}

// extract asks go-trafilatura for a page's article. It looks for the page's author and
// keywords too, in copies of the tree, unless the page's head names them: nobody asks it
// for either, so it is given a head that does.
func extract(tree *html.Node, o trafilatura.Options) (*trafilatura.ExtractResult, error) {
	head := &html.Node{Type: html.ElementNode, Data: "head", DataAtom: atom.Head}
	for _, name := range []string{"author", "keywords"} {
		head.AppendChild(&html.Node{
			Type: html.ElementNode, Data: "meta", DataAtom: atom.Meta,
			Attr: []html.Attribute{{Key: "name", Val: name}, {Key: "content", Val: "not asked"}},
		})
	}
	tree.InsertBefore(head, tree.FirstChild)
	defer tree.RemoveChild(head)
	return trafilatura.ExtractDocument(tree, o)
}

func options() trafilatura.Options {
	return trafilatura.Options{
		EnableFallback: true, ExcludeComments: true, IncludeImages: false,
		// Its dates depend on the clock, its other metadata on chance.
		HtmlDateMode: trafilatura.Disabled,
	}
}

// holdsMost tells whether what was found holds at least half of the page's
// running text, and that in paragraphs.
func holdsMost(tree *html.Node, got *trafilatura.ExtractResult) bool {
	return inParagraphs(got) && runningText(tree) <= 2*utf8.RuneCountInString(got.ContentText)
}

// inParagraphs tells whether what was found has paragraphs, not fewer than tables.
func inParagraphs(got *trafilatura.ExtractResult) bool {
	paragraphs, tables := 0, 0
	for n := range got.ContentNode.Descendants() {
		switch n.Data {
		case "p":
			paragraphs++
		case "table":
			tables++
		}
	}
	return paragraphs > 0 && tables <= paragraphs
}

// runningText is how many characters of a page stand in its paragraphs, or lie
// bare in other blocks and are longer than a label.
func runningText(tree *html.Node) int {
	count := 0
	var walk func(n *html.Node, paragraph bool)
	walk = func(n *html.Node, paragraph bool) {
		switch {
		case n.Type == html.TextNode:
			if s := strings.TrimSpace(n.Data); paragraph || len(s) >= leastRunning {
				count += utf8.RuneCountInString(s)
			}
			return
		case n.DataAtom == atom.Option:
			return
		}
		switch n.DataAtom {
		case atom.P, atom.Blockquote, atom.Pre:
			paragraph = true
		case atom.Div, atom.Body, atom.Li, atom.Section, atom.Article, atom.Td:
			paragraph = false
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, paragraph)
		}
	}
	walk(tree, false)
	return count
}

// leastRunning is how many bytes of text outside of a paragraph are more than a label.
const leastRunning = 80

// dropUnread takes out of what is below a node what is never part of an article: what
// is not text, what leads through the site, blanks between blocks and blocks without
// text. The libraries would do so too, each after having copied it. Forms stay, for some
// sites put the whole page into one. It tells whether what is left has text, or something
// else that counts.
func dropUnread(n *html.Node) bool {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		if c.Type == html.CommentNode || c.Type == html.ElementNode && unread(c.DataAtom) || c.Type == html.TextNode && blank(c.Data) && (borders(n, c.PrevSibling) || borders(n, c.NextSibling)) {
			n.RemoveChild(c)
		}
		c = next
	}
	text := false
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		switch {
		case c.Type == html.TextNode:
			text = text || !blank(c.Data)
		case dropUnread(c) || !dispensable(c.DataAtom) || !borders(n, c.PrevSibling) || !borders(n, next):
			text = true
		default:
			n.RemoveChild(c)
		}
		c = next
	}
	return text
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

// borders tells whether what stands beside a sibling in n, or at n's end where there is
// none, stands at the border of a block.
func borders(n, sibling *html.Node) bool {
	if sibling == nil {
		sibling = n
	}
	return isBlock(sibling.DataAtom)
}

// dispensable tells whether an element says nothing without a text.
func dispensable(a atom.Atom) bool {
	switch a {
	case atom.Div, atom.Section, atom.Ul, atom.Li, atom.Span:
		return true
	}
	return false
}

func unread(a atom.Atom) bool {
	switch a {
	case atom.Head, atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Iframe, atom.Svg, atom.Canvas, atom.Audio, atom.Video,
		atom.Picture, atom.Object, atom.Embed, atom.Nav, atom.Menu, atom.Aside, atom.Footer, atom.Button, atom.Select, atom.Input,
		atom.Textarea, atom.Dialog:
		return true
	}
	return false
}
