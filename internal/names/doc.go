// Package names tells who a text speaks of: states and disputed entities,
// their leaders, ministries and armies, organisations, groups and named
// persons, as of the date of the text.
//
// In: an analysed Doc and the day it was printed. Out: the actors, and the
// mentions of them as ranges of tokens, pronouns and descriptions included.
// The room knows nothing of events, quotes or blocks.
//
// The facts are the tables of ontology/actors; what a text itself introduces
// ("Denis Hale, the leader of the …") is learnt for the rest of that text.
package names
