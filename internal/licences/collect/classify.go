package main

import (
	"fmt"
	"slices"
	"strings"
)

// sign is words by which a licence is known, in small letters with single blanks.
type sign struct{ words, licence string }

// free are the licences under which code may go into a binary under Apache-2.0.
var free = []sign{
	{"apache license version 2.0, january 2004", "Apache-2.0"},
	{"licensed under the apache license, version 2.0", "Apache-2.0"},
	{"permission is hereby granted, free of charge, to any person obtaining a copy of", "MIT"},
	{"permission to use, copy, modify, and/or distribute this software for any purpose with or without fee", "ISC"},
	{"permission to use, copy, modify, and distribute this software for any purpose with or without fee", "ISC"},
	{"redistribution and use in source and binary forms, with or without modification, are permitted", "BSD"},
	{"mozilla public license version 2.0", "MPL-2.0"},
	{"mozilla public license, version 2.0", "MPL-2.0"},
	{"mozilla public license, v. 2.0", "MPL-2.0"},
	{"the author disclaims copyright to this source code", "public domain"},
	{"all of the code and documentation in sqlite has been dedicated to the public domain", "public domain"},
}

// barred are words of licences that ask for more than notices.
var barred = []sign{
	{"all advertising materials mentioning", "BSD with an advertising clause"},
	{"commons clause", "Commons Clause"},
	{"business source license", "Business Source License"},
	{"server side public license", "SSPL"},
	{"elastic license", "Elastic License"},
	{"noncommercial purpose", "non-commercial use alone"},
	{"non-commercial purpose", "non-commercial use alone"},
	{"noncommercial use", "non-commercial use alone"},
	{"non-commercial use", "non-commercial use alone"},
	{"attribution-noncommercial", "non-commercial use alone"},
	{"sharealike", "share-alike"},
	{"gnu general public license", "GPL"},
	{"gnu lesser general public license", "LGPL"},
	{"gnu library general public license", "LGPL"},
	{"gnu affero general public license", "AGPL"},
}

// classify names the licences that a text gives. A text that names none of them gives none.
func classify(text string) ([]string, error) {
	// Some quote their licence, as mail is quoted.
	fields := slices.DeleteFunc(strings.Fields(text), func(w string) bool { return w == ">" })
	words := strings.ToLower(strings.Join(fields, " "))
	var out []string
	for _, s := range free {
		if strings.Contains(words, s.words) && !slices.Contains(out, s.licence) {
			out = append(out, s.licence)
		}
	}
	// The Mozilla licence names the GNU ones as those that its code may also be under.
	mozilla := slices.Contains(out, "MPL-2.0")
	for _, s := range barred {
		if strings.Contains(words, s.words) && !(mozilla && strings.HasPrefix(s.words, "gnu ")) {
			return nil, fmt.Errorf("speaks of %s (%q)", s.licence, s.words)
		}
	}
	if i := slices.Index(out, "BSD"); i >= 0 {
		out[i] = "BSD-2-Clause"
		if strings.Contains(words, "neither the name") {
			out[i] = "BSD-3-Clause"
		}
	}
	return out, nil
}

// licencesOf names the licences of each component, in the order of texts. One that gives
// none, or one that bars us, is an error.
func licencesOf(texts []text) (order []string, of map[string][]string, err error) {
	of = map[string][]string{}
	for _, t := range texts {
		found, err := classify(t.text)
		if err != nil {
			return nil, nil, fmt.Errorf("%s, file %s: %w; it may not go into the binary", t.component, t.file, err)
		}
		if _, ok := of[t.component]; !ok {
			order = append(order, t.component)
			of[t.component] = nil
		}
		for _, l := range found {
			if !slices.Contains(of[t.component], l) {
				of[t.component] = append(of[t.component], l)
			}
		}
	}
	for _, c := range order {
		if len(of[c]) == 0 {
			return nil, nil, fmt.Errorf("%s: its licence is none that is known here; read it, and add its words to classify.go or do without", c)
		}
	}
	return order, of, nil
}
