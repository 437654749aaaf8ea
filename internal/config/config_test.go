package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// commands are a program small enough to see through: a room that is opened, readers
// with a flag in common, a judge, and a group whose name is a flag too.
func commands() []Command {
	set := func(add func(fs *pflag.FlagSet)) *pflag.FlagSet {
		fs := pflag.NewFlagSet("", pflag.ContinueOnError)
		fs.String("config", "", "")
		add(fs)
		return fs
	}
	return []Command{
		{nil, set(func(*pflag.FlagSet) {})},
		{[]string{"serve"}, set(func(fs *pflag.FlagSet) {
			fs.String("listen", "127.0.0.1:8080", "")
			fs.String("ledger", "", "")
			fs.Bool("demo", false, "")
			fs.StringSlice("host", nil, "")
			fs.StringArray("names", nil, "")
			Exclude(fs, "demo", "ledger")
		})},
		{[]string{"read"}, set(func(fs *pflag.FlagSet) {
			fs.String("format", "text", "")
			fs.String("ledger", "", "")
			fs.Int("jobs", 4, "")
			fs.String("reader", "rules", "")
			fs.String("endpoint", "", "")
			fs.Duration("every", 0, "")
			fs.StringArray("names", nil, "")
			GoesWith(fs, "reader=llm", "endpoint")
			fs.String("accounts", "", "")
			fs.String("http", "", "")
			GoesWith(fs, "http", "accounts")
		})},
		{[]string{"load"}, set(func(fs *pflag.FlagSet) {
			fs.String("format", "", "")
			fs.IntSlice("claims", []int{1}, "")
			OwnTable(fs, "format")
		})},
		{[]string{"judge"}, set(func(fs *pflag.FlagSet) {
			fs.Bool("accept", false, "")
			fs.String("by", "", "")
			EachTime(fs, "accept")
		})},
		{[]string{"names"}, set(func(*pflag.FlagSet) {})},
		{[]string{"names", "lookup"}, set(func(fs *pflag.FlagSet) {
			fs.String("format", "text", "")
			fs.String("as-of", "", "")
			fs.StringArray("names", nil, "")
		})},
	}
}

func read(t *testing.T, text string) *File {
	t.Helper()
	f, err := Read("my.toml", strings.NewReader(text))
	if err == nil {
		err = f.Check(commands())
	}
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestFaults: what sets nothing is never passed over.
func TestFaults(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"no TOML":                    {"ledger = \"a\"\nlisten =\n", "my.toml:2 is no TOML"},
		"a key twice":                {"ledger = \"a\"\nledger = \"b\"\n", "my.toml:2 is no TOML"},
		"a key twice, in all":        {"ledger = \"a\"\n[all]\nledger = \"b\"\n", "my.toml:3: ledger is set in line 1 already"},
		"unknown key":                {"\n# a remark\nledgr = \"a\"\n", "my.toml:3: ledgr is a flag that no command has (did you mean ledger?)"},
		"unknown key of a command":   {"[serve]\nformat = \"json\"\n", "my.toml:2: format is a flag that chancery serve has not; chancery serve --help"},
		"unknown command":            {"[serv]\nlisten = \"a\"\n", `my.toml:1: [serv]: there is no command "serv" (did you mean serve?)`},
		"unknown command, empty":     {"[nothing]\n", `my.toml:1: [nothing]: there is no command "nothing"; chancery --help`},
		"unknown command in all":     {"[all.serve]\nlisten = \"a\"\n", `there is no command "all`},
		"a command as a key":         {"serve = true\n", "my.toml:1: serve is a command; its flags are set in a table [serve]"},
		"a flag as a table":          {"[ledger]\n", "my.toml:1: ledger is a flag, not a table; write ledger = …"},
		"tables in an array":         {"[[serve]]\nlisten = \"a\"\n", "my.toml:1: serve is a command; its flags are set in a table [serve]"},
		"wrong type":                 {"jobs = \"4\"\n", "my.toml:1: jobs takes a whole number, not these words"},
		"a secret of a wrong type":   {"jobs = \"postgres://me:secret@host/db\"\n", "my.toml:1: jobs takes a whole number, not these words"},
		"no list":                    {"[serve]\nhost = \"a\"\n", `my.toml:2: host takes a list, such as ["a", "b"], not these words`},
		"a list of something else":   {"[serve]\nhost = [1]\n", "my.toml:2: host takes a list"},
		"a list for one":             {"ledger = [\"a\"]\n", "my.toml:1: ledger takes words in quotation marks, not this list"},
		"no time":                    {"every = \"soon\"\n", "my.toml:1: every takes a time in quotation marks"},
		"a number that is not whole": {"jobs = 1e3\n", "my.toml:1: jobs takes a whole number, not a number"},
		"said each time":             {"[judge]\naccept = true\n", "my.toml:2: --accept says what is done this once"},
		"each its own meaning":       {"claims = [2]\nformat = \"text\"\n[load]\nclaims = [3]\nformat = 3\n", "my.toml:5: format takes words"},
		"the file that is read":      {"config = \"b.toml\"\n", "my.toml:1: --config cannot be set in a file"},
		"inline, in a second line":   {"ledger = \"a\"\nserve = { listen = \"a\",\n  demo = 1 }\n", "my.toml:3: demo takes true or false, not a whole number"},
		"dotted":                     {"ledger = \"a\"\nserve.demo = 1\n", "my.toml:2: demo takes true or false"},
		"deep":                       {"[names.lookup]\nas_of = \"2022-01-01\"\n", "my.toml:2: as_of is a flag that chancery names lookup has not (did you mean as-of?)"},
		"larger than any file is":    {strings.Repeat("# a remark\n", 30_000), "my.toml is larger than 256 KB"},
		"nested without end":         {"jobs = " + strings.Repeat("[", 100_000), "my.toml:1 is no TOML"},
		"unknown key in all":         {"[all]\nlistn = \"a\"\n", "my.toml:2: listn is a flag that no command has (did you mean listen?)"},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := Read("my.toml", strings.NewReader(c.text))
			if err == nil {
				err = f.Check(commands())
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, not %s", err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("%v repeats a secret", err)
			}
		})
	}
}

