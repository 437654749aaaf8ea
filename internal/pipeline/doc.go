// Package pipeline is the straight line from a document to its record:
// language, names, dates, attribution, events, and the record made of them.
//
// In: a document.Document. Out: a chancery.Record, or the Analysis behind it.
// It holds the only conversion from token ranges to code points.
package pipeline
