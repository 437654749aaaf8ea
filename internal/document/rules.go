package document

import (
	"embed"
	"strings"
	"sync"
)

//go:embed rules/*.txt
var ruleFiles embed.FS

// formulas are the wordings by which blocks are known: section → phrases, in
// lower case but for names of agencies.
type formulas struct {
	boilerplate, captions, credits, bylines map[string][]string
	platforms, joining, titles, after       map[string]bool
	agencies                                []string          // as written
	tracking                                []string          // parameters of addresses
	publisher                               map[string]string // short form → full name
}

// known are the embedded formulas, read at first use. Embedded files cannot
// fail to be there; a test checks what they hold.
var known = sync.OnceValue(loadFormulas)

func loadFormulas() *formulas {
	f := &formulas{
		boilerplate: sections("rules/boilerplate.txt"),
		captions:    sections("rules/captions.txt"),
		credits:     sections("rules/credits.txt"),
		bylines:     sections("rules/bylines.txt"),
		publisher:   map[string]string{},
	}
	f.tracking = sections("rules/tracking.txt")["parameters"]
	f.platforms, f.joining = wordSet(f.boilerplate["platforms"]), wordSet(f.credits["joining"])
	f.titles, f.after = wordSet(f.bylines["titles"]), wordSet(f.bylines["after"])
	for _, l := range ruleLines("rules/agencies.txt") {
		short, full, ok := strings.Cut(l, "=")
		short = strings.TrimSpace(short)
		f.agencies = append(f.agencies, short)
		if ok {
			f.publisher[short] = strings.TrimSpace(full)
		}
	}
	return f
}

// sections reads "[name]" headings with phrases below them.
func sections(file string) map[string][]string {
	out := map[string][]string{}
	name := ""
	for _, l := range ruleLines(file) {
		if strings.HasPrefix(l, "[") && strings.HasSuffix(l, "]") {
			name = l[1 : len(l)-1]
			continue
		}
		out[name] = append(out[name], l)
	}
	return out
}

// ruleLines are the lines of an embedded file without comments and blank ones.
func ruleLines(file string) []string {
	data, _ := ruleFiles.ReadFile(file)
	var out []string
	for l := range strings.Lines(string(data)) {
		if l = strings.TrimRight(l, "\r\n"); strings.TrimSpace(l) != "" && !strings.HasPrefix(l, "#") {
			out = append(out, l)
		}
	}
	return out
}

func wordSet(words []string) map[string]bool {
	out := make(map[string]bool, len(words))
	for _, w := range words {
		out[w] = true
	}
	return out
}

// opensWith tells whether a line begins with one of the phrases, at the end of
// a word.
func opensWith(line string, phrases []string) bool {
	low := strings.ToLower(line)
	for _, p := range phrases {
		if strings.HasPrefix(low, p) && (len(low) == len(p) || !letterAt(low, len(p)) || !letterAt(p, len(p)-1)) {
			return true
		}
	}
	return false
}

func letterAt(s string, i int) bool { return s[i] >= 'a' && s[i] <= 'z' || s[i] >= 0x80 }

// holdsPhrase tells whether a line holds one of the phrases.
func holdsPhrase(line string, phrases []string) bool {
	low := strings.ToLower(line)
	for _, p := range phrases {
		if strings.Contains(low, p) {
			return true
		}
	}
	return false
}
