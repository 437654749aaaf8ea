package imports

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// itemNumber is the number of an item's id.
func itemNumber(id string) (int, bool) {
	if len(id) < 2 || id[0] != 'Q' {
		return 0, false
	}
	n, err := strconv.Atoi(id[1:])
	return n, err == nil && n > 0
}

// item is the item that a snak holds.
func (s *snak) item() (int, bool) {
	var v struct {
		ID string `json:"id"`
		N  int    `json:"numeric-id"`
	}
	if len(s.Value.Value) == 0 || s.Value.Value[0] != '{' || json.Unmarshal(s.Value.Value, &v) != nil {
		return 0, false
	}
	if v.ID == "" { // as old dumps have it
		return v.N, v.N > 0
	}
	return itemNumber(v.ID)
}

func snaks(list []statement) []snak {
	var out []snak
	for _, s := range list {
		if s.Rank != "deprecated" {
			out = append(out, s.Main)
		}
	}
	return out
}

func items(list []statement) []int {
	var out []int
	for _, s := range snaks(list) {
		if n, ok := s.item(); ok {
			out = append(out, n)
		}
	}
	return out
}

func hasClass(of []int, classes []string) bool {
	return slices.ContainsFunc(classes, func(c string) bool {
		n, _ := itemNumber(c)
		return slices.Contains(of, n)
	})
}

// englishTexts are the English ones of texts with a language.
func englishTexts(list []statement) []string {
	var out []string
	for _, s := range snaks(list) {
		var v struct{ Text, Language string }
		if len(s.Value.Value) > 0 && s.Value.Value[0] == '{' && json.Unmarshal(s.Value.Value, &v) == nil && v.Language == "en" {
			out = append(out, cell(v.Text))
		}
	}
	return out
}

// timeOf is the first time among snaks as a date of the tables, no more precise
// than it is known; empty if there is none.
func timeOf(list []snak) string {
	for i := range list {
		var v struct {
			Time      string `json:"time"`
			Precision int    `json:"precision"`
		}
		raw := list[i].Value.Value
		if len(raw) == 0 || raw[0] != '{' || json.Unmarshal(raw, &v) != nil {
			continue
		}
		if d := timeDate(v.Time, v.Precision); d != "" {
			return d
		}
	}
	return ""
}

// timeDate reads +YYYY-MM-DDT… with Wikidata's precision: 9 a year, 10 a month,
// 11 a day.
func timeDate(s string, precision int) string {
	s = strings.TrimPrefix(s, "+")
	if len(s) < 10 || precision < 9 {
		return ""
	}
	d := s[:10]
	switch precision {
	case 9:
		d = d[:4]
	case 10:
		d = d[:7]
	}
	if !isDate(d) {
		return ""
	}
	return d
}
