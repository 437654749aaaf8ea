package config

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// Kinds of origins, the nearest last.
const (
	Default     = "default"
	InFile      = "file"
	Environment = "environment"
	OnLine      = "flag"
)

// Setting is a flag of a command with where its value came from.
type Setting struct {
	Flag  *pflag.Flag
	Kind  string // one of the kinds of origins
	Place string // FILE:LINE, or the variable
	// Aside tells of a value that was found and left aside: where, and why.
	Aside string
}

// Sources are where flags are set besides the command line.
type Sources struct {
	File *File // nil if there is none
	// Lookup looks up a variable of the environment.
	Lookup func(name string) (value string, ok bool)
}

// prefix is how variables begin.
const prefix = "CHANCERY"

// Variables are the variables that set a flag of a command, the nearest first: with the
// command's name, then with those of the groups it is in, then for all commands.
func Variables(path []string, f *pflag.Flag) []string {
	var out []string
	for n := len(path); n >= 0; n-- {
		if Settable(f, n == len(path)) {
			name := strings.Join(slices.Concat([]string{prefix}, path[:n], []string{f.Name}), "_")
			out = append(out, strings.ToUpper(strings.ReplaceAll(name, "-", "_")))
		}
	}
	return out
}

// found is a value for a flag that was not given on the command line.
type found struct {
	*Setting
	rank   int // how near it is
	values []string
	list   bool // from a list of a file: taken as it is
}

// Apply sets the flags of a command that were not given on the command line, and tells
// where each value came from, in the order of the flags' names. What is set for good must
// not stand in the way of what is given: of flags that exclude each other the nearer is
// left, and one that goes with another is left aside without it.
func (s Sources) Apply(c Command) ([]Setting, error) {
	var all []*Setting
	var todo []*found
	var err error
	c.Flags.VisitAll(func(f *pflag.Flag) {
		if slices.Contains(given, f.Name) || err != nil {
			return
		}
		set := &Setting{Flag: f, Kind: Default}
		all = append(all, set)
		if f.Changed {
			set.Kind = OnLine
			return
		}
		var x *found
		if x, err = s.find(c, set); x != nil {
			todo = append(todo, x)
		}
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(todo, func(a, b *found) int {
		return cmp.Or(cmp.Compare(len(a.Flag.Annotations[goesWith]), len(b.Flag.Annotations[goesWith])), cmp.Compare(b.rank, a.rank))
	})
	ranks := map[string]int{}
	for _, x := range todo {
		if x.Aside = x.inTheWay(c.Flags, ranks); x.Aside != "" {
			x.Aside = x.Place + " is left aside: " + x.Aside
			x.Kind, x.Place = Default, ""
			continue
		}
		ranks[x.Flag.Name] = x.rank
		if err := x.set(); err != nil {
			return nil, err
		}
	}
	out := make([]Setting, len(all))
	for i, set := range all {
		out[i] = *set
	}
	return out, nil
}

// Ranks: a variable is nearer than any file, a command's own than that of all.
const variableRank, onLineRank = 100, 200

// find looks for a flag's value, in the environment, then in the file.
func (s Sources) find(c Command, set *Setting) (*found, error) {
	for i, name := range Variables(c.Path, set.Flag) {
		// A variable that is empty is one that is not there, as for other programs.
		if value, ok := s.Lookup(name); ok && value != "" {
			set.Kind, set.Place = Environment, name
			x := &found{Setting: set, rank: variableRank - i, values: []string{value}}
			if set.Flag.Value.Type() == "stringArray" { // folders, as in PATH
				x.values, x.list = filepath.SplitList(value), true
			}
			return x, nil
		}
	}
	if s.File == nil {
		return nil, nil
	}
	for n := len(c.Path); n >= 0; n-- {
		if !Settable(set.Flag, n == len(c.Path)) {
			continue
		}
		for _, k := range s.File.keys {
			if k.isTable() || k.name() != set.Flag.Name || !slices.Equal(k.table(), c.Path[:n]) {
				continue
			}
			values, err := valuesOf(set.Flag, k.value)
			if err != nil {
				return nil, s.File.fault(k.line, "%s %v", k.name(), err)
			}
			set.Kind, set.Place = InFile, fmt.Sprintf("%s:%d", s.File.Name, k.line)
			_, list := k.value.([]any)
			return &found{Setting: set, rank: n, values: values, list: list}, nil
		}
	}
	return nil, nil
}

// inTheWay says why a value is not used, if it is not.
func (x *found) inTheWay(fs *pflag.FlagSet, ranks map[string]int) string {
	for _, name := range x.Flag.Annotations[excludes] {
		other := fs.Lookup(name)
		rank, known := ranks[name]
		if !known {
			rank = onLineRank
		}
		if isSet(other) && rank > x.rank && !slices.Equal(x.values, []string{x.Flag.DefValue}) {
			return "--" + name + " is set, which it does not go with"
		}
	}
	for _, with := range x.Flag.Annotations[goesWith] {
		name, value, exact := strings.Cut(with, "=")
		if other := fs.Lookup(name); !isSet(other) || exact && other.Value.String() != value {
			return "it goes with --" + strings.Replace(with, "=", " ", 1) + ", which is not set"
		}
	}
	return ""
}

// isSet tells whether a flag says something else than it does by itself.
func isSet(f *pflag.Flag) bool { return f.Changed && f.Value.String() != f.DefValue }

// set gives the flag its value. It counts as given if that is another than its own: what
// a file repeats must exclude nothing.
func (x *found) set() error {
	before := x.Flag.Value.String()
	var err error
	if list, ok := x.Flag.Value.(pflag.SliceValue); ok && x.list {
		err = list.Replace(x.values)
	} else {
		err = x.Flag.Value.Set(x.values[0])
	}
	if err != nil {
		return fmt.Errorf("%s sets --%s, which takes %s", x.Place, x.Flag.Name, kinds[x.Flag.Value.Type()])
	}
	x.Flag.Changed = x.Flag.Value.String() != before
	return nil
}
