// Package static holds what the reading room's pages load: modules, stylesheet, map.
//
// In: nothing. Out: the files, by name. What is here is made of src by
// internal/web/bundle and committed, so that building the binary needs neither a
// network nor Node; only favicon.svg is written by hand.
package static
