package manual

import (
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Page is one document.
type Page struct {
	Topic string // what it is asked for by: formats/lake
	Title string
	File  string // its path in the repository: docs/formats/lake.md
	Text  string // as it was written

	body     template.HTML
	headings []heading
	plain    string // its text without marks, for the search
}

// heading is one of the second level, which a page's own contents list.
type heading struct{ ID, Text string }

// Manual are all pages. It is not changed once made, and so safe for concurrent use.
type Manual struct {
	pages   []*Page // in the order of their lists
	byTopic map[string]*Page
	byFile  map[string]*Page
	files   map[string][]byte // what lies beside the pages, by path: images, schemas
	frame   *template.Template
}

// contents is the file of the page that leads to all others.
const contents = "docs/README.md"

// New reads the documentation; files without the page of contents are an error.
func New(files fs.FS) (*Manual, error) {
	m := &Manual{byTopic: map[string]*Page{}, byFile: map[string]*Page{}, files: map[string][]byte{}}
	var err error
	if m.frame, err = template.ParseFS(templateFiles, "templates/*.html"); err != nil {
		return nil, fmt.Errorf("manual: templates: %w", err)
	}
	err = fs.WalkDir(files, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(files, file)
		if err != nil {
			return err
		}
		return m.take(file, data)
	})
	if err != nil {
		return nil, fmt.Errorf("manual: reading the documentation: %w", err)
	}
	if m.byFile[contents] == nil {
		return nil, fmt.Errorf("manual: there is no page %s, which leads to the others", contents)
	}
	markdown := newMarkdown()
	for _, p := range m.pages {
		if err := m.draw(p, markdown); err != nil {
			return nil, fmt.Errorf("manual: %s: %w", p.File, err)
		}
	}
	slices.SortFunc(m.pages, inOrder)
	return m, nil
}

// take keeps one file: Markdown, and texts of the project without an extension, are
// pages.
func (m *Manual) take(file string, data []byte) error {
	if ext := path.Ext(file); ext != ".md" && ext != "" {
		m.files[file] = data
		return nil
	}
	p := &Page{Topic: topicOf(file), File: file, Text: string(data)}
	if other := m.byTopic[p.Topic]; other != nil {
		return fmt.Errorf("%s and %s have one topic, %q", file, other.File, p.Topic)
	}
	m.pages, m.byTopic[p.Topic], m.byFile[file] = append(m.pages, p), p, p
	return nil
}

// topicOf is the topic of a file: its path below docs without its extension, in lower
// case; a folder's README stands for the folder.
func topicOf(file string) string {
	if file == contents {
		return "contents"
	}
	below, inside := strings.CutPrefix(strings.TrimSuffix(file, path.Ext(file)), "docs/")
	if inside {
		below = strings.TrimSuffix(below, "/README")
	}
	return strings.ToLower(below)
}

// Folder is the folder of a page's topic: guides, formats, or none; project for the
// files at the repository's root.
func (p *Page) Folder() string {
	switch dir := path.Dir(p.File); {
	case dir == ".":
		return "project"
	case dir == "docs":
		return ""
	default:
		return strings.TrimPrefix(dir, "docs/")
	}
}

// inOrder has the contents first, then what is in no folder, the guides, other folders by
// name, and the project's own files last; a folder's own page before its others.
func inOrder(a, b *Page) int {
	key := func(p *Page) string {
		rank := map[string]string{"": "1", "guides": "2", "project": "4"}[p.Folder()]
		switch {
		case p.File == contents:
			return "0"
		case rank == "":
			rank = "3" + p.Folder()
		}
		if p.Topic == p.Folder() {
			return rank + "\x00"
		}
		return rank + "\x01" + p.Topic
	}
	return strings.Compare(key(a), key(b))
}

// Pages are all pages: the contents, then the others by folder.
func (m *Manual) Pages() []*Page { return slices.Clone(m.pages) }

// Find is the page of a topic. The file's path will do as well, and the last part of the
// topic where one page alone has it.
func (m *Manual) Find(topic string) (*Page, error) {
	if p := m.byFile[topic]; p != nil {
		return p, nil
	}
	asked := strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(topic, "docs/"), ".md"))
	if p := m.byTopic[asked]; p != nil {
		return p, nil
	}
	var found []*Page
	for _, p := range m.pages {
		if path.Base(p.Topic) == asked {
			found = append(found, p)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return nil, fmt.Errorf("there is no page %q; chancery docs --list names all", topic)
	}
	var topics []string
	for _, p := range found {
		topics = append(topics, p.Topic)
	}
	return nil, fmt.Errorf("%q may be %s; give it in full", topic, strings.Join(topics, " or "))
}
