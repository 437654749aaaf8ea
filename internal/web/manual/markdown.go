package manual

import (
	"bytes"
	"html/template"
	"net/url"
	"path"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	tables "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// newMarkdown turns documents into HTML; HTML within them is left out.
func newMarkdown() goldmark.Markdown {
	return goldmark.New(
		// Alignment by attribute: the policy of the pages forbids styles within them.
		goldmark.WithExtensions(extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute))),
		goldmark.WithParserOptions(parser.WithAutoHeadingID()),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(scrollRenderer{}, 500))),
	)
}

// draw makes a page's HTML, title and contents.
func (m *Manual) draw(p *Page, markdown goldmark.Markdown) error {
	if path.Ext(p.File) != ".md" {
		p.Title = path.Base(p.File)
		p.plain = p.Text
		p.body = template.HTML("<h1>" + template.HTMLEscapeString(p.Title) + "</h1><pre>" + template.HTMLEscapeString(p.Text) + "</pre>")
		return nil
	}
	source := []byte(p.Text)
	root := markdown.Parser().Parse(text.NewReader(source))
	var found []ast.Node
	err := ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			found = append(found, n)
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		return err
	}
	p.Title = path.Base(p.File)
	var plain strings.Builder
	for _, n := range found {
		plain.WriteString(told(n, source))
		m.mend(p, n, source)
	}
	p.plain = plain.String()
	var b bytes.Buffer
	if err := markdown.Renderer().Render(&b, source, root); err != nil {
		return err
	}
	p.body = template.HTML(b.String())
	return nil
}

// mend turns what leads to files of the repository into what leads to pages, and notes
// headings.
func (m *Manual) mend(p *Page, n ast.Node, source []byte) {
	switch n := n.(type) {
	case *ast.Heading:
		id, _ := n.AttributeString("id")
		switch name, ok := id.([]byte); {
		case n.Level == 1:
			p.Title = written(n, source)
		case n.Level == 2 && ok:
			p.headings = append(p.headings, heading{string(name), written(n, source)})
		}
	case *ast.Link:
		n.Destination = []byte(m.address(p, string(n.Destination)))
	case *ast.Image:
		n.Destination = []byte(m.address(p, string(n.Destination)))
	case *ast.CodeSpan:
		if to := m.mentioned(p, written(n, source)); to != "" && n.Parent().Kind() != ast.KindLink {
			link := ast.NewLink()
			link.Destination = []byte(to)
			n.Parent().ReplaceChild(n.Parent(), n, link)
			link.AppendChild(link, n)
		}
	case *tables.Table:
		n.SetAttributeString("class", []byte("data"))
		around := &scroll{}
		n.Parent().ReplaceChild(n.Parent(), n, around)
		around.AppendChild(around, n)
	}
}

// told is the text of a block that holds words itself, and not other blocks.
func told(n ast.Node, source []byte) string {
	switch {
	case n.Kind() == ast.KindFencedCodeBlock || n.Kind() == ast.KindCodeBlock:
		return string(n.Lines().Value(source))
	case n.Type() == ast.TypeBlock && n.FirstChild() != nil && n.FirstChild().Type() == ast.TypeInline:
		return written(n, source) + "\n"
	}
	return ""
}

// written is the text of a node without its marks.
func written(n ast.Node, source []byte) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b.Write(t.Segment.Value(source))
			if t.SoftLineBreak() {
				b.WriteByte(' ')
			}
			continue
		}
		b.WriteString(written(c, source))
	}
	return b.String()
}

// address is where a link of a page leads: files of the repository that are no page
// stay as they are written.
func (m *Manual) address(from *Page, to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" {
		return to
	}
	at := m.at(path.Join(path.Dir(from.File), u.Path))
	if at == "" {
		return to
	}
	if u.Fragment != "" {
		at += "#" + u.Fragment
	}
	return at
}

// at is the address of a file of the documentation, empty if it is none.
func (m *Manual) at(file string) string {
	switch p := m.byFile[file]; {
	case file == contents:
		return Root
	case p != nil:
		return Root + p.Topic
	case m.files[file] != nil:
		return Root + strings.TrimPrefix(file, "docs/")
	}
	return ""
}

// mentioned is the address of a file that words in backquotes name, by its path from the
// page, from the repository's root, or by its name among the formats.
func (m *Manual) mentioned(from *Page, words string) string {
	for _, file := range []string{path.Join(path.Dir(from.File), words), words, path.Join("docs", words), path.Join("docs/formats", words)} {
		if at := m.at(file); at != "" && file != from.File {
			return at
		}
	}
	return ""
}

// scroll is the block in which a table that is wider than the page is moved.
type scroll struct{ ast.BaseBlock }

var kindScroll = ast.NewNodeKind("Scroll")

func (*scroll) Kind() ast.NodeKind { return kindScroll }

func (s *scroll) Dump(source []byte, level int) { ast.DumpHelper(s, source, level, nil, nil) }

type scrollRenderer struct{}

func (scrollRenderer) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(kindScroll, func(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
		around := "</div>\n"
		if entering {
			around = `<div class="scroll" tabindex="0" role="region" aria-label="Table">`
		}
		_, err := w.WriteString(around)
		return ast.WalkContinue, err
	})
}
