// Collect draws up the licences of everything that is in the binary.
//
//	go run ./internal/licences/collect           writes internal/licences/third-party.txt
//	go run ./internal/licences/collect --check   says whether that is what it would write
//
// In: what cmd/chancery is built of on each platform that is released, as go list tells it;
// the licence files of those modules; NOTICE; the licences of the browser's packages. Out:
// one text with all of them, each licence once.
//
// It refuses what has no licence, one that it does not know, or one under which the binary
// could not be given away under Apache-2.0; files that are embedded and that NOTICE does not
// name; and entries of NOTICE that name nothing.
package main
