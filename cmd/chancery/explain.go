package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"chancery/internal/document"
	"chancery/internal/events"
	"chancery/internal/pipeline"
)

func newExplainCmd() *cobra.Command {
	var sentence int
	var date string
	var k knowledge
	cmd := &cobra.Command{
		Use:   "explain FILE",
		Short: "Show how each sentence was read: tree, actors, rules that fired or nearly did",
		Long: `Shows, for each sentence of a document or for one of them, its dependency tree,
the actors, dates and quotes found in it, and every event rule that one of its words
could trigger, with what became of it. This is the tool with which rules are written.`,
		Example: "  chancery explain examples/recognition.txt --sentence 3",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := k.load()
			if err != nil {
				return err
			}
			for d, err := range document.Open(cmd.Context(), args, document.Options{Date: date, Stdin: cmd.InOrStdin()}) {
				if err != nil {
					return err
				}
				if err := explain(cmd.OutOrStdout(), p, d, sentence); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().IntVar(&sentence, "sentence", -1, "only this sentence, counted from 0 as in the record")
	cmd.Flags().StringVar(&date, "date", "", "publication date (YYYY-MM-DD) where the input has none")
	k.flags(cmd)
	return cmd
}

func explain(w io.Writer, p *pipeline.Pipeline, d *document.Document, only int) error {
	a := p.Analyse(d)
	if only >= len(a.Doc.Sentences) {
		return fmt.Errorf("%s has %d sentences; --sentence counts from 0", d.ID, len(a.Doc.Sentences))
	}
	for s, trials := range p.Explain(a) {
		if only < 0 || s == only {
			explainSentence(w, a, trials, s)
		}
	}
	return nil
}

func explainSentence(w io.Writer, a *pipeline.Analysis, trials []events.Trial, s int) {
	sent := a.Doc.Sentences[s]
	fmt.Fprintf(w, "sentence %d\n", s)
	tw := tabwriter.NewWriter(w, 2, 0, 2, ' ', 0)
	for i := sent.First; i < sent.End; i++ {
		tok := &a.Doc.Tokens[i]
		head := "root"
		if tok.Head >= 0 {
			head = fmt.Sprintf("%d %s", tok.Head-sent.First, a.Doc.Tokens[tok.Head].Form)
		}
		who := ""
		if m := a.Who.Head(i); m >= 0 {
			var ids []string
			for _, x := range a.Who.Mentions[m].Actors {
				ids = append(ids, a.Who.Actors[x].Code)
			}
			who = strings.Join(ids, "+")
			if a.Who.Mentions[m].Place {
				who += " (place)"
			}
		}
		if q := a.Said().Of(i); q >= 0 {
			who += fmt.Sprintf(" q%d", q)
		}
		fmt.Fprintf(tw, "  %d\t%s\t%s\t%s\t%s\t← %s\t%s\n", i-sent.First, clean(tok.Form), clean(tok.Lemma), tok.UPOS, tok.Rel, clean(head), who)
	}
	tw.Flush()
	for _, t := range trials {
		mark := "no "
		if t.Fired {
			mark = "YES"
		}
		fmt.Fprintf(w, "  %s %s at %s: %s\n", mark, t.Rule, clean(a.Doc.Tokens[t.Token].Form), clean(t.Verdict))
	}
	fmt.Fprintln(w)
}
