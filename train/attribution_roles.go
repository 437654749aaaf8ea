package main

import (
	"fmt"
	"io"
	"math"
	"math/rand/v2"
)

// The number of roles of a token, and of steps from one to another.
const (
	nRoles = 4
	nSteps = nRoles * nRoles
)

// field is a linear-chain conditional random field over roles (Lafferty,
// McCallum and Pereira 2001).
type field struct {
	role *weights[[nRoles]float32]
	step *weights[[nSteps]float32]
	// Scores of one window, and the logarithms of the sums over all ways to a
	// token and from it.
	u, alpha, beta [][nRoles]float64
	t              [][nSteps]float64
}

// learnRoles fits a field to the windows of the cues.
func (r *attributionRecipe) learnRoles(lessons []roleLesson, log io.Writer) *field {
	f := &field{role: newWeights[[nRoles]float32](r.roles.bits, r.rate), step: newWeights[[nSteps]float32](r.steps.bits, r.rate)}
	r.fitRoles(f, lessons, 1, log)
	f.role, f.step = f.role.chosen(r.roles.rows), f.step.chosen(r.steps.rows)
	r.fitRoles(f, lessons, r.rounds, log)
	return f
}

// fitRoles trains a field as fitCues trains a table.
func (r *attributionRecipe) fitRoles(f *field, lessons []roleLesson, rounds int, log io.Writer) {
	var thin roleLesson
	for round := range rounds {
		f.role.forget()
		f.step.forget()
		order := rand.New(rand.NewPCG(r.seed+uint64(round), 3)).Perm(len(lessons))
		rng := rand.New(rand.NewPCG(r.seed+uint64(round), 4))
		for epoch := range r.epochs {
			loss, tokens := 0.0, 0
			for _, k := range order {
				thin.take(&lessons[k], r.keep, rng)
				loss += f.learn(&thin)
				tokens += len(thin.roles)
			}
			if epoch >= r.epochs/2 {
				f.role.note()
				f.step.note()
			}
			fmt.Fprintf(log, "roles %d.%d: loss %.4f\n", round+1, epoch+1, loss/float64(tokens))
		}
	}
	f.role.average(rounds*(r.epochs-r.epochs/2), r.keep)
	f.step.average(rounds*(r.epochs-r.epochs/2), r.keep)
}

// take makes l a copy of another lesson without some of its features.
func (l *roleLesson) take(from *roleLesson, keep float64, rng *rand.Rand) {
	l.roles = from.roles
	for len(l.role) < len(from.role) {
		l.role, l.step = append(l.role, nil), append(l.step, nil)
	}
	for k := range from.role {
		l.role[k] = thinned(from.role[k], keep, rng, l.role[k])
		l.step[k] = thinned(from.step[k], keep, rng, l.step[k])
	}
}

// learn takes one step on one window and returns its loss.
func (f *field) learn(l *roleLesson) float64 {
	n := len(l.roles)
	f.score(l)
	z := f.forwardBackward(n)
	gold := 0.0
	for k, r := range l.roles {
		gold += f.u[k][r]
		if k > 0 {
			gold += f.t[k][int(l.roles[k-1])*nRoles+int(r)]
		}
	}
	for k := range n {
		var d [nRoles]float32
		for r := range d {
			d[r] = float32(math.Exp(f.alpha[k][r] + f.beta[k][r] - z))
		}
		d[l.roles[k]]--
		f.role.step(l.role[k], &d)
		if k == 0 {
			continue
		}
		var e [nSteps]float32
		for p := range nRoles {
			for r := range nRoles {
				e[p*nRoles+r] = float32(math.Exp(f.alpha[k-1][p] + f.t[k][p*nRoles+r] + f.u[k][r] + f.beta[k][r] - z))
			}
		}
		e[int(l.roles[k-1])*nRoles+int(l.roles[k])]--
		f.step.step(l.step[k], &e)
	}
	return z - gold
}

// score fills u and t.
func (f *field) score(l *roleLesson) {
	for len(f.u) < len(l.roles) {
		f.u, f.t = append(f.u, [nRoles]float64{}), append(f.t, [nSteps]float64{})
		f.alpha, f.beta = append(f.alpha, [nRoles]float64{}), append(f.beta, [nRoles]float64{})
	}
	for k := range l.roles {
		var u [nRoles]float32
		var t [nSteps]float32
		f.role.total(l.role[k], &u)
		f.step.total(l.step[k], &t)
		for r, x := range u {
			f.u[k][r] = float64(x)
		}
		for r, x := range t {
			f.t[k][r] = float64(x)
		}
	}
}

// forwardBackward fills alpha and beta and returns the logarithm of the sum
// over all ways.
func (f *field) forwardBackward(n int) float64 {
	f.alpha[0] = f.u[0]
	for k := 1; k < n; k++ {
		for r := range nRoles {
			var in [nRoles]float64
			for p := range nRoles {
				in[p] = f.alpha[k-1][p] + f.t[k][p*nRoles+r]
			}
			f.alpha[k][r] = logSum(in) + f.u[k][r]
		}
	}
	f.beta[n-1] = [nRoles]float64{}
	for k := n - 2; k >= 0; k-- {
		for p := range nRoles {
			var out [nRoles]float64
			for r := range nRoles {
				out[r] = f.t[k+1][p*nRoles+r] + f.u[k+1][r] + f.beta[k+1][r]
			}
			f.beta[k][p] = logSum(out)
		}
	}
	return logSum(f.alpha[n-1])
}

func logSum(x [nRoles]float64) float64 {
	top := max(x[0], x[1], x[2], x[3])
	sum := 0.0
	for _, v := range x {
		sum += math.Exp(v - top)
	}
	return top + math.Log(sum)
}
