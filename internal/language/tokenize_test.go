package language

import (
	"strings"
	"testing"
)

// cutUp writes the tokens of a text with spaces between them and sentences
// parted by " | "; the words of a multiword token are joined by "+".
func cutUp(t *testing.T, text string) string {
	t.Helper()
	tokens, sentences, err := Cut(text, nil)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, s := range sentences {
		var words []string
		inside := 0
		for _, tok := range tokens[s.First:s.End] {
			if inside > 0 {
				words[len(words)-1] += "+" + tok.Form
				inside--
				continue
			}
			words = append(words, tok.Form)
			inside = max(0, tok.Parts-1)
		}
		out = append(out, strings.Join(words, " "))
	}
	return strings.Join(out, " | ")
}

func TestCut(t *testing.T) {
	cases := []struct{ text, want string }{
		// Contractions and possessives.
		{"They don't know it's John's.", "They do+n't know it+'s John+'s ."},
		{"We’ll see; I can’t, he’d’ve.", "We+’ll see ; I ca+n’t , he’d+’ve ."},
		{"I cannot go; you're gonna.", "I can+not go ; you+'re gon+na ."},
		{"The miners' strike and the boss's reply.", "The miners+' strike and the boss+'s reply ."},
		{"In the 1990s and the '80s", "In the 1990s and the '80s"},
		// Hyphens.
		{"A well-known Paris-based group", "A well - known Paris - based group"},
		{"An anti-government ex-minister re-elected", "An anti-government ex-minister re-elected"},
		{"Kim Jong-un met Ban Ki-moon", "Kim Jong-un met Ban Ki-moon"},
		{"talks -- the third -- failed", "talks -- the third -- failed"},
		{"the deal—the first—holds", "the deal — the first — holds"},
		// Abbreviations and initials.
		{"Gen. J. R. Smith met Sen. Jones.", "Gen. J. R. Smith met Sen. Jones ."},
		{"The U.S. and the U.N. agreed. They left.", "The U.S. and the U.N. agreed . | They left ."},
		{"He flew to the U.S. The visit was short.", "He flew to the U.S. | The visit was short ."},
		{"He flew to the U.S. Tuesday.", "He flew to the U.S. Tuesday ."},
		{"It began on Sept. 5 at 3 p.m. in Jan. 2001.", "It began on Sept. 5 at 3 p.m. in Jan. 2001 ."},
		{"Acme Inc. sued Lt. Col. Brown vs. Green et al. in No. 7.", "Acme Inc. sued Lt. Col. Brown vs. Green et al. in No. 7 ."},
		{"Is it No. 5? Yes. No. Never.", "Is it No. 5 ? | Yes . | No. Never ."},
		// Numbers and money.
		{"It paid $1.5 billion, or 3,000.50 euros (20%).", "It paid $ 1.5 billion , or 3,000.50 euros ( 20 % ) ."},
		{"US$40m and €10 in 30km", "US$ 40 m and € 10 in 30 km"},
		{"at 10:30 on 2022-07-14 in 1994/95", "at 10:30 on 2022-07-14 in 1994/95"},
		{"Call 555-123-4567.", "Call 555-123-4567 ."},
		// Quotation marks.
		{"\"We won,\" she said. \"They lost.\"", "\" We won , \" she said . | \" They lost . \""},
		{"“Go!” he cried. “Now.” She went.", "“ Go ! ” he cried . | “ Now . ” | She went ."},
		{"\"Who did it?\" the mayor asked.", "\" Who did it ? \" the mayor asked ."},
		{"He said: 'It is over.' Nobody moved.", "He said : ' It is over . ' | Nobody moved ."},
		{"\"It is late. We must go,\" he said.", "\" It is late . | We must go , \" he said ."},
		{"He left (it was late). She stayed.", "He left ( it was late ) . | She stayed ."},
		// Addresses and other signs.
		{"See https://example.org/a?b=c, or mail a.b@example.com.", "See https://example.org/a?b=c , or mail a.b@example.com ."},
		{"See www.example.com. Then @someone tweeted #peace.", "See www.example.com . | Then @someone tweeted #peace ."},
		{"and/or yes/no", "and / or yes / no"},
		{"Wait... what?! No!!!", "Wait ... what ?! | No !!!"},
		// Wires and headlines.
		{"KYIV, Ukraine, June 27 (Agency) - Shells fell.", "KYIV , Ukraine , June 27 ( Agency ) - Shells fell ."},
		{"TROOPS CROSS BORDER. MINISTER: 'NO COMMENT.'", "TROOPS CROSS BORDER . | MINISTER : ' NO COMMENT . '"},
		{"Minister Quits After Vote\n\nShe left on Monday.", "Minister Quits After Vote | She left on Monday ."},
		{"One line\nof a wrapped text. Next.", "One line of a wrapped text . | Next ."},
		{"The talks ended.The army left.", "The talks ended . | The army left ."},
		// Footnotes and lists.
		{"It fell.[3] It rose.", "It fell . [ 3 ] | It rose ."},
		{"1. Disarm the rebels. 2. Hold a vote.", "1. Disarm the rebels . | 2 . Hold a vote ."},
	}
	for _, c := range cases {
		if got := cutUp(t, c.text); got != c.want {
			t.Errorf("%q\n got  %s\n want %s", c.text, got, c.want)
		}
	}
	if len(cases) < 30 {
		t.Errorf("only %d cases", len(cases))
	}
}

func TestDateline(t *testing.T) {
	for text, want := range map[string]int{
		"KYIV, Ukraine, June 27 (Agency) - Shells fell.":      10,
		"NAIROBI, Sept. 5 -- Police fired.":                   5,
		"UNITED NATIONS — The council met.":                   3,
		"Geneva, March 3 (Agency) -- Talks began.":            8,
		"LONDON/PARIS, Jan. 4 – Ministers met.":               7,
		"KYIV, UKRAINE - JUNE 27, 2022 - Shells fell.":        9,
		"KYIV, UKRAINE - June 27 was a bad day - for all.":    4,
		"PARIS - 5 March - Ministers met.":                    5,
		"Kyiv - the capital - was calm.":                      0,
		"The army - a large one - left.":                      0,
		"NATO-led forces left - at last.":                     0,
		"BEIJING said on Monday - again - that talks failed.": 0,
	} {
		tokens, _, err := Cut(text, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := dateline(tokens); got != want {
			t.Errorf("%q: %d words, want %d", text, got, want)
		}
	}
}
