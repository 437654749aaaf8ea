// Package secondopinion asks a language model what events a text tells, and keeps
// of its proposals those that the text bears out.
//
// In: a record, and a server that speaks OpenAI's chat completions. Out: events in
// the record's own terms, marked llm:MODEL, and why others were refused; merged with
// the events of the rules, which stay as they are. Refused: a proposal whose words
// do not stand in the text, whose actor or recipient the names do not know or the
// text does not name, whose type is none of PLOVER's; servers that are not reached by
// https, unless they are on this machine; answers that are too large, and questions
// beyond a budget of tokens.
//
// Text and answers are foreign: the text is sent as data, and whatever an answer
// says, nothing of it is used but proposals that were checked.
package secondopinion
