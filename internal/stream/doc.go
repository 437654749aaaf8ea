// Package stream is work that waits on NATS JetStream for whoever reads next.
//
// In: items (Put), each a document or the place of one in an archive. Out:
// deliveries (Take), each of one item, to any of several workers; what cannot be
// done goes to a stream of its own with the reason (Bury), where it can be listed
// and from which it can be put back (Dead, Replay).
//
// Promised: an item that Put took is delivered until a worker says Done or Bury,
// however many workers and servers are killed meanwhile; the same item put twice
// within the stream's window is there once. Not promised: that it is delivered
// once only. A worker says Done after its effect is safe, and the effect must be
// harmless when it is had again (docs/formats/stream.md).
//
// Refuses: to read documents, to open files, to know of ledgers.
package stream
