// Package dates finds the time expressions of a text and says what day, month,
// year, span or recurrence each means, in the values of TimeML's TIMEX3 (ISO
// 8601 with X for what is unknown).
//
// In: a language.Doc and the publication date. Out: expressions in text order
// that do not overlap, the date of what happens at a word (Anchor), and the
// publication date of a text that states none (Infer). The room never reads
// the clock and refuses to guess a date without a publication date: what hangs
// on it then stays open (XXXX-WXX-4, PAST_REF).
//
// # Rules
//
// Expressions are added in rules/*.rules, without Go. A rule is
//
//	rule weekday-next
//	  match: next wd:^@weekday
//	  type: DATE
//	  value: {weekday $wd next}
//	  yes: They will meet next Friday. @ 2022-07-14 => next Friday = 2022-07-15
//	  no: They meet next door.
//
// match is a sequence of items, each standing for one token unless said
// otherwise. Case, curly quotes and the kind of dash do not matter.
//
//	word        the token itself; a|b|c one of several; am=AM with a value
//	@name       a word of the set NAME, or a match of the pattern NAME, or
//	            a class: @number @ordinal (spelled or in figures, any length),
//	            @year @day @decade @clock @iso @any
//	<VBD>       a token with the Penn tag; <VB*> any that begins so
//	^item       only when capitalised        !item  any token but these
//	item?       or nothing; ( a b | c )?     groups and alternatives
//	key:item    what matched is kept as $key: the set's value for the word
//	[ … ]       the expression proper; what stands outside is context
//
// A set is written "words: january=01, jan.=01, …" (a word without "=" is its
// own value), a pattern "is: about | more than".
//
// type is DATE, TIME, DURATION, SET, or NONE: words that look like a time and
// are not. Of all matches the one that begins first and then is the longest
// wins; of equals the rule that stands first, files in name order.
//
// value is text with $keys and calls in braces. DIR is last (before the
// publication day), next (after it), this (on or after it), near (by the tense
// of the clause) or nearest (whatever the tense); N a number or $key with a sign:
//
//	{shift UNIT N}        N units from publication: {shift week -1} = 2022-W27
//	{ago UNIT N}          the same, but a year before a quarter is a quarter
//	{from UNIT N}         N units from the date the passage last spoke of
//	{that UNIT}           the unit the passage last spoke of, else publication's
//	{weekday D DIR} {month M DIR} {monthday M D DIR} {quarter Q DIR}
//	{season S DIR} {weekend DIR} {day D DIR}
//	{year Y}              a year in any form: 98, '98, 1998
//	{decade TEXT} {century N} {period N UNIT} {clock H M HALF}
//	{in YEAR-VALUE REST}  a year's part: {in {shift year -1} Q3}, nested calls
//	{range A B}           A/B
//	{pick A B C …}        by the tense: past A, future B, else C
//
// An example is a text, "@" the publication date where it matters, and after
// "=>" every expression the rule finds in it, as words = value, separated by
// semicolons. A no example says that this rule finds nothing there.
package dates
