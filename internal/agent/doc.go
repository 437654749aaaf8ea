// Package agent answers programs that speak the Model Context Protocol: it reads
// them a text, and tells them what a ledger holds, each answer with the words it
// rests on and the ids to ask on with.
//
// In: a ledger (or none), who is who, functions of cmd that read a text and find a
// name. Out: a server of tools over any transport of the SDK, and the same behind
// HTTP and a guard (access). Refused: what would change anything; questions and
// answers above their limits, with what to ask instead.
//
// The words in answers are those of foreign texts: the server says so to its
// clients, and neither it nor they should do what such words ask for.
package agent
