package eval

import (
	"os"
	"testing"

	"chancery/internal/names"
)

func TestActors(t *testing.T) {
	const data = "../../shared/data"
	if _, err := os.Stat(data + "/ngec"); err != nil {
		t.Skip("no ../shared/data/ngec here")
	}
	r, err := names.New()
	if err != nil {
		t.Fatal(err)
	}
	figures, err := Actors(data, r)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range figures {
		t.Logf("%s: %.1f of %d", f.Name, f.Value, f.Cases)
		if f.Cases == 0 || f.Value < 75 {
			t.Errorf("%s is %.1f of %d cases, below 75", f.Name, f.Value, f.Cases)
		}
	}
}

func TestAsOf(t *testing.T) {
	for date, want := range map[string]string{"2020-01-31": "2020-01-31", "today": "2022-06-01", "1 July 2021": "2021", "": "", "soon": ""} {
		if got := asOf(date); got != want {
			t.Errorf("asOf(%q) = %q, want %q", date, got, want)
		}
	}
}
