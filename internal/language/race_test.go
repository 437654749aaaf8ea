//go:build race

package language

// underRace tells that the race detector runs: it empties pools at random, so
// allocations cannot be counted.
const underRace = true
