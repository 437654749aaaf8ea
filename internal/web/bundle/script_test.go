package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestBundleSources(t *testing.T) {
	src := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(src, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("page.js", `import {one} from "few"; console.log(one, "“é”");`)
	write("plain.js", `console.log(2);`)
	if err := os.Mkdir(filepath.Join(src, "css"), 0o755); err != nil {
		t.Fatal(err)
	}
	write("style.css", `/* words */ @import "./css/part.css"; a { color: red }`)
	write("css/part.css", "b { color: blue }")
	few := unpacked{pinned{name: "few", version: "1.2.3"}, map[string][]byte{
		"package.json": []byte(`{"module":"src/index.js"}`),
		"src/index.js": []byte(`export {one} from "./one.js"; export const two = "unused";`),
		"src/one.js":   []byte(`export const one = "first";`),
		"LICENSE":      []byte("Do as you like.\r\n"),
	}}
	got, err := bundleSources(src, []unpacked{few})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 3 {
		t.Errorf("%d files, want 3", len(got))
	}
	if style := string(got["style.css"]); style != "b{color:#00f}a{color:red}\n" {
		t.Errorf("style.css is %s", style)
	}
	page := string(got["page.js"])
	if !strings.Contains(page, `"first"`) || strings.Contains(page, "unused") || !strings.Contains(page, "“é”") {
		t.Errorf("page.js is %s", page)
	}
	if !strings.HasSuffix(page, "/*! With few 1.2.3; licences in licences.txt */\n") {
		t.Errorf("page.js does not name its package: %s", page)
	}
	if plain := string(got["plain.js"]); strings.Contains(plain, "With") {
		t.Errorf("plain.js names packages it has none of: %s", plain)
	}
	text, err := licences([]unpacked{few})
	if err != nil || !strings.HasSuffix(string(text), "\n---- few 1.2.3\n\nDo as you like.\n") {
		t.Errorf("licences %q, %v", text, err)
	}

	write("page.js", `import "many";`)
	if _, err := bundleSources(src, []unpacked{few}); err == nil || !strings.Contains(err.Error(), "packages.tsv does not list") {
		t.Errorf("a package that is not listed: error %v", err)
	}
	delete(few.files, "LICENSE")
	if _, err := licences([]unpacked{few}); err == nil {
		t.Error("a package without a licence is taken")
	}
	if _, err := bundleSources(t.TempDir(), nil); err == nil || !strings.Contains(err.Error(), "run it from the repository's root") {
		t.Errorf("an empty folder: error %v", err)
	}
}

func TestCompare(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"same.js": "1", "other.js": "1", "stray.js": "1"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	err := compare(dir, map[string][]byte{"same.js": []byte("1"), "other.js": []byte("2"), "missing.json": nil})
	if err == nil || !strings.Contains(err.Error(), "missing.json, other.js, stray.js (has no source)") {
		t.Errorf("error %v", err)
	}
	if err := compare(dir, map[string][]byte{"same.js": []byte("1"), "other.js": []byte("1"), "stray.js": []byte("1")}); err != nil {
		t.Error(err)
	}
}
