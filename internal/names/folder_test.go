package names

import (
	"testing"
	"testing/fstest"

	"chancery/internal/ontology"
)

// FuzzFolder: a table of a user's either loads, and names can be looked up, or
// is refused with an error.
func FuzzFolder(f *testing.F) {
	files := []string{"states.tsv", "entities.tsv", "organisations.tsv", "bodies.tsv", "cities.tsv", "roles.tsv", "offices.tsv", "members.tsv"}
	f.Add(uint8(0), "RUR\tstate\t\t\tRuritania\tthe Kingdom\tRuritanian\tRuritanians\tStrelsau\tSUN<1991-12-26\n")
	f.Add(uint8(1), "RUR\town\t1999\t\tPeople's Republic of Ruritania\t\t\t\t\tstatehood\tFRA\n")
	f.Add(uint8(2), "NATO\t\t\t\t\t\t\tthe Pact\n")
	f.Add(uint8(3), "FRA\tMED\tGazette\tstate\n")
	f.Add(uint8(4), "FRA\tBorsk\t1\t2\n")
	f.Add(uint8(5), "GOV\toffice\tkeeper of the seal\n")
	f.Add(uint8(6), "FRA\tGOV\tking\t-1 x\tLouis\t1999\t2001-02-03\n")
	f.Fuzz(func(t *testing.T, which uint8, table string) {
		file := files[int(which)%len(files)]
		r, err := New(ontology.Folder{Name: "mine", Files: fstest.MapFS{file: {Data: []byte(table)}}})
		if err != nil {
			return
		}
		for _, q := range []string{"Ruritania", "the keeper of the seal of France", "King Louis", table} {
			r.Lookup(q, "2000-01-01")
		}
	})
}