// TestPrecedence: the command line before the environment before the command's table
// before the top before what the flag is by itself.
func TestPrecedence(t *testing.T) {
	const all = "[all]\nledger = \"top.db\"\njobs = 2\nnames = [\"a\", \"b\"]\n"
	for name, c := range map[string]struct {
		file, command string
		env           string
		args          []string
		flag, want    string
		kind, place   string
	}{
		"by itself":                  {"", "serve", "", nil, "listen", "127.0.0.1:8080", Default, ""},
		"top":                        {"ledger = \"top.db\"", "serve", "", nil, "ledger", "top.db", InFile, "my.toml:1"},
		"table before top":           {all + "[serve]\nledger = \"mine.db\"", "serve", "", nil, "ledger", "mine.db", InFile, "my.toml:6"},
		"table of another":           {all + "[serve]\nledger = \"mine.db\"", "read", "", nil, "ledger", "top.db", InFile, "my.toml:2"},
		"top's name beside a table":  {all + "[names.lookup]\nnames = []", "read", "", nil, "names", "[a,b]", InFile, "my.toml:4"},
		"list of nothing":            {all + "[names.lookup]\nnames = []", "names lookup", "", nil, "names", "[]", InFile, "my.toml:6"},
		"table of the group":         {"[names]\nformat = \"json\"", "names lookup", "", nil, "format", "json", InFile, "my.toml:2"},
		"environment before file":    {all, "read", "CHANCERY_JOBS=3", nil, "jobs", "3", Environment, "CHANCERY_JOBS"},
		"of all before a table":      {"[read]\njobs = 2", "read", "CHANCERY_JOBS=3", nil, "jobs", "3", Environment, "CHANCERY_JOBS"},
		"command's before all's":     {"", "read", "CHANCERY_JOBS=3 CHANCERY_READ_JOBS=5", nil, "jobs", "5", Environment, "CHANCERY_READ_JOBS"},
		"of the group":               {"", "names lookup", "CHANCERY_NAMES_AS_OF=2022-01-01", nil, "as-of", "2022-01-01", Environment, "CHANCERY_NAMES_AS_OF"},
		"empty is not there":         {all, "read", "CHANCERY_JOBS=", nil, "jobs", "2", InFile, "my.toml:3"},
		"folders as in PATH":         {"", "read", "CHANCERY_NAMES=a" + string(filepath.ListSeparator) + "b,c", nil, "names", `[a,"b,c"]`, Environment, "CHANCERY_NAMES"},
		"others with commas":         {"", "serve", "CHANCERY_HOST=a,b", nil, "host", "[a,b]", Environment, "CHANCERY_HOST"},
		"command line":               {all, "read", "CHANCERY_JOBS=3", []string{"--jobs=7"}, "jobs", "7", OnLine, ""},
		"command line, as by itself": {all, "read", "CHANCERY_JOBS=3", []string{"--jobs=4"}, "jobs", "4", OnLine, ""},
		"own meaning, top":           {"format = \"json\"", "load", "CHANCERY_FORMAT=json", nil, "format", "", Default, ""},
		"own meaning, own":           {"[load]\nformat = \"gdelt\"", "load", "", nil, "format", "gdelt", InFile, "my.toml:2"},
		"own meaning, variable":      {"", "load", "CHANCERY_LOAD_FORMAT=gdelt", nil, "format", "gdelt", Environment, "CHANCERY_LOAD_FORMAT"},
		"said each time":             {"", "judge", "CHANCERY_ACCEPT=true CHANCERY_JUDGE_ACCEPT=true", nil, "accept", "false", Default, ""},
		"a day, bare":                {"[names]\nas-of = 2022-07-15", "names lookup", "", nil, "as-of", "2022-07-15", InFile, "my.toml:2"},
		"a time, bare":               {"[names]\nas-of = 2022-07-15T12:00:00Z", "names lookup", "", nil, "as-of", "2022-07-15T12:00:00Z", InFile, "my.toml:2"},
		"a span of time":             {"every = \"15m\"", "read", "", nil, "every", "15m0s", InFile, "my.toml:1"},
		"inline":                     {"\nserve = { listen = \":80\" }", "serve", "", nil, "listen", ":80", InFile, "my.toml:2"},
	} {
		t.Run(name, func(t *testing.T) {
			x := applied(t, c.file, c.command, c.env, c.args)[c.flag]
			if got := x.Flag.Value.String(); got != c.want || x.Kind != c.kind || x.Place != c.place {
				t.Errorf("%q from %s %q, not %q from %s %q", got, x.Kind, x.Place, c.want, c.kind, c.place)
			}
		})
	}
}

