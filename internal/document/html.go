package document

import (
	"errors"
	"fmt"
	"iter"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"chancery"
)

// maxElements is how many tags a page may have, and elements its tree, which
// repairs what was not closed; the parser itself refuses what nests more than
// 512 deep. A page of a newspaper has a few thousand.
const maxElements = 50_000

var htmlStart = regexp.MustCompile(`(?is)^(?:\x{feff}|\s|<!--.*?-->|<\?xml[^>]*\?>)*<(?:!doctype\s+html|html|head|body|title|meta|div|article|section|p|h1|main|table|script|style|link|span)\b`)

// isHTML tells whether the first bytes begin a page.
func isHTML(head []byte) bool { return htmlStart.Match(head[:min(len(head), 4096)]) }

// readHTML reads the article of a page.
func (o *Options) readHTML(name, page string, from *capture) (d *Document, err error) {
	if err := checkTags(page); err != nil {
		return nil, err
	}
	// The libraries walk pages of any shape; what breaks them is the page's
	// error, not the run's.
	defer func() {
		if r := recover(); r != nil {
			d, err = nil, fmt.Errorf("its HTML cannot be taken apart (%v); save it as plain text", r)
		}
	}()
	f, err := o.article(name, page, from)
	if err != nil {
		return nil, err
	}
	return build(f, o.Date)
}

var (
	errTooDeep = errors.New("its tags nest more than 512 deep, which no article does")
	errTooMany = fmt.Errorf("it has more than %d elements, which no article has", maxElements)
)

// checkTags refuses pages that are too large for a tree.
func checkTags(page string) error {
	if strings.Count(page, "<") <= maxElements {
		return nil
	}
	z := html.NewTokenizer(strings.NewReader(page))
	tags := 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			return nil
		case html.StartTagToken, html.SelfClosingTagToken:
			if tags++; tags > maxElements {
				return errTooMany
			}
		}
	}
}

// article extracts the main text and what the page says of itself.
func (o *Options) article(name, page string, from *capture) (fields, error) {
	tree, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return fields{}, errTooDeep // the parser refuses nothing else
	}
	elements := 0
	for n := range tree.Descendants() {
		if n.Type == html.ElementNode {
			elements++
		}
	}
	if elements > maxElements {
		return fields{}, errTooMany
	}
	captions, own := captionsOf(tree), aboutOf(tree, from.url)
	lead := leadOf(tree, own.said("description", "", "og:description", "description"))
	markBreaks(tree)
	dropUnread(tree)
	content := mainText(tree)
	if content == nil {
		return fields{}, errors.New("it holds no article text")
	}
	f := fields{id: name, url: own.url(), title: own.title(), publisher: own.publisher(), authors: own.authors(), taken: from.taken}
	if f.url != "" {
		f.id = f.url
	}
	if date := own.date(); date != "" {
		f.published = &chancery.Published{Date: date, Basis: chancery.Stated}
	}
	f.lacking(from.item)
	f.units = blocksOf(content, captions)
	if !slices.ContainsFunc(f.units, func(u unit) bool { return !sameWords(u.text, f.title) }) {
		return fields{}, errors.New("it holds no article text")
	}
	if lead != "" && !holdsUnit(f.units, lead) {
		f.units = append([]unit{{text: lead}}, f.units...)
	}
	f.units = append(missing(captions, f.units), f.units...)
	return f, nil
}

// httpURL is an address of the web, "" for any other.
func httpURL(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return s
}

// captionsOf are the texts of the page's figure captions, in order.
func captionsOf(tree *html.Node) []string {
	var out []string
	for n := range tree.Descendants() {
		if n.Type == html.ElementNode && n.DataAtom == atom.Figcaption && !inAside(n) {
			if t := textOf(n); len(strings.Fields(t)) > 3 {
				out = append(out, t)
			}
		}
	}
	return out
}

// inAside tells whether a node lies in a part of the page beside the article.
func inAside(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		switch p.DataAtom {
		case atom.Aside, atom.Nav, atom.Footer, atom.Header:
			return p.DataAtom != atom.Header
		}
	}
	return false
}

