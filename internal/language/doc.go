// Package language turns English text into sentences, tokens, tags and
// dependency trees in the terms of Universal Dependencies (UD 2, English Web
// Treebank conventions).
//
// In: a text and the stretches of it that are to be read. Out: a Doc. The room
// knows nothing of documents, actors or events.
//
// A Doc owns one array of tokens; heads are indexes into it, sentences are
// ranges of it, and every token slices back to the text. Analysis is a pure
// function, safe for concurrent use: the same bytes give the same Doc.
package language
