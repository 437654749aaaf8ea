package attribution

import "chancery/internal/language"

// never is a score below all others.
const never = -1 << 30

// Model is the learned part: tables of weights, found by the hash of a feature.
// A table's length is a power of two. A weight is a whole number of steps of
// the table's size.
type Model struct {
	Cue       []int8                // a token heads a cue
	Role      [][roles]int8         // a token has a role
	Step      [][roles * roles]int8 // a role follows another, by former and latter
	Words     *Words
	Threshold int32 // log-odds, in steps, above which a token heads a cue
}

// cueScore is the log-odds of a token heading a cue, in steps.
func (m *Model) cueScore(features []uint32) int32 {
	mask := uint32(len(m.Cue) - 1)
	sum := int32(0)
	for _, x := range features {
		sum += int32(m.Cue[x&mask])
	}
	return sum
}

func (m *Model) roleScores(features []uint32) (sum [roles]int32) {
	mask := uint32(len(m.Role) - 1)
	for _, x := range features {
		w := &m.Role[x&mask]
		for k := range sum {
			sum[k] += int32(w[k])
		}
	}
	return sum
}

func (m *Model) stepScores(features []uint32) (sum [roles * roles]int32) {
	mask := uint32(len(m.Step) - 1)
	for _, x := range features {
		w := &m.Step[x&mask]
		for k := range sum {
			sum[k] += int32(w[k])
		}
	}
	return sum
}

// decode finds the best roles of the window of a cue (Viterbi). The head of
// the cue is one.
func (m *Model) decode(v *view, h int, buf []uint32) (language.Range, []Role) {
	c := v.cueSide(h)
	n := c.window.Len()
	var best [roles]int32
	back := make([][roles]Role, n)
	for k := range n {
		j := c.window.First + k
		buf = v.roleFeatures(&c, j, buf[:0])
		score := m.roleScores(buf)
		if j == h {
			for r := range score {
				if Role(r) != IsCue {
					score[r] = never
				}
			}
		}
		if k == 0 {
			best = score
			continue
		}
		buf = v.stepFeatures(&c, j, buf[:0])
		step := m.stepScores(buf)
		var next [roles]int32
		for r := range next {
			from, top := Role(0), int32(never)*2
			for p := range best {
				if s := best[p] + step[p*int(roles)+r]; s > top {
					from, top = Role(p), s
				}
			}
			next[r] = top + score[r]
			back[k][r] = from
		}
		best = next
	}
	out := make([]Role, n)
	last := Role(0)
	for r := range best {
		if best[r] > best[last] {
			last = Role(r)
		}
	}
	for k := n - 1; k >= 0; k-- {
		out[k] = last
		last = back[k][last]
	}
	return c.window, out
}
