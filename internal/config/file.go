package config

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// maxBytes bounds a file; one that sets every flag has a tenth of it.
const maxBytes = 256 << 10

// everywhere is the table that is the top of the file by another name: a flag that is
// called as a command is (names, rules) cannot stand at the top beside that command's
// table.
const everywhere = "all"

// File is a file of settings.
type File struct {
	Name string
	keys []key
}

// key is a key of a file: a value, or a table with what is in it.
type key struct {
	path  []string // with the tables it is in
	value any
	line  int
}

func (k key) table() []string { return k.path[:len(k.path)-1] }
func (k key) name() string    { return k.path[len(k.path)-1] }

func (k key) isTable() bool {
	_, ok := k.value.(map[string]any)
	return ok
}

// Read reads a file. Its keys are not held against the commands yet; see Check.
func Read(name string, r io.Reader) (*File, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	if len(data) > maxBytes {
		return nil, fmt.Errorf("%s is larger than %d KB, which no file of settings is; name another", name, maxBytes>>10)
	}
	top := map[string]any{}
	if err := toml.Unmarshal(data, &top); err != nil {
		return nil, notTOML(name, err)
	}
	lines, err := linesOf(data)
	if err != nil {
		return nil, notTOML(name, err)
	}
	f := &File{Name: name}
	f.collect(nil, top, 1, lines)
	slices.SortStableFunc(f.keys, func(a, b key) int {
		return cmp.Or(cmp.Compare(a.line, b.line), slices.Compare(a.path, b.path))
	})
	return f, f.lift()
}

// notTOML tells where a file is no TOML.
func notTOML(name string, err error) error {
	var at *toml.DecodeError
	if errors.As(err, &at) {
		line, _ := at.Position()
		name = fmt.Sprintf("%s:%d", name, line)
	}
	return fmt.Errorf("%s is no TOML: %w; chancery config --example shows how a file is written", name, err)
}

// collect lists the keys of a table; one whose line is unknown has the table's.
func (f *File) collect(path []string, table map[string]any, line int, lines map[string]int) {
	for name, value := range table {
		k := key{path: slices.Concat(path, []string{name}), value: value}
		k.line = cmp.Or(lines[joined(k.path)], line)
		f.keys = append(f.keys, k)
		if k.isTable() {
			f.collect(k.path, value.(map[string]any), k.line, lines)
		}
	}
}

// lift puts what stands in the table for everything where it belongs.
func (f *File) lift() error {
	seen := map[string]int{}
	var keys []key
	for _, k := range f.keys {
		switch {
		case slices.Equal(k.path, []string{everywhere}) && k.isTable():
			continue
		case len(k.path) == 2 && k.path[0] == everywhere && !k.isTable():
			k.path = k.path[1:]
		}
		if at := seen[joined(k.path)]; at > 0 && !k.isTable() {
			return f.fault(k.line, "%s is set in line %d already; leave one out", k.name(), at)
		}
		if !k.isTable() {
			seen[joined(k.path)] = k.line
		}
		keys = append(keys, k)
	}
	f.keys = keys
	return nil
}

func (f *File) fault(line int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", f.Name, line, fmt.Sprintf(format, args...))
}

func joined(path []string) string { return strings.Join(path, "\x00") }

// linesOf tells in which line each key stands, and each table is opened first. The parser
// that knows the lines does not mind keys that are there twice; the other one does.
func linesOf(data []byte) (map[string]int, error) {
	l := lines{data: data, line: 1, found: map[string]int{}}
	l.p.Reset(data)
	var table []string
	for l.p.NextExpression() {
		switch x := l.p.Expression(); x.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = l.key(nil, x.Key())
		case unstable.KeyValue:
			l.value(table, x)
		}
	}
	return l.found, l.p.Error()
}

type lines struct {
	p     unstable.Parser
	data  []byte
	at    int // how far lines are counted
	line  int // which is the line there
	found map[string]int
}

// value takes a key with its value down, and what is in it if that is a table.
func (l *lines) value(table []string, x *unstable.Node) {
	path := l.key(table, x.Key())
	if v := x.Value(); v.Kind == unstable.InlineTable {
		for in := v.Children(); in.Next(); {
			l.value(path, in.Node())
		}
	}
}

// key takes down the line of a dotted key, and of the tables that it is in.
func (l *lines) key(path []string, parts unstable.Iterator) []string {
	path = slices.Clone(path)
	for parts.Next() {
		n := parts.Node()
		path = append(path, string(n.Data))
		if name := joined(path); l.found[name] == 0 {
			l.found[name] = l.lineAt(int(n.Raw.Offset))
		}
	}
	return path
}

// lineAt is the line of a place; places come one after another.
func (l *lines) lineAt(offset int) int {
	if offset > l.at {
		l.line += bytes.Count(l.data[l.at:offset], []byte{'\n'})
		l.at = offset
	}
	return l.line
}
