package names

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"chancery/internal/language"
)

// phrase is a role noun with what belongs to it: the Ukrainian foreign
// ministry, the president of Moldova Maia Sandu, Kim's regime.
type phrase struct {
	language.Range
	n      int   // its index
	role   int   // its mark
	by     []int // marks of those it belongs to
	own    int   // possessive pronoun it belongs to, -1 if none
	person int   // token of a surname it may belong to, -1 if none
	name   language.Range
	apart  bool // the name stands apart from the role, in apposition
	former bool
}

// findPhrases reads the phrases around all role nouns.
func (r *reading) findPhrases() {
	for m := range r.marks {
		c := r.entryOf(m).class
		if c != roleClass && c != tailClass || !r.nominal(r.marks[m].Range) {
			continue
		}
		p := phrase{Range: r.marks[m].Range, n: len(r.phrases), role: m, own: -1, person: -1}
		r.leftwards(&p)
		r.rightwards(&p)
		r.named(&p)
		slices.Sort(p.by)
		r.phrases = append(r.phrases, p)
	}
}

// nominal tells whether the last word of a role is a noun here.
func (r *reading) nominal(x language.Range) bool {
	for i := x.First; i < x.End; i++ {
		switch r.doc.Tokens[i].UPOS {
		case "NOUN", "PROPN":
			return true
		}
	}
	return false
}

func (r *reading) form(i int) string { return strings.ToLower(r.doc.Tokens[i].Form) }

// modifier tells whether token i can stand between a country and the noun
// that belongs to it.
func (r *reading) modifier(i int) bool {
	t := &r.doc.Tokens[i]
	switch t.UPOS {
	case "ADJ", "NOUN", "PROPN", "NUM", "ADV":
		return true
	case "VERB":
		return t.Is("amod") || t.Is("compound")
	case "PUNCT":
		return t.Form == "-" || isQuote(t.Form)
	}
	return false
}

// leftwards finds whose it is before the role: a name, an adjective of
// nationality, a possessor.
func (r *reading) leftwards(p *phrase) {
	s := r.doc.Sentences[r.doc.SentenceOf(p.First)]
	for k := p.First - 1; k >= s.First && p.First-k < 9; k-- {
		t := &r.doc.Tokens[k]
		if m := int(r.markAt[k]); m >= 0 && r.entryOf(m).actor >= 0 {
			x := r.marks[m].Range
			if r.sideways(x) {
				k = x.First
				continue
			}
			p.by = append(p.by, m)
			p.First = x.First
			r.coordinated(p, m)
			p.former = p.former || p.First > s.First && r.past(p.First-1)
			return
		}
		switch {
		case t.UPOS == "PART" && (t.Form == "'s" || t.Form == "’s" || t.Form == "'" || t.Form == "’"):
		case t.UPOS == "PRON" && (t.XPOS == "PRP$" || t.Is("nmod:poss")):
			if r.form(p.First) != "counterpart" && r.form(p.First) != "counterparts" {
				p.own = k
			}
			return
		case t.Form == "]" || t.Form == ")":
			for k > s.First && r.doc.Tokens[k].Form != "[" && r.doc.Tokens[k].Form != "(" {
				k--
			}
		case r.modifier(k):
			if p.person < 0 && r.nameWord(k) && r.markAt[k] < 0 {
				p.person = k
			}
			p.former = p.former || r.past(k)
		default:
			return
		}
	}
}

// past tells whether token i says that the office is no longer held.
func (r *reading) past(i int) bool {
	switch r.form(i) {
	case "former", "ex", "late", "ousted", "deposed", "erstwhile", "retired":
		return true
	}
	return false
}

// sideways tells whether a name before a role does not own it: Russian-backed,
// pro-Russian, anti-American.
func (r *reading) sideways(x language.Range) bool {
	if x.End+1 < len(r.doc.Tokens) && r.doc.Tokens[x.End].Form == "-" {
		switch f := r.form(x.End + 1); f {
		case "based", "born":
			return false
		default:
			return strings.HasSuffix(f, "ed") || r.words.has("sideways", f)
		}
	}
	for k := x.First - 1; k >= 0 && k >= x.First-2; k-- {
		switch r.form(k) {
		case "-":
		case "pro", "anti":
			return true
		default:
			return false
		}
	}
	return false
}

