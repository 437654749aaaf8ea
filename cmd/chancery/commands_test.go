package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/spf13/pflag"

	"chancery/internal/config"
)

// TestHelp: every command says what it does in one line, and shows by an example that
// works how it is called.
func TestHelp(t *testing.T) {
	seen := 0
	for _, cmd := range allCommands(newRootCmd()) {
		if cmd.IsAdditionalHelpTopicCommand() && !cmd.HasSubCommands() {
			continue
		}
		seen++
		name := cmd.CommandPath()
		if r := []rune(cmd.Short); len(r) == 0 || !unicode.IsUpper(r[0]) || strings.HasSuffix(cmd.Short, ".") || len(r) > 100 {
			t.Errorf("%s: the one line is %q", name, cmd.Short)
		}
		if cmd.HasParent() && !calledBy(t, name, cmd.Example) {
			t.Errorf("%s: no example calls it:\n%s", name, cmd.Example)
		}
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if f.Usage == "" || strings.HasSuffix(f.Usage, ".") {
				t.Errorf("%s --%s: %q", name, f.Name, f.Usage)
			}
		})
	}
	if seen < 60 {
		t.Errorf("only %d commands", seen)
	}
}

// calledBy tells whether an example calls a command, or one of those it holds. Each call of
// this program in it must be one that the program takes.
func calledBy(t *testing.T, name, example string) bool {
	t.Helper()
	found := false
	for _, line := range calls(example) {
		cmd := called(t, name, line)
		found = found || cmd == name || strings.HasPrefix(cmd, name+" ")
	}
	return found
}

// called is the command that a command line calls; it must exist, with these flags and so
// many arguments.
func called(t *testing.T, where string, args []string) string {
	t.Helper()
	cmd, rest, err := newRootCmd().Find(args)
	if err == nil && cmd.HasSubCommands() && len(rest) > 0 && !strings.HasPrefix(rest[0], "-") && cmd.Name() != "eval" {
		err = cmd.RunE(cmd, rest)
	}
	if err == nil {
		err = cmd.ParseFlags(rest)
	}
	if err == nil {
		err = cmd.ValidateArgs(cmd.Flags().Args())
	}
	if err == nil {
		err = cmd.ValidateFlagGroups()
	}
	if err != nil {
		t.Errorf("%s: chancery %s: %v", where, strings.Join(args, " "), err)
	}
	return cmd.CommandPath()
}

// calls are the arguments of each call of this program in lines for a shell: between
// pipes, in brackets, over several lines.
func calls(text string) [][]string {
	var out [][]string
	for line := range strings.Lines(strings.ReplaceAll(text, "\\\n", " ")) {
		for _, part := range commandsIn(line) {
			if len(part) > 0 && part[0] == "chancery" {
				out = append(out, part[1:])
			}
		}
	}
	return out
}

// commandsIn are the words of each command in a line for a shell.
func commandsIn(line string) [][]string {
	var out [][]string
	var words []string
	word, begun, quote := "", false, rune(0)
	flush := func() {
		if begun {
			words = append(words, word)
		}
		word, begun = "", false
	}
	end := func() {
		flush()
		out, words = append(out, words), nil
	}
	file := false // what a redirection goes to
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '\'' || r == '"'):
			quote, begun = r, true
		case quote == '\'', quote == '"' && r != '$', quote == 0 && !unicode.IsSpace(r) && !strings.ContainsRune("|&;()<>#", r):
			word, begun = word+string(r), true
		case quote == 0 && unicode.IsSpace(r):
			if file {
				file, begun, word = !begun, false, ""
			}
			flush()
		case quote == 0 && r == '>':
			flush()
			file = true
		case quote == 0 && r == '#' && begun:
			word += "#"
		case quote == 0 && r == '#':
			end()
			return out
		case quote == 0:
			end()
		}
	}
	if file {
		begun = false
	}
	end()
	return out
}

