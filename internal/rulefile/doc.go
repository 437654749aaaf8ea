// Package rulefile reads the text files in which the rooms keep their
// knowledge as rules and sets: blocks of fields with positions, and examples
// that run.
//
//	# A comment.
//	set tie
//	  words: relation, tie, link
//
//	rule sever-ties
//	  verb: sever, cut
//	  obj: @tie
//	  yes: Ukraine severed its ties with North Korea. => UKR SANCTION PRK
//	  no: Ukraine has ties with North Korea.
//
// A block begins in the first column with its kind and its name; its fields
// are indented, "key: value", one a line; a line indented deeper than the
// fields goes on with the value of the field before it. What keys and values
// mean is the business of the room that owns the file. Every block of kind
// "rule" or "standing" must carry at least one yes and one no example, or the
// file does not load. Errors say file:line: what.
//
// In: bytes. Out: blocks, examples. Refuses: to know what a rule means.
package rulefile
