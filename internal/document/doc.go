// Package document turns bytes into Documents: cleaned text whose blocks are
// told apart (headline, byline, paragraph, caption, credit, boilerplate), with
// what the input itself says of title, authors, publisher and date.
//
// In: files, folders and standard input that hold plain text, HTML or JSON
// Lines, gzip-compressed or not, told apart by content. Out: a Document, or an
// Error that names the input; the next input is read all the same. Refused:
// anything that holds no text, is larger than Options allow, or has more elements
// than a page has. Addresses, web archives and feeds are not read.
//
// The formulas by which blocks are known are text in rules/.
package document