// applied sets the flags of a command, and gives their settings by name.
func applied(t *testing.T, file, command, env string, args []string) map[string]Setting {
	t.Helper()
	out, err := apply(t, file, command, env, args)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func apply(t *testing.T, file, command, env string, args []string) (map[string]Setting, error) {
	t.Helper()
	all := commands()
	i := slices.IndexFunc(all, func(c Command) bool { return strings.Join(c.Path, " ") == command })
	if err := all[i].Flags.Parse(args); err != nil {
		t.Fatal(err)
	}
	variables := map[string]string{}
	for v := range strings.FieldsSeq(env) {
		name, value, _ := strings.Cut(v, "=")
		variables[name] = value
	}
	found, err := Sources{read(t, file), func(name string) (string, bool) { v, ok := variables[name]; return v, ok }}.Apply(all[i])
	out := map[string]Setting{}
	for _, x := range found {
		out[x.Flag.Name] = x
	}
	return out, err
}

// TestAside: what is set for good does not stand in the way of what is given.
func TestAside(t *testing.T) {
	for name, c := range map[string]struct {
		file, command string
		env           string
		args          []string
		want          string // flag=value given, in the order of names
		aside         string
	}{
		"the line excludes the file": {"ledger = \"a.db\"", "serve", "", []string{"--demo"}, "demo=true", "my.toml:1 is left aside: --demo is set, which it does not go with"},
		"the other way about":        {"[serve]\ndemo = true", "serve", "", []string{"--ledger=b"}, "ledger=b", "my.toml:2 is left aside: --ledger is set"},
		"the line excludes the environment": {"", "serve", "CHANCERY_LEDGER=a.db", []string{"--demo"}, "demo=true",
			"CHANCERY_LEDGER is left aside: --demo is set"},
		"the environment excludes the file": {"[serve]\ndemo = true", "serve", "CHANCERY_LEDGER=a.db", nil, "ledger=a.db", "my.toml:2 is left aside"},
		"the table excludes the top":        {"ledger = \"a.db\"\n[serve]\ndemo = true", "serve", "", nil, "demo=true", "my.toml:1 is left aside"},
		"neither is nearer":                 {"[serve]\nledger = \"a.db\"\ndemo = true", "serve", "", nil, "demo=true ledger=a.db", ""},
		"what is so by itself excludes nothing": {"ledger = \"a.db\"\n[serve]\ndemo = false", "serve", "", nil, "ledger=a.db",
			""},
		"what is given as by itself excludes nothing": {"ledger = \"a.db\"", "serve", "", []string{"--demo=false"}, "demo=false ledger=a.db", ""},
		"goes with what is not given":                 {"endpoint = \"http://a\"", "read", "", nil, "", "my.toml:1 is left aside: it goes with --reader llm, which is not set"},
		"goes with what is given":                     {"endpoint = \"http://a\"", "read", "", []string{"--reader=llm"}, "endpoint=http://a reader=llm", ""},
		"goes with what is given as by itself":        {"endpoint = \"http://a\"", "read", "", []string{"--reader=rules"}, "reader=rules", "my.toml:1 is left aside"},
		"goes with another value":                     {"endpoint = \"http://a\"", "read", "", []string{"--reader=two"}, "reader=two", "my.toml:1 is left aside"},
		"goes with any value":                         {"accounts = \"a\"", "read", "", []string{"--http=:80"}, "accounts=a http=:80", ""},
		"goes with any value, none given":             {"accounts = \"a\"", "read", "", nil, "", "my.toml:1 is left aside: it goes with --http, which"},
		"goes with what the file sets":                {"endpoint = \"http://a\"\n[read]\nreader = \"llm\"", "read", "", nil, "endpoint=http://a reader=llm", ""},
		"goes with what the environment sets":         {"endpoint = \"http://a\"", "read", "CHANCERY_READ_READER=llm", nil, "endpoint=http://a reader=llm", ""},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			aside := ""
			for flag, x := range applied(t, c.file, c.command, c.env, c.args) {
				if x.Flag.Changed {
					got = append(got, flag+"="+x.Flag.Value.String())
				}
				if x.Aside != "" {
					aside = x.Aside
					if x.Kind != Default || x.Flag.Value.String() != x.Flag.DefValue {
						t.Errorf("--%s was left aside, and is %s from %s", flag, x.Flag.Value, x.Kind)
					}
				}
			}
			slices.Sort(got)
			if strings.Join(got, " ") != c.want || !strings.HasPrefix(aside, c.aside) || (c.aside == "") != (aside == "") {
				t.Errorf("given are %v, aside %q; not %s, %q", got, aside, c.want, c.aside)
			}
		})
	}
}

