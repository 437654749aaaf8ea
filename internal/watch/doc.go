// Package watch polls feeds for good and tells what changed in relations.
//
// In: addresses of feeds (ReadFeeds), subscriptions (ReadSubscriptions), a way to
// record documents, the ledger they are recorded in, a state file. Out: notices of
// changes, to whoever Options.Tell is, to a webhook, as an Atom feed; how it goes,
// over HTTP (Handler).
//
// What is told is asked of the ledger and not of the poll: all that it came to know
// after the time of recording that was told last. That time, what is still to be
// delivered, and of each feed what was read, stand in the state file, which is
// replaced as a whole; an item counts as read once its claims are recorded. A run
// that is killed is thus taken up where it was: nothing is lost, and what the ledger
// has already it does not take twice.
//
// Refuses: feeds more often than they ask to be read, or their servers permit; state
// files of newer versions; to read the clock (given with Options).
package watch
