package eval

import (
	"encoding/json"
	"path/filepath"
	"strings"

	"chancery/internal/names"
)

// actorCase is a line of actors-dev.jsonl. A key that is absent from expected
// is not judged.
type actorCase struct {
	ID       string             `json:"id"`
	Actor    string             `json:"actor"`
	Context  string             `json:"context"`
	Date     string             `json:"date"`
	Expected map[string]*string `json:"expected"`
}

// Actors scores actor strings resolved alone (data/ngec/actors-dev.jsonl):
// country and sector as expected. dataDir is shared/data.
func Actors(dataDir string, r *names.Resolver) ([]Figure, error) {
	cases, country, sector, both := 0, 0, 0, 0
	err := eachLine(filepath.Join(dataDir, "ngec", "actors-dev.jsonl"), func(line []byte) error {
		var c actorCase
		if err := json.Unmarshal(line, &c); err != nil {
			return err
		}
		a, _, _ := r.Lookup(c.Actor, asOf(c.Date))
		k, s := meets(c.Expected["country"], a.Country), meets(c.Expected["sector"], a.Sector)
		cases++
		if k {
			country++
		}
		if s {
			sector++
		}
		if k && s {
			both++
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return []Figure{
		{Dataset: "actors", Name: "country and sector", Value: percent(both, cases), Cases: cases},
		{Dataset: "actors", Name: "country", Value: percent(country, cases), Cases: cases},
		{Dataset: "actors", Name: "sector", Value: percent(sector, cases), Cases: cases},
	}, nil
}

func meets(want *string, got string) bool { return want == nil || *want == got }

// asOf is a date of the data in ISO 8601, empty if it is none (today).
func asOf(date string) string {
	if len(date) == 10 && date[4] == '-' {
		return date
	}
	if strings.EqualFold(date, "today") {
		return "2022-06-01" // when the set was made
	}
	if f := strings.Fields(date); len(f) == 3 && len(f[2]) == 4 {
		return f[2]
	}
	return ""
}
