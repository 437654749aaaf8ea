// Package packaging is what a release has beside the program: units of systemd here, and at
// the root .goreleaser.yaml, Dockerfile and compose.yaml. There is no code; its tests look at
// a release that script/release has made.
package packaging
