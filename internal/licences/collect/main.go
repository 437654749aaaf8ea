package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	check := flag.Bool("check", false, "say whether the file is out of date instead of writing it")
	root := flag.String("root", ".", "the folder of the repository")
	flag.Parse()
	if err := run(*root, *check); err != nil {
		fmt.Fprintln(os.Stderr, "collect:", err)
		os.Exit(1)
	}
}

// run makes the text and writes it, or compares it with the one there.
func run(root string, check bool) error {
	made, err := collect(root)
	if err != nil {
		return err
	}
	file := filepath.Join(root, "internal", "licences", "third-party.txt")
	if !check {
		return os.WriteFile(file, made, 0o644)
	}
	have, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if !bytes.Equal(have, made) {
		return fmt.Errorf("%s is not what the modules and NOTICE make; run go run ./internal/licences/collect, read the difference and commit it", file)
	}
	return nil
}

// collect makes the text.
func collect(root string) ([]byte, error) {
	notice, err := os.ReadFile(filepath.Join(root, "NOTICE"))
	if err != nil {
		return nil, err
	}
	browser, err := os.ReadFile(filepath.Join(root, "internal", "web", "static", "licences.txt"))
	if err != nil {
		return nil, err
	}
	packages, err := linked(root)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(checkNotice(string(notice), packages), checkBrowser(string(notice), string(browser))); err != nil {
		return nil, err
	}
	texts, err := goTexts()
	if err != nil {
		return nil, err
	}
	of, err := moduleTexts(packages)
	if err != nil {
		return nil, err
	}
	return write(string(notice), string(browser), append(texts, of...))
}

// write sets the parts in order: the notice, a list of components with their licences, the
// texts, each with all that it is the licence of.
func write(notice, browser string, texts []text) ([]byte, error) {
	components, licences, err := licencesOf(texts)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s\nLinked into the binary:\n\n", notice)
	for _, c := range components {
		fmt.Fprintf(&out, "- %s: %s\n", c, strings.Join(licences[c], ", "))
	}
	fmt.Fprintf(&out, "\n%s", strings.TrimSpace(unix(browser)))
	order, under := byText(texts)
	for _, t := range order {
		fmt.Fprintf(&out, "\n\n---- %s\n\n%s", strings.Join(under[key(t)], ", "), strings.Trim(unix(t.text), "\n"))
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// byText is each text once, with all the components it belongs to.
func byText(texts []text) (order []text, under map[string][]string) {
	under = map[string][]string{}
	for _, t := range texts {
		if under[key(t)] == nil {
			order = append(order, t)
		}
		name := t.component
		if t.file != "LICENSE" {
			name += " (" + t.file + ")"
		}
		if !slices.Contains(under[key(t)], name) {
			under[key(t)] = append(under[key(t)], name)
		}
	}
	return order, under
}

// key is the same for texts that differ in nothing but how their lines are broken.
func key(t text) string { return strings.Join(strings.Fields(t.text), " ") }

// unix has no carriage returns, blanks at the end of lines or page breaks.
func unix(s string) string {
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\f", "").Replace(s), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " \t")
	}
	return strings.Join(lines, "\n")
}
