package language

// verbless mends the sentences that were read as a noun with a participle but
// end as sentences do: "Bolivia severed ties with Chile." News tells an act in
// that shape all the time, and a full stop does not follow a heading. The
// participle becomes the verb, what stands before it the subject, the noun the
// object.
func verbless(tokens []Token, s *Sentence) {
	if s.Empty() || tokens[s.End-1].Form != "." || s.Root < 0 || tokens[s.Root].UPOS != "NOUN" && tokens[s.Root].UPOS != "PROPN" {
		return
	}
	verb := -1
	for i := s.First; i < s.End; i++ {
		t := &tokens[i]
		switch {
		case t.XPOS == "MD", t.UPOS == "AUX":
			return
		case t.Head == s.Root && t.Rel == "amod" && t.UPOS == "VERB" && (t.XPOS == "VBN" || t.XPOS == "VBD") && i < s.Root && verb < 0:
			verb = i
		case verb >= 0 && t.joins(s.Root): // and recalled its envoy
		case t.UPOS == "VERB" && t.Rel != "acl" && t.Rel != "acl:relcl" && t.Rel != "amod" && t.Rel != "advcl":
			return
		}
	}
	if verb < 0 {
		return
	}
	subject := -1 // of the words before the verb, the only one that hangs on the noun
	for i := s.First; i < verb; i++ {
		t := &tokens[i]
		if t.Head != s.Root {
			continue
		}
		switch {
		case t.UPOS == "ADV", t.Rel == "punct":
		case (t.UPOS == "PROPN" || t.UPOS == "NOUN") && (t.Rel == "compound" || t.Rel == "nmod" || t.Rel == "nmod:desc") && subject < 0:
			subject = i
		default:
			return
		}
	}
	if subject < 0 || ruled(tokens[s.First:s.End], subject) {
		return
	}
	noun := s.Root
	for i := s.First; i < s.End; i++ {
		if t := &tokens[i]; t.Head == noun && (i < verb || t.Rel == "punct" || t.Rel == "advcl" || t.Rel == "parataxis" || t.joins(noun)) {
			t.Head = verb
		}
	}
	tokens[verb].Head, tokens[verb].Rel, tokens[verb].XPOS = -1, "root", "VBD"
	tokens[subject].Rel = "nsubj"
	tokens[noun].Head, tokens[noun].Rel = verb, "obj"
	s.Root = verb
}

// pastTenses makes verbs of the past tenses that the tagger cannot know; where the tree
// takes one for part of a name, it is left to verbless.
func (e *Engine) pastTenses(tokens []Token, s *Sentence) {
	for i := s.First; i < s.End; i++ {
		t := &tokens[i]
		if t.XPOS == "VBD" || !e.pasts[t.Form] || i > s.First && modifies(tokens[i-1].UPOS) {
			continue
		}
		t.UPOS, t.XPOS = "VERB", "VBD"
		if t.Is("compound") || t.Is("nmod") || t.Is("nummod") {
			t.Rel = "amod"
		}
	}
}

// modifies tells whether a word of this kind stands before nouns: a bit, a whole slew.
func modifies(upos string) bool { return upos == "DET" || upos == "ADJ" || upos == "NUM" }

// joins tells whether a token is a verb that the tree puts beside another word.
func (t *Token) joins(i int) bool { return t.Head == i && t.Rel == "conj" && t.UPOS == "VERB" }

// ruled tells whether a preposition or a genitive of the sentence governs token
// i, so that it is no subject.
func ruled(sentence []Token, i int) bool {
	for k := range sentence {
		if sentence[k].Head == i && sentence[k].Rel == "case" {
			return true
		}
	}
	return false
}