// coordinated adds the names that stand before mark m in a list: Russian and
// Chinese troops, Japan, China and South Korea's ministers. An office that one holds is
// of one: Wang Yi and Mali's president.
func (r *reading) coordinated(p *phrase, m int) {
	if e := r.entryOf(p.role); e.office && !e.plural && r.doc.Tokens[r.marks[m].End].UPOS == "PART" {
		return
	}
	for n := 0; n < 8; n++ {
		k := r.marks[m].First - 1
		if k < 0 {
			return
		}
		switch r.form(k) {
		case "and", ",", "-", "or":
		default:
			return
		}
		if k > 0 && r.doc.Tokens[k-1].Form == "," {
			k--
		}
		if k > 0 && r.doc.Tokens[k-1].UPOS == "PART" {
			k--
		}
		if k == 0 || r.markAt[k-1] < 0 {
			return
		}
		o := int(r.markAt[k-1])
		if c := r.entryOf(o).class; r.entryOf(o).actor < 0 || r.entryOf(m).class == adjectiveClass != (c == adjectiveClass) && !r.modifies(r.marks[o].head) {
			return
		}
		// A comma alone binds only inside a list.
		if r.form(r.marks[m].First-1) == "," && len(p.by) < 2 {
			return
		}
		p.by = append(p.by, o)
		p.First = r.marks[o].First
		m = o
	}
}

// rightwards finds whose it is behind the role: of Ukraine, for the EU, from
// Syria, and passes over whom it is sent to.
func (r *reading) rightwards(p *phrase) {
	s := r.doc.Sentences[r.doc.SentenceOf(p.First)]
	k := p.End
	for steps := 0; k < s.End && steps < 12; steps++ {
		f := r.form(k)
		owns := f == "of" || f == "for" || f == "from" || f == "in" || f == "at"
		if !owns && f != "to" || f == "in" && !r.locates(p, k) {
			return
		}
		m := r.nameBehind(k+1, s.End)
		if m < 0 {
			return
		}
		if owns && len(p.by) == 0 && p.own < 0 {
			p.by = append(p.by, m)
			for r.nextInList(&m, s.End) {
				p.by = append(p.by, m)
			}
		} else if f != "to" {
			return
		}
		p.End = r.throughNoun(m, s.End)
		k = p.End
	}
}

// throughNoun is the end of the noun phrase of mark m: from the Saudi border.
func (r *reading) throughNoun(m, limit int) int {
	x := r.marks[m]
	h := r.doc.Tokens[x.head].Head
	if !r.modifies(x.head) || h < x.End || h >= limit || h-x.End > 3 {
		return x.End
	}
	for k := x.End; k < h; k++ {
		if !r.modifier(k) || r.markAt[k] >= 0 && r.entryOf(int(r.markAt[k])).actor >= 0 {
			return x.End
		}
	}
	return h + 1
}

// locates tells whether an in-phrase belongs to the role, not to the verb.
func (r *reading) locates(p *phrase, in int) bool {
	h := r.doc.Tokens[in].Head
	if h < 0 {
		return false
	}
	g := r.doc.Tokens[h].Head
	return p.Contains(g) && !r.entryOf(p.role).office || p.Contains(g) && r.entryOf(p.role).plural
}

// nameBehind is the first name from token k on within a noun phrase, -1 if
// none: the Asia department of the ministry of Russia.
func (r *reading) nameBehind(k, limit int) int {
	for n := 0; k < limit && n < 10; n++ {
		if m := int(r.markAt[k]); m >= 0 && r.entryOf(m).actor >= 0 {
			if r.sideways(r.marks[m].Range) {
				k = r.marks[m].End + 2
				continue
			}
			return m
		}
		t := &r.doc.Tokens[k]
		switch t.UPOS {
		case "DET", "ADJ", "NOUN", "PROPN", "NUM":
		case "PUNCT":
			if !isQuote(t.Form) && t.Form != "-" {
				return -1
			}
		case "ADP":
			if f := r.form(k); f != "of" && f != "for" {
				return -1
			}
		case "CCONJ": // minister of science and technology of Korea
			if k+1 >= limit || r.doc.Tokens[k+1].UPOS != "NOUN" || r.doc.Tokens[k-1].UPOS != "NOUN" {
				return -1
			}
		default:
			return -1
		}
		k++
	}
	return -1
}

