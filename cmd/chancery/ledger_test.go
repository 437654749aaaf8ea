package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"chancery"
	"chancery/internal/document"
	"chancery/internal/ledger"
	"chancery/internal/ledger/postgres/pgtest"
	"chancery/internal/ontology"
)

// asChancery makes a process of the test binary the program itself
// (testscript.Main goes by the name it is called by).
func asChancery(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	name := filepath.Join(dir, "chancery")
	if _, err := os.Lstat(name); err != nil {
		self, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(self, name); err != nil {
			t.Fatal(err)
		}
	}
	return exec.Command(name, args...)
}

// output runs a command line in this process.
func output(t *testing.T, args ...string) string {
	t.Helper()
	var out, problems bytes.Buffer
	if status := run(args, strings.NewReader(""), &out, &problems); status != 0 {
		t.Fatalf("chancery %s: status %d: %s", strings.Join(args, " "), status, &problems)
	}
	return out.String()
}

// texts writes so many short texts as JSON Lines, no two alike.
func texts(t *testing.T, path string, n int) {
	t.Helper()
	states := []string{"Ghana", "Togo", "Peru", "Chile", "Norway", "Poland", "Kenya", "Uganda"}
	acts := []string{"severed diplomatic relations with", "recalled its ambassador from", "imposed sanctions on", "accused", "recognised", "praised"}
	var b strings.Builder
	for i := range n {
		day := fmt.Sprintf("2021-%02d-%02d", 1+i/28%12, 1+i%28)
		text := fmt.Sprintf("%s %s %s on Monday. It was announcement number %d of the year.",
			states[i%8], acts[i%6], states[(i+1+i/8%7)%8], i)
		line, err := json.Marshal(map[string]string{"id": fmt.Sprintf("doc-%d", i), "date": day, "title": fmt.Sprintf("Note %d", i), "text": text})
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(line, '\n'))
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestIngestKilled kills chancery ingest at random moments and gives the same
// command again until it comes to its end.
func TestIngestKilled(t *testing.T) {
	dir := t.TempDir()
	in, path := filepath.Join(dir, "in.jsonl"), filepath.Join(dir, "ledger.db")
	texts(t, in, 600)
	r := rand.New(rand.NewPCG(5, 6))
	told := map[string]bool{}
	kills := 0
	for {
		cmd := asChancery(t, dir, "ingest", in, "--ledger", path, "-v")
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if kills < 8 {
			time.AfterFunc(time.Duration(100+r.IntN(900))*time.Millisecond, func() { cmd.Process.Kill() })
		}
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if id, _, ok := strings.Cut(lines.Text(), "\t"); ok {
				if told[id] {
					t.Fatalf("%s was recorded twice", id)
				}
				told[id] = true
			}
		}
		if cmd.Wait() == nil {
			break
		}
		kills++
	}
	var ids []string
	for line := range strings.Lines(output(t, "claims", "--sources", "--ledger", path)) {
		var s chancery.Source
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, s.ID)
	}
	if len(ids) != 600 {
		t.Errorf("after %d kills the ledger has %d documents", kills, len(ids))
	}
	for id := range told {
		if !slices.Contains(ids, id) {
			t.Errorf("%s was acknowledged and is lost", id)
		}
	}
	clean := filepath.Join(dir, "clean.db")
	output(t, "ingest", in, "--ledger", clean)
	if got, want := withoutTimes(t, path), withoutTimes(t, clean); got != want {
		t.Error("the ledger is not that of a run that nobody killed")
	}
	output(t, "verify", "--ledger", path)
}

