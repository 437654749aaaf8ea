package eval

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"chancery"
)

// entityKinds are the kinds of entities of re3d that are actors or their places.
var entityKinds = []string{"Person", "Organisation", "Location", "Nationality"}

// Names scores who is found in texts: the entities of conflict reports
// (data/conflibert/re3d-dev.txt; persons, organisations, locations,
// nationalities), as spans that share a word with a mention of some actor, and
// the country codes of the PLOVER gold standard's actors and recipients
// (data/gsr) that are found among a sentence's actors.
func Names(sharedDir string, read Reader) ([]Figure, error) {
	entities, err := re3d(sharedDir, read)
	if err != nil {
		return nil, err
	}
	codes, err := gsrCodes(sharedDir, read)
	if err != nil {
		return nil, err
	}
	return append(entities, codes...), nil
}

// re3d is recall of all entities and of each kind, and precision of mentions.
func re3d(sharedDir string, read Reader) ([]Figure, error) {
	var cur nerSentence
	wanted, found := map[string]int{}, map[string]int{}
	mentions, right := 0, 0
	flush := func() {
		if cur.text == "" {
			return
		}
		r := read("", "", cur.text)
		var have, gold []chancery.Span
		for _, a := range r.Actors {
			for _, m := range a.Mentions {
				if !pronounLike(r.Text, m) && !slices.Contains(have, m) {
					have = append(have, m)
				}
			}
		}
		for _, kind := range entityKinds {
			for _, s := range cur.spans[kind] {
				gold = append(gold, s)
				wanted[kind]++
				if slices.ContainsFunc(have, s.Overlaps) {
					found[kind]++
				}
			}
		}
		for _, m := range have {
			mentions++
			if slices.ContainsFunc(gold, m.Overlaps) {
				right++
			}
		}
		cur = nerSentence{}
	}
	err := eachRawLine(filepath.Join(sharedDir, "data", "conflibert", "re3d-dev.txt"), func(line string) {
		word, tag, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok {
			flush()
			return
		}
		cur.add(word, tag)
	})
	flush()
	if err != nil {
		return nil, err
	}
	all, hit := 0, 0
	var out []Figure
	for _, kind := range entityKinds {
		all += wanted[kind]
		hit += found[kind]
		out = append(out, Figure{Dataset: "names", Name: "re3d " + strings.ToLower(kind) + " recall", Value: percent(found[kind], wanted[kind]), Cases: wanted[kind]})
	}
	p, r := percent(right, mentions), percent(hit, all)
	return append([]Figure{
		{Dataset: "names", Name: "re3d span precision", Value: p, Cases: mentions},
		{Dataset: "names", Name: "re3d span recall", Value: r, Cases: all},
		{Dataset: "names", Name: "re3d span F1", Value: harmonic(p, r), Cases: all},
	}, out...), nil
}

// pronounLike tells whether a mention is a pronoun, which the data do not mark.
func pronounLike(text string, m chancery.Span) bool {
	switch strings.ToLower(string([]rune(text)[m.Start:m.End])) {
	case "he", "she", "it", "they", "him", "her", "them", "his", "hers", "its", "their", "theirs", "himself", "herself", "itself", "themselves", "who", "whose", "whom", "both":
		return true
	}
	return false
}

// gsrCodes is the share of gold country codes found among the actors.
func gsrCodes(sharedDir string, read Reader) ([]Figure, error) {
	path := filepath.Join(sharedDir, "data", "gsr", "plover-gsr-dev.json")
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("eval: reading gsr: %w", err)
	}
	var records []gsrRecord
	if err := json.Unmarshal(data, &records); err != nil {
		return nil, fmt.Errorf("eval: reading %s: %w", path, err)
	}
	wanted, found := 0, 0
	for i := range records {
		g := &records[i]
		r := read(g.ID, g.Date, g.Text)
		for _, code := range append(g.sources(), g.targets()...) {
			wanted++
			if slices.ContainsFunc(r.Actors, func(a chancery.Actor) bool { return a.Country == code }) {
				found++
			}
		}
	}
	return []Figure{{Dataset: "names", Name: "gsr actor codes", Value: percent(found, wanted), Cases: wanted}}, nil
}
