package config

import (
	"slices"

	"github.com/spf13/pflag"
)

// Marks of flags, kept as annotations.
const (
	eachTime = "config_each_time"
	ownTable = "config_own_table"
	goesWith = "config_goes_with"
	excludes = "config_excludes"
	secret   = "config_secret"
)

// EachTime marks flags that say what is done this once: they are given on the command
// line alone.
func EachTime(fs *pflag.FlagSet, names ...string) { mark(fs, eachTime, "yes", names) }

// OwnTable marks flags that mean something else than flags of that name of other
// commands: only the command's own table and variable set them.
func OwnTable(fs *pflag.FlagSet, names ...string) { mark(fs, ownTable, "yes", names) }

// GoesWith marks flags that a command takes only when another is given, or is given a
// value (reader=llm): what is set for good is left aside while that one is not.
func GoesWith(fs *pflag.FlagSet, with string, names ...string) { mark(fs, goesWith, with, names) }

// Exclude marks two flags of which a command takes one: what is given nearer by, on the
// command line before the environment before the file, has the other left aside.
func Exclude(fs *pflag.FlagSet, a, b string) {
	mark(fs, excludes, b, []string{a})
	mark(fs, excludes, a, []string{b})
}

// Secret marks flags whose address is itself a secret: of it only the host is shown.
func Secret(fs *pflag.FlagSet, names ...string) { mark(fs, secret, "yes", names) }

// mark panics where there is no such flag, as the flag package does: that is a fault of
// the program, which every run shows.
func mark(fs *pflag.FlagSet, what, value string, names []string) {
	for _, name := range names {
		f := fs.Lookup(name)
		if f == nil {
			panic("config: marking --" + name + ": there is no such flag")
		}
		if f.Annotations == nil {
			f.Annotations = map[string][]string{}
		}
		f.Annotations[what] = append(f.Annotations[what], value)
	}
}

func marked(f *pflag.Flag, what string) bool { return len(f.Annotations[what]) > 0 }

// given are flags of cobra's and the one that names the file.
var given = []string{"help", "version", "config"}

// Settable tells whether a file and the environment may set a flag of a command by what
// is said for a table: the command's own, or one of those above it.
func Settable(f *pflag.Flag, own bool) bool {
	return !slices.Contains(given, f.Name) && !marked(f, eachTime) && (own || !marked(f, ownTable))
}
