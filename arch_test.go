package chancery_test

import (
	"encoding/json"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// allowed is the house's plan of imports: each room with the rooms it may use.
// All may use the root package; nothing that is not listed is allowed. A room
// that is not listed may not exist: add it here and to ARCHITECTURE.md in one
// step.
var allowed = map[string][]string{
	"chancery":                      {},
	"chancery/client":               {},
	"chancery/internal/rulefile":    {},
	"chancery/internal/ontology":    {},
	"chancery/internal/document":    {"internal/document/fetch"},
	"chancery/internal/language":    {"internal/language/infer"},
	"chancery/internal/names":       {"internal/language", "internal/ontology", "internal/spelling"},
	"chancery/internal/spelling":    {},
	"chancery/internal/dates":       {"internal/language", "internal/rulefile"},
	"chancery/internal/attribution": {"internal/language", "internal/names", "internal/rulefile"},
	"chancery/internal/events": {"internal/language", "internal/names", "internal/dates", "internal/attribution",
		"internal/ontology", "internal/rulefile"},
	"chancery/internal/pipeline": {"internal/document", "internal/language", "internal/names", "internal/dates",
		"internal/attribution", "internal/events", "internal/ontology", "internal/rulefile"},

	"chancery/internal/ledger": {"internal/ontology", "internal/spelling"},
	// What is written in a question, alike in flags, addresses and calls of tools.
	"chancery/internal/question":               {"internal/ledger", "internal/ontology"},
	"chancery/internal/ledger/sqlite":          {"internal/ledger"},
	"chancery/internal/ledger/postgres":        {"internal/ledger"},
	"chancery/internal/ledger/postgres/pgtest": {},
	"chancery/internal/ledger/history":         {"internal/ledger"},
	"chancery/internal/ledger/ledgertest":      {"internal/ledger", "internal/ledger/history", "internal/ontology"},

	// A model is asked over the network about a finished record; the names are handed in.
	"chancery/internal/secondopinion": {"internal/document/fetch", "internal/ontology"},

	// Flags are set by files and variables that are handed in.
	"chancery/internal/config": {"internal/spelling"},

	"chancery/internal/exchange":        {"internal/ontology"},
	"chancery/internal/stream":          {},
	"chancery/internal/atom":            {},
	"chancery/internal/stream/natstest": {},
	// What runs for good joins fetching and asking; reading and recording are
	// handed to it.
	"chancery/internal/watch": {"internal/atom", "internal/document", "internal/document/fetch", "internal/ledger", "internal/ontology"},

	"chancery/internal/web": {"internal/atom", "internal/ledger", "internal/question", "internal/exchange", "internal/ontology", "internal/spelling", "internal/web/access", "internal/web/static"},
	// Programs that ask in another protocol than the web's are let in by the same guard.
	"chancery/internal/agent": {"internal/ledger", "internal/question", "internal/ontology", "internal/web/access"},
	// What the browser loads is files; the tool that makes them names them as we do.
	"chancery/internal/web/static":             {},
	"chancery/internal/web/static/browsertest": {},
	// The documentation is files that are handed in, whatever they tell of.
	"chancery/internal/web/manual": {},
	"chancery/internal/web/bundle": {"internal/ontology"},
	// Who may come in, and what the server lets through: apart from what there is
	// to see.
	"chancery/internal/web/access": {},

	// What a user of the binary must be told of licences is one text; the tool that makes it
	// asks the go command.
	"chancery/internal/licences":         {},
	"chancery/internal/licences/collect": {},

	// Files of a release and tests of one; no code.
	"chancery/packaging": {},

	"chancery/internal/document/fetch":   {},
	"chancery/internal/language/infer":   {},
	"chancery/internal/ontology/imports": {"internal/ontology"},
}

// everything may use any room.
var everything = []string{"chancery/cmd/", "chancery/eval", "chancery/train"}

func TestImportsGoOneWay(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	seen := map[string]bool{}
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var pkg struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&pkg); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		seen[pkg.ImportPath] = true
		if slices.ContainsFunc(everything, func(p string) bool { return strings.HasPrefix(pkg.ImportPath, p) }) {
			continue
		}
		may, ok := allowed[pkg.ImportPath]
		if !ok {
			t.Errorf("%s is not a room of the house; add it to the plan or move it", pkg.ImportPath)
			continue
		}
		for _, imp := range pkg.Imports {
			room, ours := strings.CutPrefix(imp, "chancery/")
			if ours && !slices.Contains(may, room) {
				t.Errorf("%s imports %s, which the plan does not allow", pkg.ImportPath, imp)
			}
		}
	}
	for room := range allowed {
		if !seen[room] {
			t.Errorf("room %s is in the plan but not in the house", room)
		}
	}
}