func TestCommandsIn(t *testing.T) {
	for line, want := range map[string][][]string{
		`  chancery read a.txt`:                                       {{"read", "a.txt"}},
		`  chancery judge x --by "J. Doe" --note ''`:                  {{"judge", "x", "--by", "J. Doe", "--note", ""}},
		`  pass show a | chancery accounts add b > token`:             {{"accounts", "add", "b"}},
		`  chancery read a > b.jsonl && chancery compare --a b.jsonl`: {{"read", "a"}, {"compare", "--a", "b.jsonl"}},
		`  source <(chancery completion bash)`:                        {{"completion", "bash"}},
		"  chancery serve --ledger l \\\n    --listen :80  # remark":  {{"serve", "--ledger", "l", "--listen", ":80"}},
		`  jq 'select(.a | .b)' x`:                                    nil,
		`  curl -H "Authorization: Bearer $(cat token)" https://a#b`:  nil,
	} {
		if got := calls(line); !slices.EqualFunc(got, want, slices.Equal[[]string]) {
			t.Errorf("%s: %q, not %q", line, got, want)
		}
	}
}

// TestDocumentedCalls: what the documents show is what the program takes.
func TestDocumentedCalls(t *testing.T) {
	n := 0
	for _, file := range documents(t) {
		page, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range calls(shellOf(string(page))) {
			if !slices.ContainsFunc(line, func(w string) bool { return strings.ContainsAny(w, "…[") }) {
				called(t, file, line)
				n++
			}
		}
	}
	if n < 15 {
		t.Errorf("only %d calls in the documents", n)
	}
}

// inline is a call within a text, often with words in the place of others: FILE, DIR.
var inline = regexp.MustCompile("`chancery ([^`]+)`")

// TestNamedCalls: commands and flags that the documents name are there.
func TestNamedCalls(t *testing.T) {
	n := 0
	for _, file := range documents(t) {
		page, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range inline.FindAllStringSubmatch(string(page), -1) {
			words := strings.Fields(m[1])
			cmd, rest, err := newRootCmd().Find(words)
			if err != nil || cmd.HasSubCommands() && !cmd.Flags().HasFlags() && len(rest) > 0 {
				t.Errorf("%s: there is no chancery %s", file, m[1])
				continue
			}
			cmd.InheritedFlags() // among the others from now on
			n++
			for _, w := range rest {
				name, isFlag := strings.CutPrefix(strings.TrimRight(w, ",.;:)"), "--")
				name, _, _ = strings.Cut(name, "=")
				if isFlag && name != "" && name != "help" && cmd.Flag(name) == nil {
					t.Errorf("%s: chancery %s: %s has no --%s", file, m[1], cmd.CommandPath(), name)
				}
			}
		}
	}
	if n < 60 {
		t.Errorf("only %d calls in the documents", n)
	}
}

// shellOf are the lines of a page that are for a shell: set off by four spaces, or in a
// block of code. Those of a terminal have a $ before them.
func shellOf(page string) string {
	var out strings.Builder
	block := false
	for line := range strings.Lines(page) {
		set, isSet := strings.CutPrefix(line, "    ")
		switch {
		case strings.HasPrefix(line, "```"):
			language := strings.TrimSpace(strings.TrimLeft(line, "`"))
			block = !block && slices.Contains([]string{"", "sh", "bash", "console", "shell"}, language)
		case block:
			out.WriteString(strings.TrimPrefix(line, "$ "))
		case isSet:
			set = strings.TrimPrefix(set, "$ ")
			out.WriteString(strings.Replace(set, "go run ./cmd/chancery", "chancery", 1))
		}
	}
	return out.String()
}

func documents(t *testing.T) []string {
	t.Helper()
	out := []string{"../../README.md"}
	for _, pattern := range []string{"../../docs/*.md", "../../docs/*/*.md"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		out = append(out, files...)
	}
	out = slices.DeleteFunc(out, func(f string) bool { return filepath.Base(f) == "cli.md" }) // see TestReference
	return out
}

