package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestNoticesAreComplete is go run ./internal/licences/collect --check: every embedded file
// has its entry in NOTICE, every linked module a licence that lets it in, and
// third-party.txt tells of all of them.
func TestNoticesAreComplete(t *testing.T) {
	if err := run("../../..", true); err != nil {
		t.Fatal(err)
	}
}

func TestCheckTellsWhatIsOutOfDate(t *testing.T) {
	root := t.TempDir()
	for _, file := range []string{"NOTICE", "internal/web/static/licences.txt"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(root, file)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, file), []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := run(root, true); err == nil {
		t.Error("a folder that is no repository passes")
	}
}

func TestClassify(t *testing.T) {
	const (
		mit = "Permission is hereby granted, free of charge, to any person obtaining a copy\nof this software"
		bsd = "Redistribution and use in source and binary forms, with or without\n modification, are permitted provided that"
	)
	for _, tt := range []struct {
		name, text string
		want       []string
		wrong      string
	}{
		{"MIT", "Copyright (c) 2020 A\n\n" + mit, []string{"MIT"}, ""},
		{"BSD of two clauses", bsd, []string{"BSD-2-Clause"}, ""},
		{"BSD of three clauses", bsd + " * Neither the name of A nor", []string{"BSD-3-Clause"}, ""},
		{"BSD of four clauses", bsd + " 3. All advertising materials mentioning features", nil, "advertising"},
		{"Apache", "   Apache License\n   Version 2.0, January 2004", []string{"Apache-2.0"}, ""},
		{"ISC", "Permission to use, copy, modify, and/or distribute this software for any\npurpose with or without fee is", []string{"ISC"}, ""},
		{"two in one", "Apache License\nVersion 2.0, January 2004\n" + mit, []string{"Apache-2.0", "MIT"}, ""},
		{"Mozilla's, which names GNU's", "Mozilla Public License Version 2.0 … GNU General Public License, Version 2.0", []string{"MPL-2.0"}, ""},
		{"GNU's", "GNU GENERAL PUBLIC LICENSE\n  Version 3", nil, "GPL"},
		{"the lesser", "GNU Lesser General\nPublic License", nil, "LGPL"},
		{"MIT with a condition", mit + " ... “Commons Clause” License Condition", nil, "Commons Clause"},
		{"not for trade", mit + " for non-commercial purposes only", nil, "non-commercial"},
		{"for trade or not", mit + " for any purpose, commercial or non-commercial, and", []string{"MIT"}, ""},
		{"none", "All rights reserved.", nil, ""},
		{"empty", "", nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := classify(tt.text)
			if (err != nil) != (tt.wrong != "") || err != nil && !strings.Contains(err.Error(), tt.wrong) {
				t.Fatalf("error %v, want one of %q", err, tt.wrong)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestLicencesOfRefusesWhatItDoesNotKnow(t *testing.T) {
	_, _, err := licencesOf([]text{{"a v1", "LICENSE", "All rights reserved."}})
	if err == nil || !strings.Contains(err.Error(), "a v1: its licence is none that is known here") {
		t.Errorf("an unknown licence: %v", err)
	}
	_, _, err = licencesOf([]text{{"a v1", "LICENSE", "GNU General Public License"}})
	if err == nil || !strings.Contains(err.Error(), "a v1, file LICENSE: speaks of GPL") {
		t.Errorf("a barred licence: %v", err)
	}
}

func TestLicenceFiles(t *testing.T) {
	for name, want := range map[string]bool{
		"LICENSE": true, "LICENCE.md": true, "licenses": true, "COPYING": true, "NOTICE.txt": true, "UNLICENSE": true,
		"PATENTS": true, "icu-license.html": true, "LICENSE-3RD-PARTY.md": true, "COPYRIGHT": true,
		"README.md": false, "license.go": false, "notices_test.go": false, "check_license.sh": false, "licensing.md": false,
	} {
		if got := licenceFile.MatchString(name) && !sourceFile.MatchString(name); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

func TestModuleTextsRefusesAModuleWithoutLicence(t *testing.T) {
	dir := t.TempDir()
	pkg := listed{ImportPath: "example.org/m/inside", Module: &module{Path: "example.org/m", Version: "v1.0.0", Dir: dir}}
	if err := os.Mkdir(filepath.Join(dir, "inside"), 0o755); err != nil {
		t.Fatal(err)
	}
	// A licence of a part is not one of the whole.
	if err := os.WriteFile(filepath.Join(dir, "inside", "LICENSE"), []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := moduleTexts([]listed{pkg}); err == nil || !strings.Contains(err.Error(), "module example.org/m v1.0.0 has no licence file") {
		t.Errorf("error %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "LICENSE"), []byte("y"), 0o644); err != nil {
		t.Fatal(err)
	}
	texts, err := moduleTexts([]listed{pkg})
	if err != nil || len(texts) != 2 {
		t.Errorf("%v, %v", texts, err)
	}
}

func TestCheckNotice(t *testing.T) {
	packages := []listed{
		{ImportPath: "chancery/internal/a", EmbedFiles: []string{"rules/x.rules", "t.tsv"}, Module: &module{Path: "chancery", Main: true}},
		{ImportPath: "example.org/m/data", EmbedFiles: []string{"b.bin"}, Module: &module{Path: "example.org/m", Version: "v1.0.0"}},
	}
	for _, tt := range []struct{ name, notice, wrong string }{
		{"complete, a name without a folder lying in that of the one before", "Head\n\n- internal/a/rules, t.tsv: ours.\n- example.org/m/data:\n  theirs: yes.\n", ""},
		{"by folder and pattern", "- internal/a/*.tsv: ours.\n- internal/a/rules: ours.\n- example.org/m/data/b.bin: theirs.\n", ""},
		{"one missing", "- internal/a: ours.\n", "example.org/m/data"},
		{"a part of a name is none", "- internal/a: ours.\n- example.org/m/dat: theirs.\n", "example.org/m/data"},
		{"one too many", "- internal/a: ours.\n- example.org: theirs.\n- internal/b: gone.\n", "names internal/b"},
		{"no colon", "- internal/a\n", "no colon"},
		{"nothing", "Head\n", "no entries"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := checkNotice(tt.notice, packages)
			if (err != nil) != (tt.wrong != "") || err != nil && !strings.Contains(err.Error(), tt.wrong) {
				t.Errorf("error %v, want one of %q", err, tt.wrong)
			}
		})
	}
}

func TestCheckBrowser(t *testing.T) {
	const licences = "Head\n\n---- d3-array 3.2.5, internmap 2.0.3\n\ntext\n"
	if err := checkBrowser("parts of d3 (d3-array), internmap: ISC", licences); err != nil {
		t.Error(err)
	}
	if err := checkBrowser("parts of d3 (d3-array-more), internmap: ISC", licences); err == nil || !strings.Contains(err.Error(), "d3-array") {
		t.Errorf("a package left out: %v", err)
	}
	if err := checkBrowser("d3", "nothing"); err == nil {
		t.Error("no packages at all pass")
	}
}

func TestWriteHasEachTextOnce(t *testing.T) {
	const mit = "Permission is hereby granted, free of charge, to any person obtaining a copy of"
	out, err := write("Notice", "Browser", []text{
		{"a v1", "LICENSE", mit + " this\r\n"}, {"b v2", "LICENSE.md", mit + "\nthis"}, {"c v3", "LICENSE", "Copyright C. " + mit},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"- a v1: MIT\n- b v2: MIT\n- c v3: MIT\n", "\n---- a v1, b v2 (LICENSE.md)\n\n" + mit + " this\n", "\n---- c v3\n\nCopyright C."} {
		if !strings.Contains(string(out), want) {
			t.Errorf("no %q in %q", want, out)
		}
	}
	if n := strings.Count(string(out), mit); n != 2 {
		t.Errorf("%d texts, want 2", n)
	}
}
