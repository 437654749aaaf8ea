// Package client asks a reading room (chancery serve) over its API, which
// docs/formats/api.md describes.
//
// In: an address and, where the room has accounts, a token. Out: the room's answers,
// lists as iterators that fetch page after page. What the room refuses is a *Problem.
//
// Refuses: answers without bounds; to follow a redirect to another host, which would be
// sent the token; to wait without a context.
package client
