// Package infer runs the neural network of the text engine: from the forms of
// sentences to tags, heads and relations. All arithmetic is on whole numbers,
// or float32 in a fixed order, so that the same words give the same result on
// every machine.
package infer

// Sizes of the network, as in the model file.
type Sizes struct {
	Dense, Sum    int // widths of the given and of the learnt word vectors
	Hidden        int // of one direction of a layer
	Arc, Rel, Tag int // widths of what is read off the states
	Words, Learnt int // rows of the word tables
}

// Middle is the width of all that is read off the top states.
func (s Sizes) Middle() int { return 2*s.Arc + 2*s.Rel + s.Tag }

// Scales of whole numbers: a value v is stored as v·2^scale. Sums of products
// of states and weights have both scales added up.
const (
	StateShift  = 12 // word vectors and states
	WeightShift = 12 // weight matrices
	MiddleShift = 10 // what is read off the states
	QueryShift  = 9  // dependents times the bilinear form
)

// Model is a network with its word tables and inventories. It is never
// changed after loading and Prepare.
type Model struct {
	Sizes
	Tags      []string // UPOS|XPOS
	Rels      []string
	Lexicon   *Lexicon
	vectors   []byte // [Words][Dense] signed bytes
	word      []byte // [Learnt][Sum]
	affix     []byte // [AffixRows][Sum]
	shifts    [3]uint
	layers    [2][2]layer
	mid       dense
	bilinear  dense
	rootArc   []int16 // [Arc], scale MiddleShift
	rootRel   []int32 // [Rel], scale MiddleShift
	rel, tag  dense
	kernels   kernels
	rootLabel int
	barred    [][]bool // by relation of the head and of the dependent
	frequent  map[string]int32
	ready     [2][]int32 // what frequent forms add to the first layer, by direction
}

// layer is one direction of an LSTM layer.
type layer struct {
	wx, wh matrix
	b      []int32 // scale StateShift+WeightShift
}

// dense is a linear layer.
type dense struct {
	matrix
	b []int32
}
