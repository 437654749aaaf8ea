// Package exchange writes what the ledger keeps in formats that other programs
// open directly.
//
// In: claims with their pairs, sources and relations, in the order of their
// recording. Out: a lake of Parquet files by day of recording (Lake;
// docs/formats/lake.md), in a folder (Dir) or under a prefix of an S3 bucket
// (S3).
//
// The other way round, rows of event data and hand-kept lists of others become
// records, each with one act or standing (Loader; docs/formats/load.md), and two
// sets of acts are compared (Compare; docs/formats/compare.md).
//
// Refuses: rows whose time of recording runs back; to read the clock or the
// environment (where to write and with which keys is given); to guess what a row of
// others lacks.
//
// A part's name and bytes follow from its rows, and a part is there whole or not
// at all, so that what is there tells where to go on.
package exchange
