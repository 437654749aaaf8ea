package document

import (
	"slices"
	"strings"
	"testing"
)

// The sections that the code asks for, by file; no file may hold another.
var wantSections = map[string][]string{
	"rules/boilerplate.txt": {"opens", "holds", "is", "platforms"},
	"rules/captions.txt":    {"opens", "restrictions"},
	"rules/credits.txt":     {"joining", "picture", "opens"},
	"rules/bylines.txt":     {"after", "titles"},
	"rules/tracking.txt":    {"parameters"},
}

func TestRulesAreWellFormed(t *testing.T) {
	phrases := 0
	for file, want := range wantSections {
		got := sections(file)
		if len(got) != len(want) {
			t.Errorf("%s: %d sections, want %d", file, len(got), len(want))
		}
		for _, s := range want {
			if len(got[s]) == 0 {
				t.Errorf("%s: section [%s] is empty", file, s)
			}
			checkPhrases(t, file+" ["+s+"]", got[s], true)
			phrases += len(got[s])
		}
	}
	if phrases < 200 {
		t.Errorf("only %d phrases; are the files embedded?", phrases)
	}
}

func TestAgenciesAreWellFormed(t *testing.T) {
	f := known()
	if len(f.agencies) < 50 || len(f.publisher) < 10 {
		t.Fatalf("%d agencies, %d publishers; is the file embedded?", len(f.agencies), len(f.publisher))
	}
	checkPhrases(t, "rules/agencies.txt", f.agencies, false)
	for short, full := range f.publisher {
		if short == "" || full == "" {
			t.Errorf("rules/agencies.txt: %q = %q lacks a side", short, full)
		}
	}
}

// checkPhrases: no phrase twice or empty, and in lower case where lines are
// compared in lower case.
func checkPhrases(t *testing.T, where string, phrases []string, lower bool) {
	t.Helper()
	sorted := slices.Sorted(slices.Values(phrases))
	for i, p := range sorted {
		if strings.TrimSpace(p) == "" {
			t.Errorf("%s: an empty phrase", where)
		}
		if i > 0 && sorted[i-1] == p {
			t.Errorf("%s: %q stands twice", where, p)
		}
		if lower && p != strings.ToLower(p) {
			t.Errorf("%s: %q is not in lower case, so no line can match it", where, p)
		}
	}
}

func TestEveryRuleFileIsKnown(t *testing.T) {
	entries, err := ruleFiles.ReadDir("rules")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name := "rules/" + e.Name()
		if _, ok := wantSections[name]; !ok && name != "rules/agencies.txt" {
			t.Errorf("%s is read by nothing", name)
		}
		data, _ := ruleFiles.ReadFile(name)
		if !strings.HasPrefix(string(data), "# ") {
			t.Errorf("%s does not begin with a comment that says what it holds and how it was compiled", name)
		}
	}
}