func TestWrongVariable(t *testing.T) {
	_, err := apply(t, "", "read", "CHANCERY_JOBS=many", nil)
	if err == nil || err.Error() != "CHANCERY_JOBS sets --jobs, which takes a whole number" {
		t.Errorf("%v", err)
	}
}

func TestRedacted(t *testing.T) {
	for value, want := range map[string]string{
		"ledger.db":                             "ledger.db",
		"postgres://me@host/db":                 "postgres://me@host/db",
		"postgres://me:secret@host/db":          "postgres://me:…@host/db",
		"postgres://host/db?password=secret":    "postgres://host/db?…",
		"nats://secret@host:4222":               "nats://…@host:4222",
		"nats://a:secret@h:1,nats://b:secret@i": "nats://…@h:1,nats://…@i",
		"http://host/v1?key=secret#secret":      "http://host/v1?…#…",
		"http://ho st/secret":                   "…",
		"://secret":                             "…",
		"http://localhost:8080/v1":              "http://localhost:8080/v1",
	} {
		if got := Redacted(value, false); got != want {
			t.Errorf("%s is shown as %s, not %s", value, got, want)
		}
	}
	for value, want := range map[string]string{
		"https://hooks.example.org/T0/secret": "https://hooks.example.org/…",
		"https://hooks.example.org":           "https://hooks.example.org",
		"secret":                              "…",
		"":                                    "",
	} {
		if got := Redacted(value, true); got != want {
			t.Errorf("%s is shown as %s, not %s", value, got, want)
		}
	}
}

// FuzzRead: no file makes it fall, each key has a line of the file, and what passes can
// be applied to every command.
func FuzzRead(f *testing.F) {
	seeds, err := filepath.Glob("testdata/*.toml")
	if err != nil || len(seeds) < 2 {
		f.Fatalf("%d seeds, %v", len(seeds), err)
	}
	for _, name := range seeds {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	f.Fuzz(func(t *testing.T, text string) {
		file, err := Read("f.toml", strings.NewReader(text))
		if err != nil {
			return
		}
		for _, k := range file.keys {
			if k.line < 1 || k.line > strings.Count(text, "\n")+1 {
				t.Fatalf("%q is said to stand in line %d", k.path, k.line)
			}
		}
		if file.Check(commands()) != nil {
			return
		}
		for _, c := range commands() {
			if _, err := (Sources{file, func(string) (string, bool) { return "", false }}).Apply(c); err != nil {
				t.Fatalf("passed, but: %v", err)
			}
		}
	})
}
