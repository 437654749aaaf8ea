// Package ledger keeps what documents claim and draws from it how states stand
// to one another.
//
// In: records (Read, Append) and people's verdicts (Judge). Kept: claims, each
// tied to the words of its source, none ever changed or removed. Out: relations
// with their beginning and end, incidents, changes, contradictions, voices, each
// as of a day of the world (valid time), as known at a time of recording
// (recorded time), and on whose word.
//
// Refuses: records that do not keep to their own text; verdicts without a name;
// to settle contradictions; to read the clock (times of recording are given).
//
// The store below it (Store; packages sqlite and postgres) writes all of an
// update or nothing and knows nothing of what rows mean. DESIGN.md tells how
// relations are drawn and why answers are fast.
package ledger
