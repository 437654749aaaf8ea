// Package fetch gets pages and feeds off the web for a reader that trusts nobody:
// neither the addresses it is given, which may stand in a feed, nor the servers
// behind them.
//
// In: an address and what the caller knows of an earlier version. Out: a Page, or
// an error that says what is wrong with the address or the answer. Refused: any
// scheme but http and https, credentials in an address, hosts that are not on the
// public internet (told by the address that is dialled, after DNS), what robots.txt
// forbids, answers that are no text, and answers that are too large, too slow, of
// too many headers or packed too tightly. No cookies are kept, no proxy is used.
//
// The clock and the waiting are the caller's; the limits on one exchange run on
// the time of the network.
package fetch
