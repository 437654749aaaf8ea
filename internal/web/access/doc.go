// Package access says who may use the reading room, and what of the network its
// server lets through.
//
// In: an HTTP handler and a file of accounts and tokens (Store). Out: the same
// handler, guarded (Guard.Wrap): each request comes with a User and, for forms, a
// token; answers carry the headers that keep a browser from running foreign
// script. Refused: names the server is not called by, requests without the token
// that only its own pages have, bodies that are too large, clients that ask too
// often, and whoever is not known. A server that others than this machine can
// reach is not guarded without accounts or tokens: New fails.
//
// Passwords are kept as argon2id hashes, tokens and sessions as digests; none of
// them is written to the audit log, nor to errors. The clock and chance are the
// caller's. docs/access.md tells what is guarded against and what is not.
package access
