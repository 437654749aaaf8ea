package dates

// A rule can only match in a sentence that holds one of the words which every one
// of its ways goes through. Asking for the rarest of them first spares most of the
// work: after hundreds of names of events hang on the word "after" alone.

// maxRequired bounds the words that are looked for before a rule is tried.
const maxRequired = 16

// require finds for each rule the words of which a sentence must hold one.
func (t *Tagger) require() {
	uses := make([]int, len(t.symbols)+1)
	for i := range t.rules {
		for _, in := range t.rules[i].prog {
			if in.op == opTest {
				for _, k := range in.test.kinds {
					for s := range k.values {
						uses[s]++
					}
				}
			}
		}
	}
	for i := range t.rules {
		r := &t.rules[i]
		best := 0
		for pc, in := range r.prog {
			if in.op != opTest || in.test.not || !listed(in.test) {
				continue
			}
			words, cost := wordsOf(in.test), 0
			for _, s := range words {
				cost += uses[s]
			}
			if len(words) <= maxRequired && (r.required == nil || cost <= best) && !avoidable(r.prog, pc) {
				r.required, best = words, cost
			}
		}
	}
}

// listed tells whether a test accepts listed words only.
func listed(ts *test) bool {
	for _, k := range ts.kinds {
		if k.values == nil {
			return false
		}
	}
	return len(ts.kinds) > 0
}

func wordsOf(ts *test) []int32 {
	var out []int32
	for _, k := range ts.kinds {
		for s := range k.values {
			out = append(out, s)
		}
	}
	return out
}

// avoidable tells whether a program can match without passing instruction pc.
func avoidable(prog []inst, pc int) bool {
	seen := make([]bool, len(prog))
	var walk func(at int) bool
	walk = func(at int) bool {
		if at == pc || seen[at] {
			return false
		}
		seen[at] = true
		switch in := &prog[at]; in.op {
		case opMatch:
			return true
		case opSplit:
			return walk(at+1) || walk(in.x)
		case opJump:
			return walk(in.x)
		}
		return walk(at + 1)
	}
	return walk(0)
}

// holds tells whether the sentence has one of the rule's required words.
func (m *matcher) holds(r *rule) bool {
	if r.required == nil {
		return true
	}
	for _, s := range r.required {
		if m.present[s] == m.sentence {
			return true
		}
	}
	return false
}
