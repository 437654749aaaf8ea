package ontology

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func folder(files ...string) Folder {
	m := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		m[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return Folder{Name: "mine", Files: m}
}

func TestFolderLiesOnTop(t *testing.T) {
	below := loadActors(t)
	a, err := LoadActors(
		folder("states.tsv", "ARM\t\t\t\t\tHayastan\nRUR\tstate\t\t\tRuritania\n",
			"organisations.tsv", "NATO\t\t\t\t\t\t\tthe Pact\n",
			"offices.tsv", "RUR\tGOV\tpresident\tRudolf Elphberg\n"),
		folder("bodies.tsv", "# of a code of the folder before\nRUR\tLEG\tGrand Diet\n", "README", "not a table"))
	if err != nil {
		t.Fatal(err)
	}
	s := a.States[0]
	if s.Code != "ARM" || s.Name != "Armenia" || s.Kind != "state" || !slices.Equal(s.Aliases, []string{"Hayastan"}) {
		t.Errorf("a row that adds a name: %+v", s)
	}
	if len(s.Formerly) != 1 || s.Formerly[0].Code != "SUN" {
		t.Errorf("formerly %v is not that of the row below", s.Formerly)
	}
	if o := a.Organisations[0]; o.Name != "North Atlantic Treaty Organization" || o.Country != "IGO" || o.Aliases[0] != "the Pact" {
		t.Errorf("an organisation with one more name: %+v", o)
	}
	if b := a.Bodies[0]; b.Name != "Grand Diet" || len(a.Bodies) != len(below.Bodies)+1 {
		t.Errorf("%d bodies, first %+v", len(a.Bodies), b)
	}
	if o := a.Offices[len(a.Offices)-1]; o.Name != "Rudolf Elphberg" {
		t.Errorf("last term %+v", o)
	}
	if len(a.Sites) != len(below.Sites) || len(a.Roles) != len(below.Roles) {
		t.Error("tables that the folders lack have changed")
	}
}

func TestFolderDates(t *testing.T) {
	a, err := LoadActors(folder("states.tsv", "SUN\t\t\t\t\tRed Empire\nDDR\t\t1950\t\t\tOssi Land\n"))
	if err != nil {
		t.Fatal(err)
	}
	if s := a.States[0]; s.Until == "" {
		t.Errorf("dates of the row below are lost: %+v", s)
	}
	if s := a.States[1]; s.From != "1950" || s.Until != "" {
		t.Errorf("half of the dates is of the row below: %+v", s)
	}
}

func TestBadFolders(t *testing.T) {
	for _, c := range []struct {
		name  string
		files []string
		want  string
	}{
		{"kind", []string{"states.tsv", "# x\nRUR\tduchy\t\t\tRuritania"}, `mine/states.tsv:2: kind "duchy" is not known`},
		{"unknown code", []string{"bodies.tsv", "RUR\tLEG\tGrand Diet"}, "mine/bodies.tsv:1: no state, entity or organisation has the code RUR"},
		{"no name", []string{"offices.tsv", "FRA\tGOV\tking\t--"}, "mine/offices.tsv:1: a name with a letter"},
		{"member of nothing", []string{"members.tsv", "XQX\tFRA\t1999"}, "mine/members.tsv:1: no state, entity or organisation has the code XQX"},
		{"member that is nobody", []string{"members.tsv", "NATO\tXQX\t1999"}, "mine/members.tsv:1: no state, entity or organisation has the code XQX"},
		{"latitude", []string{"cities.tsv", "FRA\tNeverville\tx\t1"}, "mine/cities.tsv:1: latitude"},
		{"columns", []string{"roles.tsv", "GOV\toffice\tknave\tx"}, "mine/roles.tsv:1: more than 3 columns"},
		{"other table", []string{"state.tsv", ""}, "mine/state.tsv: no such table; there are states.tsv"},
		{"empty", []string{"notes.txt", ""}, "mine: holds no table"},
		{"new code", []string{"states.tsv", "RUR"}, "mine/states.tsv:1: a name with a letter"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := LoadActors(folder(c.files...))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
}
