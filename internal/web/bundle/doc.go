// Bundle makes the browser's half of the reading room: it bundles the modules in
// internal/web/static/src with the parts of d3 and topojson they use, and draws up the
// world map's shapes and points under our own codes.
//
//	go run ./internal/web/bundle           writes the files beside the sources
//	go run ./internal/web/bundle --check   says which of them are not what it would write
//
// In: the sources, packages.tsv (npm packages with version and hash), countries.tsv,
// points.tsv and the names of the actors. Out: *.js, world.json, points.json and
// licences.txt in internal/web/static, the same bytes on every machine.
//
// It needs no Node. Packages are fetched from the npm registry, verified and read in
// memory; nothing of them is unpacked to disk or run.
package main