// missing are the captions that the extracted text lacks.
func missing(captions []string, units []unit) []unit {
	have := map[string]bool{}
	for _, u := range units {
		have[u.text] = true
	}
	var out []unit
	for _, c := range captions {
		if !have[c] {
			have[c] = true
			out = append(out, unit{text: c, caption: true})
		}
	}
	return out
}

// blocksOf are the paragraphs of an extracted article.
func blocksOf(n *html.Node, captions []string) []unit {
	isCaption := map[string]bool{}
	for _, c := range captions {
		isCaption[c] = true
	}
	var out []unit
	for l := range linesOf(n) {
		out = append(out, unit{text: l, caption: isCaption[l]})
	}
	return out
}

// linesOf are the lines of text below a node: blocks and <br> part them.
func linesOf(n *html.Node) iter.Seq[string] {
	return func(yield func(string) bool) {
		var text strings.Builder
		flush := func() bool {
			if text.Len() == 0 {
				return true
			}
			for _, l := range lines(text.String()) {
				if l != "" && !yield(l) {
					return false
				}
			}
			text.Reset()
			return true
		}
		var walk func(n *html.Node) bool
		walk = func(n *html.Node) bool {
			block := false
			switch n.Type {
			case html.TextNode:
				text.WriteString(strings.ReplaceAll(strings.ReplaceAll(n.Data, "\n", " "), breakMark, "\n"))
				return true
			case html.ElementNode:
				// The library makes elements without their DataAtom.
				switch a := atom.Lookup([]byte(n.Data)); {
				case a == atom.Script, a == atom.Style, a == atom.Noscript, a == atom.Head:
					return true
				case a == atom.Br:
					text.WriteByte('\n')
					return true
				default:
					block = isBlock(a)
				}
			}
			if block && !flush() {
				return false
			}
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				if !walk(c) {
					return false
				}
			}
			return !block || flush()
		}
		_ = walk(n) && flush()
	}
}

// breakMark stands for a line break within a paragraph while the library, which
// drops those, has the tree. It is a private-use character: no text needs it.
const breakMark = "\uE000"

// markBreaks writes a breakMark before each <br>.
func markBreaks(tree *html.Node) {
	var breaks []*html.Node
	for n := range tree.Descendants() {
		if n.DataAtom == atom.Br && n.Parent != nil {
			breaks = append(breaks, n)
		}
	}
	for _, n := range breaks {
		n.Parent.InsertBefore(&html.Node{Type: html.TextNode, Data: breakMark}, n)
	}
}

// leastLead is how many characters of a page's description must stand in its
// text to make that paragraph its first.
const leastLead = 60

// leadOf is the paragraph of the page that its description begins, usually the
// first of the article; it may lie outside of what is found to be the article.
// One that the description repeats whole is a summary above the article.
func leadOf(tree *html.Node, description string) string {
	start := strings.TrimRight(description, ".… []")
	if len(start) < leastLead {
		return ""
	}
	for l := range linesOf(tree) {
		if strings.HasPrefix(l, start) && len(l) > len(start)*5/4 {
			return l
		}
	}
	return ""
}

// holdsUnit tells whether one of the units holds the start of a text.
func holdsUnit(units []unit, text string) bool {
	start := text[:min(len(text), leastLead)]
	for _, u := range units {
		if strings.Contains(u.text, start) {
			return true
		}
	}
	return false
}

func isBlock(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Li, atom.Ul, atom.Ol, atom.Blockquote,
		atom.Figcaption, atom.Figure, atom.Section, atom.Article, atom.Body, atom.Pre, atom.Table, atom.Tr, atom.Td, atom.Hr,
		atom.Dl, atom.Dt, atom.Dd, atom.Main:
		return true
	}
	return false
}

// textOf is the squeezed text of a node.
func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
			b.WriteByte(' ')
		}
	}
	s := squeeze(fold(strings.ReplaceAll(b.String(), "\n", " ")))
	return closedUp.Replace(s)
}

// closedUp takes out the spaces that the borders of elements leave beside marks.
var closedUp = strings.NewReplacer(" .", ".", " ,", ",", " )", ")", "( ", "(")
