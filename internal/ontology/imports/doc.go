// Package imports reads dictionaries and dumps of others — PETRARCH and Phoenix
// actor and agent dictionaries, Wikidata, GeoNames — into tables of who is who
// (docs/formats/names.md) that can be laid over the embedded ones.
//
// In: bytes of one of the formats, plain or compressed with gzip or bzip2, as a
// stream. Out: Tables, which are written into a folder, where they take the
// place of what came from the same origin before. Refuses: to guess at a line
// that is not of the format; it is told with file and line, and skipped.
//
// Memory follows what is kept, not what is read: a dump of any size is read line
// by line. What the embedded tables say already is left out, so that an import
// adds and does not restate.
package imports
