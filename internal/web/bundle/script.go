package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// namespace is what esbuild knows files of packages by: npm:d3-geo/dist/d3-geo.mjs.
const namespace = "npm"

// bundleSources makes one file of each module and stylesheet in src, minified, with all it
// imports.
func bundleSources(src string, packages []unpacked) (map[string][]byte, error) {
	entries, err := filepath.Glob(filepath.Join(src, "*.*s"))
	if err != nil {
		return nil, err
	}
	if len(entries) == 0 {
		return nil, fmt.Errorf("there are no sources in %s; run it from the repository's root", src)
	}
	root, err := filepath.Abs(src)
	if err != nil {
		return nil, err
	}
	for i, e := range entries {
		entries[i] = "./" + filepath.Base(e)
	}
	result := api.Build(api.BuildOptions{
		AbsWorkingDir: root, EntryPoints: entries, Outdir: filepath.Dir(root),
		Bundle: true, Write: false, Metafile: true, Format: api.FormatESModule, Target: api.ES2020, Charset: api.CharsetUTF8,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, LegalComments: api.LegalCommentsEndOfFile,
		Plugins: []api.Plugin{fromMemory(packages)},
	})
	if len(result.Errors) > 0 {
		return nil, errors.New(strings.Join(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}), "\n"))
	}
	used, err := packagesUsed(result.Metafile, packages)
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	for _, f := range result.OutputFiles {
		name := filepath.Base(f.Path)
		out[name] = f.Contents
		if u := used[name]; len(u) > 0 {
			out[name] = append(out[name], "/*! With "+strings.Join(u, ", ")+"; licences in licences.txt */\n"...)
		}
	}
	return out, nil
}

// fromMemory has esbuild read packages that were never unpacked to disk.
func fromMemory(packages []unpacked) api.Plugin {
	byName := map[string]unpacked{}
	for _, p := range packages {
		byName[p.name] = p
	}
	resolve := func(a api.OnResolveArgs) (api.OnResolveResult, error) {
		if strings.HasPrefix(a.Path, ".") {
			return api.OnResolveResult{Path: path.Join(path.Dir(a.Importer), a.Path), Namespace: namespace}, nil
		}
		p, ok := byName[a.Path]
		if !ok {
			return api.OnResolveResult{}, fmt.Errorf("%s imports %s, which packages.tsv does not list", a.Importer, a.Path)
		}
		entry, err := p.entry()
		return api.OnResolveResult{Path: p.name + "/" + entry, Namespace: namespace}, err
	}
	load := func(a api.OnLoadArgs) (api.OnLoadResult, error) {
		name, file, _ := strings.Cut(a.Path, "/")
		data, ok := byName[name].files[file]
		if !ok {
			return api.OnLoadResult{}, fmt.Errorf("%s is not in the package", a.Path)
		}
		text := string(data)
		return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, nil
	}
	return api.Plugin{Name: namespace, Setup: func(b api.PluginBuild) {
		b.OnResolve(api.OnResolveOptions{Filter: `^[a-z]`}, resolve)
		b.OnResolve(api.OnResolveOptions{Filter: `.*`, Namespace: namespace}, resolve)
		b.OnLoad(api.OnLoadOptions{Filter: `.*`, Namespace: namespace}, load)
	}}
}

// packagesUsed are the packages, with their versions, whose text went into each file.
func packagesUsed(metafile string, packages []unpacked) (map[string][]string, error) {
	var meta struct {
		Outputs map[string]struct {
			Inputs map[string]struct{ BytesInOutput int }
		}
	}
	if err := json.Unmarshal([]byte(metafile), &meta); err != nil {
		return nil, fmt.Errorf("reading esbuild's account of its inputs: %w", err)
	}
	version := map[string]string{}
	for _, p := range packages {
		version[p.name] = p.version
	}
	out := map[string][]string{}
	for file, o := range meta.Outputs {
		used := map[string]bool{}
		for in, share := range o.Inputs {
			if rest, ok := strings.CutPrefix(in, namespace+":"); ok && share.BytesInOutput > 0 {
				name, _, _ := strings.Cut(rest, "/")
				used[name+" "+version[name]] = true
			}
		}
		out[filepath.Base(file)] = slices.Sorted(maps.Keys(used))
	}
	return out, nil
}