// withoutTimes are all claims and relations, sorted, whenever recorded.
func withoutTimes(t *testing.T, path string) string {
	t.Helper()
	var lines []string
	for line := range strings.Lines(output(t, "claims", "--ledger", path)) {
		var c chancery.Claim
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, c.ID)
	}
	f := ledgerFlag{path}
	l, err := f.open(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	rs, err := l.Relations(t.Context(), ledger.Asked{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rs {
		lines = append(lines, fmt.Sprint(rs[i].Interval()))
	}
	if len(lines) == 0 {
		t.Fatal("the ledger is empty")
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// TestOrderOfArrival records the same documents forwards and backwards.
func TestOrderOfArrival(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in.jsonl")
	texts(t, in, 120)
	data, err := os.ReadFile(in)
	if err != nil {
		t.Fatal(err)
	}
	lines := slices.Collect(strings.Lines(string(data)))
	slices.Reverse(lines)
	back := filepath.Join(dir, "back.jsonl")
	if err := os.WriteFile(back, []byte(strings.Join(lines, "")), 0o644); err != nil {
		t.Fatal(err)
	}
	one, other := filepath.Join(dir, "one.db"), filepath.Join(dir, "other.db")
	output(t, "ingest", in, "--ledger", one)
	output(t, "ingest", back, "--ledger", other)
	if withoutTimes(t, one) != withoutTimes(t, other) {
		t.Error("the relations depend on the order of arrival")
	}
	for _, code := range []string{"GHA", "PER"} {
		a := output(t, "timeline", code, "--limit", "0", "--ledger", one, "--format", "json")
		if b := output(t, "timeline", code, "--limit", "0", "--ledger", other, "--format", "json"); a != b || a == "" {
			t.Errorf("the incidents of %s depend on the order of arrival", code)
		}
	}
}

// shared is a path of the data beside the project; without it the test is
// skipped, visibly.
func shared(t *testing.T, path string) string {
	t.Helper()
	full := filepath.Join("../../../shared", path)
	if _, err := os.Stat(full); err != nil {
		t.Skipf("%s is not there", full)
	}
	return full
}

// TestNewswireTwice records the newswire twice; the second time adds nothing.
func TestNewswireTwice(t *testing.T) {
	in := shared(t, "data/newswire")
	path := filepath.Join(t.TempDir(), "ledger.db")
	output(t, "ingest", in, "--ledger", path)
	first := output(t, "claims", "--ledger", path) + output(t, "claims", "--sources", "--ledger", path)
	if got := output(t, "ingest", in, "--ledger", path); !strings.HasPrefix(got, "recorded 0 documents with 0 claims; 2018") {
		t.Errorf("the second time: %s", got)
	}
	if second := output(t, "claims", "--ledger", path) + output(t, "claims", "--sources", "--ledger", path); second != first {
		t.Error("the second time changed the ledger")
	}
	output(t, "verify", "--ledger", path)
}

// TestSeedRelations records the seed article and asks for the relations of its
// gold.
func TestSeedRelations(t *testing.T) {
	dir := shared(t, "seed")
	data, err := os.ReadFile(filepath.Join(dir, "gold.json"))
	if err != nil {
		t.Fatal(err)
	}
	var gold struct {
		Relations []struct {
			Kind, From, To, Status, Since, What string
			According                           []string `json:"according_to"`
			Optional                            bool
		} `json:"relations_as_of_2022_07_15"`
	}
	if err := json.Unmarshal(data, &gold); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "ledger.db")
	output(t, "ingest", filepath.Join(dir, "article.txt"), "--ledger", path)
	f := ledgerFlag{path}
	l, err := f.open(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	on, err := ledger.ParseDay("2022-07-15")
	if err != nil {
		t.Fatal(err)
	}
	rs, err := l.Relations(t.Context(), ledger.Asked{}, &on)
	if err != nil {
		t.Fatal(err)
	}
	mutual, err := ontology.LoadEvents()
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	for _, g := range gold.Relations {
		if g.Optional {
			continue
		}
		asked++
		i := slices.IndexFunc(rs, func(r ledger.Relation) bool {
			turned := mutual.Mutual(g.Kind) && r.From == g.To && r.To == g.From
			return r.Kind == g.Kind && (r.From == g.From && r.To == g.To || turned) && r.Status == g.Status && r.What == g.What
		})
		if i < 0 {
			t.Errorf("missing: %s %s %s %s %s", g.From, g.Kind, g.Status, g.To, g.What)
			continue
		}
		x := rs[i].Interval()
		since, err := ledger.ParseDate(g.Since)
		if err != nil {
			t.Fatal(err)
		}
		if x.Since.First < since.First || since.Known() && x.Since.Last > since.Last {
			t.Errorf("%s %s %s %s: since %s, want %s", g.From, g.Kind, g.Status, g.To, x.Since, g.Since)
		}
		for _, by := range g.According {
			if !slices.Contains(x.Holders, by) {
				t.Errorf("%s %s %s %s: according to %v, want %v", g.From, g.Kind, g.Status, g.To, x.Holders, g.According)
			}
		}
	}
	if asked < 10 {
		t.Errorf("%d relations in the gold", asked)
	}
}

// readingsOf reads documents as ingest does.
func readingsOf(t *testing.T, in string) ([]ledger.Reading, string) {
	t.Helper()
	var k knowledge
	reader, err := k.readerName()
	if err != nil {
		t.Fatal(err)
	}
	p, err := engine()
	if err != nil {
		t.Fatal(err)
	}
	l, err := ledger.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	var out []ledger.Reading
	for r := range readAll(t.Context(), p, document.Open(t.Context(), []string{in}, document.Options{}), 2) {
		if r.err != nil {
			t.Fatal(r.err)
		}
		x, err := l.Read(r.record, reader)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, x)
	}
	return out, reader
}

// recordAtOnce records readings in one batch, which ingest does as fast as the
// machine is, so that times of recording can be compared.
func recordAtOnce(t *testing.T, where string, readings []ledger.Reading, reader string) {
	t.Helper()
	f := ledgerFlag{where}
	l, err := f.open(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if _, err := l.Append(t.Context(), readings, reader, time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
}

// TestPostgres records the same documents in a file and on a server, which must
// answer every question alike.
func TestPostgres(t *testing.T) {
	dir := t.TempDir()
	in, file := filepath.Join(dir, "in.jsonl"), filepath.Join(dir, "ledger.db")
	texts(t, in, 150)
	server := pgtest.Start(t).Address("postgres")
	readings, reader := readingsOf(t, in)
	for _, where := range []string{file, server} {
		recordAtOnce(t, where, readings, reader)
		if got := output(t, "ingest", in, "--ledger", where); !strings.Contains(got, "150 documents known already") {
			t.Errorf("the second time: %s", got)
		}
		output(t, "verify", "--ledger", where)
	}
	for _, question := range []string{
		"relations GHA --all", "relations GHA TGO --as-of 2021-06-01 --evidence", "recognition PER --as-of 2021-08-01",
		"timeline NOR --limit 0 --evidence", "timeline NOR POL", "changes --since 2021-03-01 --until 2021-05-01", "changes --known-since 2021-01-01",
		"sources KEN", "conflicts", "claims", "claims --sources", "relations UGA --all --published-by 2021-04-01",
		"relations UGA --all --known-at 2021-12-31",
	} {
		args := strings.Fields(question)
		if args[0] != "claims" {
			args = append(args, "--format", "json")
		}
		one := output(t, append(slices.Clone(args), "--ledger", file)...)
		if other := output(t, append(slices.Clone(args), "--ledger", server)...); one != other {
			t.Errorf("%s: the file says\n%.2000s\nthe server\n%.2000s", question, one, other)
		} else if one == "" && !strings.Contains(question, "known-at") {
			t.Errorf("%s has no answer", question)
		}
	}
	var out, problems bytes.Buffer
	if status := run([]string{"backup", "x", "--ledger", server}, strings.NewReader(""), &out, &problems); status == 0 || !strings.Contains(problems.String(), "pg_dump") {
		t.Errorf("backup: status %d, %s", status, &problems)
	}
}
