package rulefile

import (
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxLine bounds a line of a rule file, in bytes.
const maxLine = 1 << 20

// Field is one "key: value" line of a block.
type Field struct {
	Key, Value string
	Line       int
}

// Block is one rule, set or other unit of a rule file.
type Block struct {
	File       string // base name, behind its folder's where that was given
	Line       int
	Kind, Name string
	Fields     []Field
}

// ID is how records name the block: file:name.
func (b *Block) ID() string { return b.File + ":" + b.Name }

// Get is the value of the first field with the key.
func (b *Block) Get(key string) (string, bool) {
	for _, f := range b.Fields {
		if f.Key == key {
			return f.Value, true
		}
	}
	return "", false
}

// All are the fields with the key, in file order.
func (b *Block) All(key string) []Field {
	var out []Field
	for _, f := range b.Fields {
		if f.Key == key {
			out = append(out, f)
		}
	}
	return out
}

// Errorf is an error at a line of the block's file.
func (b *Block) Errorf(line int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", b.File, line, fmt.Sprintf(format, args...))
}

// Known reports the first field whose key is not among keys.
func (b *Block) Known(keys ...string) error {
	for _, f := range b.Fields {
		if !slices.Contains(keys, f.Key) {
			return b.Errorf(f.Line, "a %s has no field %q; it takes %s", b.Kind, f.Key, strings.Join(keys, ", "))
		}
	}
	return nil
}

// Words splits a value at commas and trims each part; empty parts are dropped.
func Words(value string) []string {
	var out []string
	for part := range strings.SplitSeq(value, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// Parse reads one rule file; name is the base name that errors and ids carry.
func Parse(name string, r io.Reader) ([]Block, error) {
	p := parser{file: name}
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 64<<10), maxLine)
	for lines.Scan() {
		p.line++
		if err := p.read(lines.Text()); err != nil {
			return nil, err
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s:%d: reading: %w", name, p.line+1, err)
	}
	for i := range p.blocks {
		if err := checkExamples(&p.blocks[i]); err != nil {
			return nil, err
		}
	}
	return p.blocks, nil
}

// parser holds what has been read so far; depth is the indent of the current
// block's fields, 0 before its first field.
type parser struct {
	file   string
	line   int
	depth  int
	blocks []Block
}

func (p *parser) errorf(format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", p.file, p.line, fmt.Sprintf(format, args...))
}

func (p *parser) read(line string) error {
	if !utf8.ValidString(line) {
		return p.errorf("not UTF-8 text")
	}
	body := strings.TrimSpace(line)
	if body == "" || strings.HasPrefix(body, "#") {
		return nil
	}
	indent := len(line) - len(strings.TrimLeft(line, " \t"))
	if indent == 0 {
		return p.open(body)
	}
	if len(p.blocks) == 0 {
		return p.errorf("an indented line before the first block; begin with a line such as %q", "rule NAME")
	}
	b := &p.blocks[len(p.blocks)-1]
	if p.depth > 0 && indent > p.depth {
		last := &b.Fields[len(b.Fields)-1]
		last.Value += " " + body
		return nil
	}
	key, value, ok := strings.Cut(body, ":")
	if !ok || strings.ContainsAny(key, " \t") {
		return p.errorf("expected %q, found %q", "key: value", body)
	}
	if p.depth == 0 {
		p.depth = indent
	}
	if indent != p.depth {
		return p.errorf("indented by %d, the block's other fields by %d", indent, p.depth)
	}
	b.Fields = append(b.Fields, Field{Key: key, Value: strings.TrimSpace(value), Line: p.line})
	return nil
}

// open begins a block: "kind name".
func (p *parser) open(body string) error {
	words := strings.Fields(body)
	if len(words) != 2 {
		return p.errorf("a block begins with its kind and its name, found %q", body)
	}
	for _, b := range p.blocks {
		if b.Kind == words[0] && b.Name == words[1] {
			return p.errorf("%s %s stands already at line %d", b.Kind, b.Name, b.Line)
		}
	}
	p.depth = 0
	p.blocks = append(p.blocks, Block{File: p.file, Line: p.line, Kind: words[0], Name: words[1]})
	return nil
}

// ParseFS reads all files of fsys that match the glob, in name order, and
// fails when there is none.
func ParseFS(fsys fs.FS, glob string) ([]Block, error) { return ParseFolder("", fsys, glob) }

// ParseFolder does the same for a folder whose name stands before that of each
// file, in blocks and in errors; empty for none.
func ParseFolder(folder string, fsys fs.FS, glob string) ([]Block, error) {
	if folder != "" {
		folder = strings.TrimSuffix(folder, "/") + "/"
	}
	names, err := fs.Glob(fsys, glob)
	if err != nil {
		return nil, fmt.Errorf("rulefile: looking for %s: %w", glob, err)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("rulefile: looking for %s: no such file", glob)
	}
	slices.Sort(names)
	var all []Block
	for _, name := range names {
		f, err := fsys.Open(name)
		if err != nil {
			return nil, fmt.Errorf("rulefile: %w", err)
		}
		blocks, err := Parse(folder+path.Base(name), f)
		f.Close()
		if err != nil {
			return nil, err
		}
		all = append(all, blocks...)
	}
	return all, nil
}
