// Package document turns bytes into Documents: cleaned text whose blocks are
// told apart (headline, byline, paragraph, caption, credit, boilerplate), with
// what the input itself says of title, authors, publisher and date.
//
// In: files, folders, standard input and, given a fetch.Client, addresses that hold
// plain text, HTML, JSON Lines, a web archive or a feed, gzip-compressed or not,
// told apart by content. Out: a Document, or an Error that names the input; the
// next input is read all the same. Refused: anything that holds no text, is larger
// than Options allow, or has more elements than a page has. An archive may be of
// any size: it is read record by record.
//
// The formulas by which blocks are known are text in rules/.
package document