// TestSettable: whatever can be set for all commands is of the same type for all; no
// variable sets two things.
func TestSettable(t *testing.T) {
	type owner struct{ command, flag string }
	types, vars := map[string]owner{}, map[string]owner{}
	for _, cmd := range allCommands(newRootCmd()) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			typ := f.Value.Type()
			if config.Settable(f, false) {
				if was, ok := types[f.Name]; ok && was.flag != typ {
					t.Errorf("--%s is a %s of %s and a %s of %s; say that it means something else (config.OwnTable)", f.Name, was.flag, was.command, typ, cmd.CommandPath())
				}
				types[f.Name] = owner{cmd.CommandPath(), typ}
			}
			if !config.Settable(f, true) {
				return
			}
			for i, name := range config.Variables(path(cmd), f) {
				sets := owner{strings.Join(path(cmd)[:max(0, len(path(cmd))-i)], " "), f.Name}
				if was, ok := vars[name]; ok && was != sets {
					t.Errorf("%s sets --%s of %q and --%s of %q", name, was.flag, was.command, f.Name, sets.command)
				}
				vars[name] = sets
			}
		})
	}
	for _, name := range otherVariables[1:] {
		if was, ok := vars[name]; ok {
			t.Errorf("%s is read by itself and sets --%s too", name, was.flag)
		}
	}
	if len(types) < 40 || len(vars) < 200 {
		t.Errorf("only %d flags and %d variables", len(types), len(vars))
	}
}

// TestExampleFile: the example with all its remarks taken as said is a file of settings
// that changes nothing.
func TestExampleFile(t *testing.T) {
	var out, errs bytes.Buffer
	if status := run([]string{"config", "--example"}, strings.NewReader(""), &out, &errs); status != 0 {
		t.Fatal(errs.String())
	}
	var said strings.Builder
	keys := 0
	for line := range strings.Lines(out.String()) {
		if len(line) > 1 && line[0] == '#' && line[1] != ' ' {
			line = line[1:]
			keys++
		}
		said.WriteString(line)
	}
	file := filepath.Join(t.TempDir(), "all.toml")
	if err := os.WriteFile(file, []byte(said.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"config", "--config", file}, {"--config", file, "names", "lookup", "Ghana"}, {"--config", file, "accounts", "list", "--accounts", filepath.Join(t.TempDir(), "none")}} {
		var errs bytes.Buffer
		if status := run(args, strings.NewReader(""), &out, &errs); status != 0 {
			t.Errorf("%v: %s", args, errs.String())
		}
	}
	if keys < 130 {
		t.Errorf("only %d keys", keys)
	}
}

// TestDocumentedSettings: the file that docs/config.md shows is one.
func TestDocumentedSettings(t *testing.T) {
	page, err := os.ReadFile("../../docs/config.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(page), "```toml\n")
	text, _, closed := strings.Cut(rest, "```")
	if !ok || !closed {
		t.Fatal("docs/config.md shows no file")
	}
	file, err := config.Read("docs/config.md", strings.NewReader(text))
	if err == nil {
		var all []config.Command
		for _, cmd := range allCommands(newRootCmd()) {
			all = append(all, config.Command{Path: path(cmd), Flags: cmd.Flags()})
		}
		err = file.Check(all)
	}
	if err != nil {
		t.Error(err)
	}
}

// TestReference holds docs/cli.md to what the program says of itself.
// Rewrite with: go test ./cmd/chancery -run Reference -update
func TestReference(t *testing.T) {
	const file = "../../docs/cli.md"
	got := reference(newRootCmd())
	sameAsFile(t, file, got)
	for _, cmd := range []string{"## chancery read", "## chancery accounts add", "## chancery doctor", "## Exit status"} {
		if !strings.Contains(got, cmd+"\n") {
			t.Errorf("%s has no %s", file, cmd)
		}
	}
}

func TestAsMarkdown(t *testing.T) {
	for text, want := range map[string]string{
		"a *b* _c_ <d> `e`":           "a \\*b\\* \\_c\\_ \\<d> \\`e\\`",
		"said:\n  code *x*\nmore":     "said:\n\n    code *x*\n\nmore",
		"said:\n\n  a\n\n  b\n\nmore": "said:\n\n    a\n\n    b\n\nmore",
	} {
		if got := asMarkdown(text); got != want {
			t.Errorf("%q becomes %q, not %q", text, got, want)
		}
	}
}
