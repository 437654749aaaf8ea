package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// released is what is held of .goreleaser.yaml.
type released struct {
	Builds []struct {
		Main, Binary string
		Env          []string
		Flags        []string
		Ldflags      []string
		Goos, Goarch []string
	}
}

func goreleaser(t *testing.T) released {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(repository, ".goreleaser.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var r released
	if err := yaml.Unmarshal(data, &r); err != nil || len(r.Builds) != 1 {
		t.Fatalf(".goreleaser.yaml: %d builds, %v", len(r.Builds), err)
	}
	return r
}

// TestBuiltAsReleased: script/build, with which a release is made again, builds as
// goreleaser does.
func TestBuiltAsReleased(t *testing.T) {
	script, err := os.ReadFile(filepath.Join(repository, "script", "build"))
	if err != nil {
		t.Fatal(err)
	}
	b := goreleaser(t).Builds[0]
	values := regexp.MustCompile(`\{\{[^}]*\}\}|\$[A-Z]+`)
	for _, want := range append(slices.Clone(b.Flags), b.Ldflags[0], b.Main, b.Env[0]) {
		if !strings.Contains(values.ReplaceAllString(string(script), "?"), values.ReplaceAllString(want, "?")) {
			t.Errorf("script/build does not have %s, with which goreleaser builds", want)
		}
	}
}

// TestReleaseSetsVariablesThatThereAre: the linker ignores one that is misspelt.
func TestReleaseSetsVariablesThatThereAre(t *testing.T) {
	source, err := os.ReadFile("version.go")
	if err != nil {
		t.Fatal(err)
	}
	set := regexp.MustCompile(`-X main\.(\w+)=`).FindAllStringSubmatch(strings.Join(goreleaser(t).Builds[0].Ldflags, " "), -1)
	if len(set) != 4 {
		t.Errorf("%d variables are set, want 4", len(set))
	}
	for _, v := range set {
		if !regexp.MustCompile(`(?m)^\t` + v[1] + `\s+(= "development"|string)$`).Match(source) {
			t.Errorf("main.%s is no variable of version.go", v[1])
		}
	}
}

// TestPlatforms: what is released is what licences are collected of, and what
// script/release builds where goreleaser is not there.
func TestPlatforms(t *testing.T) {
	b := goreleaser(t).Builds[0]
	if n := len(b.Goos) * len(b.Goarch); n != 6 {
		t.Errorf("%d platforms, want 6", n)
	}
	for file, join := range map[string]string{"script/release": "_", "internal/licences/collect/modules.go": "/"} {
		data, err := os.ReadFile(filepath.Join(repository, filepath.FromSlash(file)))
		if err != nil {
			t.Fatal(err)
		}
		for _, system := range b.Goos {
			for _, machine := range b.Goarch {
				if !strings.Contains(string(data), system+join+machine) {
					t.Errorf("%s does not know %s/%s", file, system, machine)
				}
			}
		}
	}
}
