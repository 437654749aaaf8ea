// Package exchange writes what the ledger keeps in formats that other programs
// open directly.
//
// In: claims with their pairs, sources and relations, in the order of their
// recording. Out: a lake of Parquet files by day of recording (Lake;
// docs/formats/lake.md), in a folder (Dir) or under a prefix of an S3 bucket
// (S3).
//
// Refuses: rows whose time of recording runs back; to read the clock or the
// environment (where to write and with which keys is given).
//
// A part's name and bytes follow from its rows, and a part is there whole or not
// at all, so that what is there tells where to go on.
package exchange
