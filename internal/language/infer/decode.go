package infer

import "slices"

// decoder finds the best tree with one root under scores of single arcs:
// each word's best head if they make a tree, else the maximum spanning tree of
// Chu and Liu (1965) and Edmonds (1967) with the root's one child fixed.
type decoder struct {
	head   []int // by word; n stands for the root
	mark   []int
	scores []int64
	ints   []int // what lists of the recursion are cut from
}

// list is a list of no words with room for n.
func (d *decoder) list(n int) []int {
	if cap(d.ints)-len(d.ints) < n {
		d.ints = make([]int, 0, 2*cap(d.ints)+n) // lists cut before stay as they are
	}
	from := len(d.ints)
	d.ints = d.ints[:from+n]
	return d.ints[from : from : from+n]
}

// decode reads scores[i*width+j], the score of word j as the head of word i,
// column n for the root.
func (d *decoder) decode(scores []int32, width, n int) {
	d.head = resize(d.head, n)
	root, gain := -1, int64(-1<<62)
	roots := 0
	for i := range n {
		row := scores[i*width : i*width+n+1]
		best := -1
		for j, v := range row[:n] {
			if j != i && (best < 0 || v > row[best]) {
				best = j
			}
		}
		if best < 0 || row[n] > row[best] {
			roots++
			d.head[i] = n
		} else {
			d.head[i] = best
		}
		g := int64(1) << 40
		if best >= 0 {
			g = int64(row[n]) - int64(row[best])
		}
		if g > gain {
			root, gain = i, g
		}
	}
	if roots == 1 && d.acyclic(n) {
		return
	}
	for i := range n { // the root's child is fixed
		if i == root {
			d.head[i] = n
		} else if d.head[i] == n {
			d.head[i] = second(scores[i*width:i*width+n], i)
		}
	}
	if !d.acyclic(n) {
		d.spanning(scores, width, n, root)
	}
}

// second is the best head of word i among words.
func second(row []int32, i int) int {
	best := -1
	for j, v := range row {
		if j != i && (best < 0 || v > row[best]) {
			best = j
		}
	}
	return best
}

// acyclic tells whether all words lead to the root.
func (d *decoder) acyclic(n int) bool {
	d.mark = resize(d.mark, n)
	for i := range n {
		d.mark[i] = -1
	}
	for i := range n {
		for j := i; j < n && d.mark[j] != i; j = d.head[j] {
			if d.mark[j] >= 0 {
				break
			}
			d.mark[j] = i
			if h := d.head[j]; h < n && d.mark[h] == i {
				return false
			}
		}
	}
	return true
}

// spanning is the maximum spanning tree below word root, in O(n²) a
// contraction: cycles are contracted one at a time, scores into a cycle are
// taken relative to the arc that would be given up.
func (d *decoder) spanning(scores []int32, width, n, root int) {
	d.scores = resize(d.scores, n*n)
	d.ints = d.ints[:0]
	active := d.list(n)
	for i := range n {
		active = append(active, i)
		for j := range n {
			d.scores[i*n+j] = int64(scores[i*width+j])
		}
	}
	d.contract(active, n, root)
	d.head[root] = n
}

// contract solves the problem for the words of active, whose scores stand in
// d.scores, by greedy choice, contraction of the first cycle and recursion.
func (d *decoder) contract(active []int, n, root int) {
	for _, i := range active {
		if i == root {
			continue
		}
		best := -1
		for _, j := range active {
			if j != i && (best < 0 || d.scores[i*n+j] > d.scores[i*n+best]) {
				best = j
			}
		}
		d.head[i] = best
	}
	cycle := d.cycle(active, root, n)
	if cycle == nil {
		return
	}
	rep := cycle[0]
	// outgoing[j]: the word of the cycle that is the best head of j;
	// incoming[j]: the word of the cycle that best takes j as its head.
	outgoing, incoming := d.list(n)[:n], d.list(n)[:n]
	saved := d.list(len(cycle))
	for _, i := range cycle {
		saved = append(saved, d.head[i])
	}
	rest := d.list(len(active))
	for _, j := range active {
		if slices.Contains(cycle, j) {
			continue
		}
		rest = append(rest, j)
		bo, bi := -1, -1
		var so, si int64
		for k, i := range cycle {
			if v := d.scores[j*n+i]; bo < 0 || v > so {
				bo, so = i, v
			}
			if v := d.scores[i*n+j] - d.scores[i*n+saved[k]]; bi < 0 || v > si {
				bi, si = i, v
			}
		}
		outgoing[j], incoming[j] = bo, bi
		d.scores[j*n+rep] = so
		d.scores[rep*n+j] = si
	}
	d.contract(append(rest, rep), n, root)
	h := d.head[rep]
	for k, i := range cycle {
		d.head[i] = saved[k]
	}
	d.head[incoming[h]] = h
	for _, j := range rest {
		if j != root && d.head[j] == rep {
			d.head[j] = outgoing[j]
		}
	}
}

// cycle is a cycle among the heads of the active words, nil if there is none.
func (d *decoder) cycle(active []int, root, n int) []int {
	d.mark = resize(d.mark, n)
	for _, i := range active {
		d.mark[i] = -1
	}
	for _, i := range active {
		j := i
		for j != root && d.mark[j] < 0 {
			d.mark[j] = i
			j = d.head[j]
		}
		if j != root && d.mark[j] == i {
			cycle := append(d.list(len(active)), j)
			for k := d.head[j]; k != j; k = d.head[k] {
				cycle = append(cycle, k)
			}
			return cycle
		}
	}
	return nil
}
