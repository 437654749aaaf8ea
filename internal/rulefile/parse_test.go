package rulefile

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

const ties = `# Breaks of relations.
set tie
  words: relation, tie,
    link

rule sever-ties
  verb: sever, cut
  obj: @tie
  yes: Ukraine cut its ties. => UKR SANCTION -
  no: Ukraine has ties.
`

func TestParse(t *testing.T) {
	blocks, err := Parse("sanction.rules", strings.NewReader(ties))
	if err != nil {
		t.Fatal(err)
	}
	if len(blocks) != 2 {
		t.Fatalf("%d blocks, want 2", len(blocks))
	}
	set, rule := &blocks[0], &blocks[1]
	if words, _ := set.Get("words"); !slices.Equal(Words(words), []string{"relation", "tie", "link"}) {
		t.Errorf("words %q", words)
	}
	if rule.ID() != "sanction.rules:sever-ties" || rule.Line != 6 {
		t.Errorf("rule %s at line %d", rule.ID(), rule.Line)
	}
	want := []Example{
		{"sanction.rules", 9, "sever-ties", true, "Ukraine cut its ties.", "UKR SANCTION -"},
		{"sanction.rules", 10, "sever-ties", false, "Ukraine has ties.", ""},
	}
	if got := Examples(blocks); !slices.Equal(got, want) {
		t.Errorf("examples %+v", got)
	}
	if err := rule.Known("verb", "obj", "yes", "no"); err != nil {
		t.Error(err)
	}
	if err := rule.Known("verb", "yes", "no"); err == nil || !strings.HasPrefix(err.Error(), "sanction.rules:8: ") {
		t.Errorf("unknown field: %v", err)
	}
}

func TestParseErrorsNameFileAndLine(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"indent first", "  verb: cut\n", "x.rules:1: an indented line"},
		{"no kind", "sever\n", "x.rules:1: a block begins"},
		{"no colon", "set a\n  cut\n", `x.rules:2: expected "key: value"`},
		{"space in key", "set a\n  a b: c\n", `x.rules:2: expected "key: value"`},
		{"twice", "set a\n  words: b\nset a\n", "x.rules:3: set a stands already at line 1"},
		{"ragged", "set a\n    words: b\n  note: c\n", "x.rules:3: indented by 2"},
		{"no examples", "rule a\n  verb: cut\n", "x.rules:1: rule a has 0 yes and 0 no examples"},
		{"only yes", "rule a\n  yes: A cut B.\n", "x.rules:1: rule a has 1 yes and 0 no examples"},
		{"empty example", "rule a\n  yes: => X\n  no: b\n", "x.rules:2: an example without a text"},
		{"not UTF-8", "set a\n  words: \xff\n", "x.rules:2: not UTF-8"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse("x.rules", strings.NewReader(c.text))
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got %v, want %s …", err, c.want)
			}
		})
	}
}

func TestParseFSNeedsFiles(t *testing.T) {
	if _, err := ParseFS(fstest.MapFS{}, "*.rules"); err == nil {
		t.Error("no files, no error")
	}
	fsys := fstest.MapFS{"b.rules": {Data: []byte("set b\n")}, "a.rules": {Data: []byte("set a\n")}}
	blocks, err := ParseFS(fsys, "*.rules")
	if err != nil || len(blocks) != 2 || blocks[0].Name != "a" {
		t.Errorf("blocks %v, error %v", blocks, err)
	}
}

func TestParseFolderNamesIt(t *testing.T) {
	fsys := fstest.MapFS{"a.rules": {Data: []byte("set a\n")}}
	blocks, err := ParseFolder("my/rules/", fsys, "*.rules")
	if err != nil || len(blocks) != 1 || blocks[0].File != "my/rules/a.rules" {
		t.Errorf("blocks %v, error %v", blocks, err)
	}
	fsys["b.rules"] = &fstest.MapFile{Data: []byte("nonsense\n")}
	if _, err := ParseFolder("mine", fsys, "*.rules"); err == nil || !strings.HasPrefix(err.Error(), "mine/b.rules:1: ") {
		t.Errorf("got %v", err)
	}
}

func TestRun(t *testing.T) {
	if errs := Run(nil, nil); len(errs) != 1 {
		t.Errorf("no examples: %v", errs)
	}
	blocks, err := Parse("sanction.rules", strings.NewReader(ties))
	if err != nil {
		t.Fatal(err)
	}
	errs := Run(Examples(blocks), func(e Example) error {
		if e.Yes {
			return errors.New("nothing fired")
		}
		return nil
	})
	if len(errs) != 1 || errs[0].Error() != "sanction.rules:9: sever-ties: nothing fired" {
		t.Errorf("got %v", errs)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{ties, "", "set a\n", "rule a\n yes: b => c\n no: d", "\t:\n", "a b\n  c: d\n    e\n f: g"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		blocks, err := Parse("x", strings.NewReader(text))
		if err != nil {
			if !strings.HasPrefix(err.Error(), "x:") {
				t.Fatalf("error without a place: %v", err)
			}
			return
		}
		for _, b := range blocks {
			if b.Kind == "" || b.Name == "" || b.Line == 0 {
				t.Fatalf("block %+v", b)
			}
		}
	})
}
