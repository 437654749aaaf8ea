package language

// properMay mends a name that the tagger takes for a modal verb wherever a
// verb follows: "May met Merkel". A modal is followed by an infinitive; before
// any other form of a verb the word is a name, the subject.
func properMay(tokens []Token, s *Sentence) {
	for i := s.First; i+1 < s.End; i++ {
		t := &tokens[i]
		if t.Form != "May" || t.UPOS != "AUX" || t.Head <= i {
			continue
		}
		next := i + 1
		for next+1 < s.End && tokens[next].XPOS == "RB" {
			next++
		}
		named := i > s.First && tokens[i-1].XPOS == "NNP" && tokens[i-1].Space
		switch tokens[next].XPOS {
		case "VBD", "VBN", "VBZ", "VBP", "MD":
		default:
			if !named || t.Rel == "aux" {
				continue
			}
		}
		verb := &tokens[t.Head]
		if t.Head == next && verb.XPOS == "VBN" {
			verb.XPOS = "VBD"
		}
		t.UPOS, t.XPOS = "PROPN", "NNP"
		if !named {
			t.Rel = subjectOf(tokens, t.Head)
			continue
		}
		t.Head, t.Rel = i-1, "flat"
		if first := &tokens[i-1]; first.Rel == "flat" {
			t.Head = first.Head
		}
	}
}

// subjectOf is the relation of a subject of token i, passive or not.
func subjectOf(tokens []Token, i int) string {
	for k := i - 1; k >= 0 && i-k < 4; k-- {
		if tokens[k].Head == i && tokens[k].Rel == "aux:pass" {
			return "nsubj:pass"
		}
	}
	return "nsubj"
}
