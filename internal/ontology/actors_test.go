package ontology

import (
	"chancery"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the digests of the actor tables into SOURCES.tsv")

func loadActors(t *testing.T) *Actors {
	t.Helper()
	a, err := LoadActors()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestActorTablesHang tells of codes that no table defines.
func TestActorTablesHang(t *testing.T) {
	a := loadActors(t)
	known := map[string]bool{"IGO": true, "NGO": true, "MNC": true, "IMG": true}
	for _, s := range a.States {
		if known[s.Code] {
			t.Errorf("code %s twice", s.Code)
		}
		known[s.Code] = true
	}
	for _, o := range a.Organisations {
		known[o.ID] = true
	}
	check := func(table, code, name string) {
		if !known[code] {
			t.Errorf("%s: %s: no such code %s", table, name, code)
		}
	}
	for _, s := range a.States {
		if s.ClaimedBy != "" {
			check("entities.tsv", s.ClaimedBy, s.Name)
		}
	}
	for _, o := range a.Organisations {
		check("organisations.tsv", o.Country, o.Name)
	}
	for _, b := range a.Bodies {
		check("bodies.tsv", b.Country, b.Name)
	}
	for _, s := range a.Sites {
		check("regions.tsv, cities.tsv", s.Country, s.Name)
	}
	for _, o := range a.Offices {
		check("offices.tsv", o.Country, o.Name)
	}
	for name, n := range map[string]int{"states": len(a.States), "bodies": len(a.Bodies), "roles": len(a.Roles), "offices": len(a.Offices), "sites": len(a.Sites)} {
		if n < 200 {
			t.Errorf("only %d %s", n, name)
		}
	}
}

// TestStatesShareNoName: the names of states and entities are told apart by
// their dates; what else shares a name is tied by class and row order.
func TestStatesShareNoName(t *testing.T) {
	a := loadActors(t)
	type bearer struct{ code, from, until string }
	seen := map[string][]bearer{}
	for _, s := range a.States {
		for _, n := range append([]string{s.Name}, s.Aliases...) {
			n = strings.TrimPrefix(n, "the ")
			for _, b := range seen[n] {
				if b.code != s.Code && (b.until == "" || s.From == "" || s.From < b.until) && (s.Until == "" || b.from == "" || b.from < s.Until) {
					t.Errorf("%q names %s and %s at the same time", n, b.code, s.Code)
				}
			}
			seen[n] = append(seen[n], bearer{s.Code, s.From, s.Until})
		}
	}
}

// TestActorsShareNoName: no name stands for two organisations at the same time,
// for two states' bodies, or for one of each.
func TestActorsShareNoName(t *testing.T) {
	a := loadActors(t)
	type bearer struct{ id, from, until string }
	seen := map[string][]bearer{}
	add := func(name string, b bearer) {
		name = strings.TrimPrefix(name, "the ")
		for _, o := range seen[name] {
			if o.id != b.id && (o.until == "" || b.from == "" || b.from < o.until) && (b.until == "" || o.from == "" || o.from < b.until) {
				t.Errorf("%q names %s and %s at the same time", name, o.id, b.id)
			}
		}
		seen[name] = append(seen[name], b)
	}
	for _, o := range a.Organisations {
		for _, n := range append([]string{o.Name}, o.Aliases...) {
			add(n, bearer{o.ID, o.From, o.Until})
		}
	}
	for _, b := range a.Bodies {
		add(b.Name, bearer{id: b.Country + "/" + b.Sector})
	}
	if len(seen) < 2000 {
		t.Errorf("only %d names", len(seen))
	}
}

// TestTermsAreInOrder: a term ends after it begins, and most are dated.
func TestTermsAreInOrder(t *testing.T) {
	a := loadActors(t)
	n := 0
	for _, o := range a.Offices {
		if o.From != "" && o.Until != "" {
			n++
			if err := checkDates(o.From, o.Until); err != nil {
				t.Errorf("%s, %s: %v", o.Name, o.Title, err)
			}
		}
	}
	if n < 500 {
		t.Errorf("only %d terms have both dates", n)
	}
}

func TestSources(t *testing.T) {
	const sources = "actors/SOURCES.tsv"
	data, err := os.ReadFile(sources)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	var listed []string
	for line := range strings.Lines(string(data)) {
		cells := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if !strings.HasPrefix(line, "#") && len(cells) == 5 {
			table, err := os.ReadFile("actors/" + cells[0])
			if err != nil {
				t.Fatal(err)
			}
			sum := sha256.Sum256(table)
			digest := hex.EncodeToString(sum[:])
			if digest != cells[4] && !*update {
				t.Errorf("%s has changed: go test ./internal/ontology -run TestSources -update", cells[0])
			}
			cells[4] = digest
			listed = append(listed, cells[0])
		}
		out = append(out, strings.Join(cells, "\t"))
	}
	files, err := os.ReadDir("actors")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.Name() != "SOURCES.tsv" && !slices.Contains(listed, f.Name()) {
			t.Errorf("%s is not in SOURCES.tsv", f.Name())
		}
	}
	if *update {
		if err := os.WriteFile(sources, []byte(strings.Join(out, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWithin(t *testing.T) {
	for _, c := range []struct {
		day, from, until string
		want             bool
	}{
		{"", "1990", "1991", true},
		{"1990-06-01", "1990", "1991", true},
		{"1992-01-01", "1990", "1991", false},
		{"1990-06-01", "1990-07", "", false},
		{"1990-07-15", "1990-07", "", true},
		{"1997", "1997-05-02", "", true},
		{"1997-05-01", "", "1997-05-02", true},
		{"1997-05-03", "", "1997-05-02", false},
	} {
		if got := Within(c.day, c.from, c.until); got != c.want {
			t.Errorf("Within(%q, %q, %q) = %v", c.day, c.from, c.until, got)
		}
	}
}

func TestBadActorRows(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"AAA\tstate", "x:1: code and name are needed"},
		{"AAA\tduchy\t\t\tA", `x:1: kind "duchy" is not known`},
		{"AAA\tstate\t19\t\tA", `x:1: date "19" is not YYYY, YYYY-MM or YYYY-MM-DD`},
		{"AAA\tstate\t\t\tA\t\t\t\t\tBBB", `x:1: formerly "BBB" is not CODE<YYYY-MM-DD`},
		{"AAA\tstate\t1999\t1990\tA", "x:1: until 1990 lies before from 1999"},
	} {
		err := eachActorRow("x", c.line, 10, new(Actors).addState)
		if err == nil || err.Error() != c.want {
			t.Errorf("%q: %v, want %s", c.line, err, c.want)
		}
	}
}

// TestMembers holds the memberships: known organisations and states, no two at a
// time, and what they were on some days.
func TestMembers(t *testing.T) {
	a := loadActors(t)
	organisations, states := map[string]Organisation{}, map[string]bool{}
	for _, o := range a.Organisations {
		if _, ok := organisations[o.ID]; !ok {
			organisations[o.ID] = o
		}
	}
	for _, s := range a.States {
		states[s.Code] = true
	}
	last := map[string]string{}
	for _, m := range a.Members {
		if _, ok := organisations[m.Organisation]; !ok || !states[m.State] {
			t.Errorf("%s in %s: not known", m.State, m.Organisation)
		}
		key := m.Organisation + " " + m.State
		if until, ok := last[key]; ok && (until == "" || m.From < until[:min(len(until), len(m.From))]) {
			t.Errorf("%s twice at a time", key)
		}
		last[key] = m.Until
	}
	for _, c := range []struct {
		organisation, day string
		members           int
		in, out           string
	}{
		{"UNO", "1945-12-31", 51, "SUN", "JPN"},
		{"UNO", "2024-01-01", 193, "SSD", "SUN"},
		{"NATO", "1950-01-01", 12, "ISL", "TUR"},
		{"NATO", "2024-04-01", 32, "SWE", "AUT"},
		{"EU", "2020-01-30", 28, "GBR", "NOR"},
		{"EU", "2020-01-31", 27, "HRV", "GBR"},
		{"CIS", "2009-08-18", 10, "MDA", "GEO"},
		{"AU", "2018-01-01", 55, "MAR", "ZAR"},
		{"AL", "", 22, "COM", "IRN"},
		{"OPEC", "2025-01-01", 12, "GAB", "QAT"},
		{"COE", "2023-01-01", 46, "UKR", "RUS"},
		{"BRICS", "2012-01-01", 5, "ZAF", "IRN"},
	} {
		got := map[string]bool{}
		full := 0
		for _, m := range a.MembersOf(c.organisation, c.day) {
			got[m.State] = true
			if m.Status == "" || m.Status == "associate" {
				full++
			}
		}
		if full != c.members || !got[c.in] || got[c.out] {
			t.Errorf("%s on %s: %d members, %s %v, %s %v", c.organisation, c.day, full, c.in, got[c.in], c.out, got[c.out])
		}
	}
	for _, c := range []struct {
		state, day, in, out string
	}{
		{"GBR", "2020-01-30", "EU", "AU"}, {"GBR", "2020-01-31", "NATO", "EU"}, {"SWE", "2024-03-06", "EU", "NATO"}, {"SWE", "2024-03-08", "NATO", "AU"},
	} {
		var in []string
		for _, m := range a.MembershipsOf(c.state, c.day) {
			in = append(in, m.Organisation)
		}
		if !slices.Contains(in, c.in) || slices.Contains(in, c.out) {
			t.Errorf("%s on %s is in %v; %s is missing or %s is too much", c.state, c.day, in, c.in, c.out)
		}
	}
	igos, groups := map[string]bool{}, 0
	for _, o := range a.Organisations {
		if o.Country == "IGO" {
			igos[o.ID] = true
		}
		if o.Kind == chancery.Group {
			groups++
		}
	}
	for _, b := range a.Bodies {
		switch b.Sector {
		case "REB", "PTY", "OPP", "PRM", "UAF", "CRM":
			groups++
		}
	}
	if len(igos) < 250 || groups < 150 || len(a.Offices) < 2500 || len(a.Roles) < 600 {
		t.Errorf("%d intergovernmental organisations, %d groups, %d terms of office, %d roles", len(igos), groups, len(a.Offices), len(a.Roles))
	}
}

// TestOneHolderAtATime: an office of one person has one holder; terms may share
// the month or year in which one followed another, as far as it is known.
func TestOneHolderAtATime(t *testing.T) {
	single := map[string]bool{}
	for _, o := range []string{"president", "prime minister", "foreign minister", "foreign secretary", "defence minister", "king", "queen", "emperor",
		"chancellor", "premier", "pope", "secretary of state", "supreme leader"} {
		single[o] = true
	}
	terms := map[string][]Office{}
	for _, o := range loadActors(t).Offices {
		if single[o.Title] {
			terms[o.Country+" "+o.Title] = append(terms[o.Country+" "+o.Title], o)
		}
	}
	pairs := 0
	for office, list := range terms {
		slices.SortStableFunc(list, func(a, b Office) int { return strings.Compare(a.From, b.From) })
		for i := 1; i < len(list); i++ {
			before, after := list[i-1], list[i]
			pairs++
			n := min(len(before.Until), len(after.From))
			if before.Name != after.Name && (before.Until == "" || n > 0 && after.From[:n] < before.Until[:n]) {
				t.Errorf("%s: %s until %q, %s from %s", office, before.Name, before.Until, after.Name, after.From)
			}
		}
	}
	if pairs < 1000 {
		t.Errorf("only %d successions", pairs)
	}
}