// nextInList moves m on to the next name of a list: Russia, China and Iran.
func (r *reading) nextInList(m *int, limit int) bool {
	k := r.marks[*m].End
	if k < limit && (r.form(k) == "and" || r.form(k) == ",") {
		k++
		if k < limit && r.doc.Tokens[k].UPOS == "DET" {
			k++
		}
		if k < limit && r.markAt[k] >= 0 && r.entryOf(int(r.markAt[k])).class == stateClass && r.doc.Tokens[r.marks[r.markAt[k]].head].Is("conj") {
			*m = int(r.markAt[k])
			return true
		}
	}
	return false
}

// named finds the person's name that belongs to a role: right behind it, or in
// apposition before or behind it.
func (r *reading) named(p *phrase) {
	e := r.entryOf(p.role)
	if !e.office {
		return
	}
	s := r.doc.Sentences[r.doc.SentenceOf(p.First)]
	if x := r.personAt(p.End, s.End); !x.Empty() {
		p.name = x
		p.End = x.End
		return
	}
	if e.plural {
		return
	}
	// The minister, Ann Lee, …
	if p.End+1 < s.End && r.doc.Tokens[p.End].Form == "," {
		x := r.personAt(p.End+1, s.End)
		if x.Len() > 1 && (x.End == s.End || r.doc.Tokens[x.End].UPOS == "PUNCT" || r.doc.Tokens[x.First].Is("appos")) {
			p.name, p.apart = x, true
			return
		}
	}
	// Ann Lee, the minister …
	k := p.First - 1
	for k > s.First && (r.doc.Tokens[k].UPOS == "DET" || isQuote(r.doc.Tokens[k].Form) || r.doc.Tokens[k].UPOS == "ADJ" || r.doc.Tokens[k].Form == "-") {
		k--
	}
	if k > s.First && r.doc.Tokens[k].Form == "," {
		x := r.personBefore(k, s.First)
		if !x.Empty() {
			p.name, p.apart = x, true
		}
	}
}

// personAt is the person's name that begins with token k, empty if none.
func (r *reading) personAt(k, limit int) language.Range {
	if k >= limit {
		return language.Range{}
	}
	if m := int(r.markAt[k]); m >= 0 {
		if r.entryOf(m).class == personClass {
			return r.marks[m].Range
		}
		return language.Range{}
	}
	if !r.nameWord(k) {
		return language.Range{}
	}
	end := k + 1
	for end < limit && end-k < 7 {
		switch {
		case r.markAt[end] >= 0 && r.entryOf(int(r.markAt[end])).class != siteClass:
			return language.Range{First: k, End: trimParticles(r, k, end)}
		case r.nameWord(end), r.particle(end):
			end++
		default:
			return language.Range{First: k, End: trimParticles(r, k, end)}
		}
	}
	return language.Range{First: k, End: trimParticles(r, k, end)}
}

func trimParticles(r *reading, first, end int) int {
	for end > first+1 && !r.nameWord(end-1) {
		end--
	}
	return end
}

// personBefore is the person's name that ends before token k.
func (r *reading) personBefore(k, limit int) language.Range {
	if m := int(r.markAt[k-1]); m >= 0 && r.entryOf(m).class == personClass {
		return r.marks[m].Range
	}
	first := k
	for first > limit && k-first < 6 && (r.nameWord(first-1) || r.particle(first-1)) && (r.markAt[first-1] < 0) {
		first--
	}
	for first < k && !r.nameWord(first) {
		first++
	}
	if k-first < 2 {
		return language.Range{}
	}
	return language.Range{First: first, End: k}
}

// nameWord tells whether token i is a capitalised proper noun.
func (r *reading) nameWord(i int) bool {
	t := &r.doc.Tokens[i]
	c, n := utf8.DecodeRuneInString(t.Form)
	return t.UPOS == "PROPN" && unicode.IsUpper(c) && len(t.Form) > n && (len(t.Form) > 3 || t.Form != strings.ToUpper(t.Form))
}

// particle tells whether token i can stand inside a person's name.
func (r *reading) particle(i int) bool {
	switch r.form(i) {
	case "-", "al", "el", "ul", "bin", "ibn", "ben", "de", "da", "do", "dos", "del", "della", "di", "du", "la", "le", "van", "von", "der", "den", "ter", "abu", "ould", "e":
		return true
	}
	t := &r.doc.Tokens[i]
	return len(t.Form) == 2 && t.Form[1] == '.' && unicode.IsUpper(rune(t.Form[0])) || len(t.Form) == 1 && t.UPOS == "PROPN"
}

func isQuote(f string) bool {
	switch f {
	case "\"", "“", "”", "‘", "’", "'", "``", "''", "«", "»":
		return true
	}
	return false
}
