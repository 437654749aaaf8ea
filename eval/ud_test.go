package eval

import (
	"os"
	"testing"

	"chancery/internal/language"
)

func TestUD(t *testing.T) {
	const shared = "../../shared/data"
	if _, err := os.Stat(shared + "/ud"); err != nil {
		t.Skip("no treebanks at " + shared + "/ud")
	}
	eng, err := language.New()
	if err != nil {
		t.Fatal(err)
	}
	figures, err := UD(shared, eng)
	if err != nil {
		t.Fatal(err)
	}
	if len(figures) == 0 {
		t.Fatal("no figures")
	}
	for _, f := range figures {
		t.Logf("%s %-28s %6.2f (%d)", f.Dataset, f.Name, f.Value, f.Cases)
		if f.Cases == 0 {
			t.Errorf("%s %s judged nothing", f.Dataset, f.Name)
		}
	}
}
