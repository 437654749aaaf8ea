package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"chancery/internal/language"
)

func newParseCmd() *cobra.Command {
	var tokenised bool
	cmd := &cobra.Command{
		Use:   "parse [FILE | -]...",
		Short: "Write the tokens, tags and dependency trees of English text as CoNLL-U",
		Long: `Reads plain text (UTF-8) from files or the standard input and writes its sentences
as CoNLL-U: tokens, lemmas, universal and Penn tags, features and a dependency tree,
with # text, # sent_id, # newpar where a paragraph begins, SpaceAfter=No, and the
tokens' places in the file (code points) as start= and end= in MISC. Paragraphs end
at blank lines.

With --tokenised the input is CoNLL-U. Its words and sentences are kept, with their
comments newdoc, newpar, sent_id and text, and the rest is written anew; places are
those that the input gives, or count the sentences' texts joined by a space and
paragraphs by a blank line.

Input of any size is read in little memory, on all cores.`,
		Example: "  chancery parse article.txt\n  chancery parse --tokenised treebank.conllu",
		RunE: func(cmd *cobra.Command, args []string) error {
			// Parsing leaves little garbage, so collecting it often costs nothing
			// and keeps the memory of an endless input near the model's.
			debug.SetGCPercent(50)
			eng, err := language.New()
			if err != nil {
				return err
			}
			if len(args) == 0 {
				args = []string{"-"}
			}
			out := bufio.NewWriterSize(cmd.OutOrStdout(), 1<<16)
			p := &parseRun{eng: eng, out: out, next: 1}
			for _, name := range args {
				if err := p.file(cmd.Context(), name, cmd.InOrStdin(), tokenised); err != nil {
					out.Flush()
					return err
				}
			}
			return out.Flush()
		},
	}
	cmd.Flags().BoolVar(&tokenised, "tokenised", false, "the input is CoNLL-U whose words are kept")
	return cmd
}

// parseRun is one run of the command: the sentences of all files are numbered
// through.
type parseRun struct {
	eng  *language.Engine
	out  io.Writer
	next int // number of the next sentence
}

func (p *parseRun) file(ctx context.Context, name string, stdin io.Reader, tokenised bool) error {
	in := stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return fmt.Errorf("reading text: %w", err)
		}
		defer f.Close()
		in = f
	}
	var err error
	if tokenised {
		err = p.trees(ctx, in)
	} else {
		err = p.text(ctx, in)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// text parses raw text.
func (p *parseRun) text(ctx context.Context, in io.Reader) error {
	type parsed struct {
		*language.Stretch
		doc *language.Doc
	}
	return inOrder(ctx, language.Stretches(in), func(s *language.Stretch) parsed {
		doc := p.eng.Analyze(s.Text, nil)
		doc.FillFeatures() // here, where texts are read side by side
		return parsed{s, doc}
	}, func(s parsed) (err error) {
		p.next, err = language.WriteStretch(p.out, s.doc, s.Stretch, p.next)
		return err
	})
}

// trees parses CoNLL-U.
func (p *parseRun) trees(ctx context.Context, in io.Reader) error {
	base, first := 0, true
	return inOrder(ctx, inBatches(language.ReadCoNLLU(in)), func(trees []*language.Tree) []*language.Tree {
		p.eng.AnalyzeTrees(trees)
		return trees
	}, func(trees []*language.Tree) error {
		for _, t := range trees {
			if t.ID == "" {
				t.ID = strconv.Itoa(p.next)
			}
			p.next++
			switch {
			case first:
				first = false
			case t.NewPar || t.NewDoc:
				base += 2
			default:
				base++
			}
			if err := language.WriteTree(p.out, t, base); err != nil {
				return err
			}
			base += utf8.RuneCountInString(t.Text)
		}
		return nil
	})
}

// batchWords is how many words of CoNLL-U are parsed at a time.
const batchWords = 4000

// inBatches groups trees. What was read before an error is yielded before it.
func inBatches(trees iter.Seq2[*language.Tree, error]) iter.Seq2[[]*language.Tree, error] {
	return func(yield func([]*language.Tree, error) bool) {
		var batch []*language.Tree
		words := 0
		for t, err := range trees {
			if err != nil {
				if len(batch) > 0 && !yield(batch, nil) {
					return
				}
				yield(nil, err)
				return
			}
			batch = append(batch, t)
			if words += len(t.Tokens); words >= batchWords {
				if !yield(batch, nil) {
					return
				}
				batch, words = nil, 0
			}
		}
		if len(batch) > 0 {
			yield(batch, nil)
		}
	}
}

// inOrder applies work to what in yields, on all cores, and gives the results
// to emit in the order of in. Only a few are held at a time. It ends at the
// first error; what came before it has been emitted.
func inOrder[T, R any](ctx context.Context, in iter.Seq2[T, error], work func(T) R, emit func(R) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type job struct {
		item T
		err  error
		done chan R
	}
	cores := runtime.GOMAXPROCS(0)
	jobs, queue := make(chan *job), make(chan *job, 2*cores)
	go func() {
		defer close(jobs)
		defer close(queue)
		for item, err := range in {
			j := &job{item, err, make(chan R, 1)}
			select {
			case queue <- j:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
			select {
			case jobs <- j:
			case <-ctx.Done():
				return
			}
		}
	}()
	for range cores {
		go func() {
			for j := range jobs {
				j.done <- work(j.item)
			}
		}()
	}
	for j := range queue {
		if j.err != nil {
			return j.err
		}
		select {
		case r := <-j.done:
			if err := emit(r); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return ctx.Err()
}
