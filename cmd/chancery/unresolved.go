package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"chancery"
	"chancery/internal/document"
	"chancery/internal/pipeline"
)

// unresolved is a name that no table explains.
type unresolved struct {
	Name    string `json:"name"`
	Count   int    `json:"count"`
	Example string `json:"example"` // words around its first place
	ID      string `json:"document"`
}

func newUnresolvedCmd() *cobra.Command {
	var format string
	var top int
	var k knowledge
	cmd := &cobra.Command{
		Use:   "unresolved [FILE | DIR | -]...",
		Short: "List the most frequent names in documents that nothing is known of",
		Long: `Lists the capitalised names of documents that resolve to no actor, and those of
persons of whom no country is known, the most frequent first, each with the words
around its first place: what to add to the tables next.`,
		Example: "  chancery names unresolved --top 100 news.jsonl",
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return usageError(fmt.Errorf("--format takes text or json, not %q", format))
			}
			if top < 1 {
				return usageError(fmt.Errorf("--top takes a number from 1, not %d", top))
			}
			if len(args) == 0 {
				args = []string{"-"}
			}
			p, err := k.load()
			if err != nil {
				return err
			}
			found := map[string]*unresolved{}
			failed := false
			for d, err := range document.Open(cmd.Context(), args, document.Options{Stdin: cmd.InOrStdin()}) {
				if err != nil {
					failed = true
					fmt.Fprintf(cmd.ErrOrStderr(), "chancery: %s\n", clean(err.Error()))
					continue
				}
				countUnresolved(found, p.Analyse(d))
			}
			if err := printUnresolved(cmd.OutOrStdout(), found, top, format); err != nil {
				return err
			}
			if failed {
				return errReported
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json (one object a line)")
	oneOf(cmd, "format", "text", "json")
	cmd.Flags().IntVar(&top, "top", 50, "how many names")
	k.flags(cmd)
	return cmd
}

// countUnresolved adds the unknown names of a document to those found so far.
func countUnresolved(found map[string]*unresolved, a *pipeline.Analysis) {
	for _, s := range a.Doc.Sentences {
		for i := s.First; i < s.End; i++ {
			end := i
			for end < s.End && unknownName(a, end) {
				end++
			}
			if end == i {
				continue
			}
			var words []string
			for k := i; k < end; k++ {
				words = append(words, a.Doc.Tokens[k].Form)
			}
			name := strings.Join(words, " ")
			u := found[name]
			if u == nil {
				var around []string
				for k := max(s.First, i-5); k < min(s.End, end+6); k++ {
					around = append(around, a.Doc.Tokens[k].Form)
				}
				u = &unresolved{Name: name, Example: strings.Join(around, " "), ID: a.Document.ID}
				found[name] = u
			}
			u.Count++
			i = end
		}
	}
}

// unknownName tells whether token i is a proper name that belongs to no actor of
// a known country and to no date.
func unknownName(a *pipeline.Analysis, i int) bool {
	tok := &a.Doc.Tokens[i]
	if r, _ := utf8.DecodeRuneInString(tok.Form); tok.UPOS != "PROPN" || !unicode.IsUpper(r) || len(tok.Form) < 2 {
		return false
	}
	for _, t := range a.Times() {
		if t.Contains(i) {
			return false
		}
	}
	m := a.Who.At(i)
	if m < 0 {
		return true
	}
	x := &a.Who.Actors[a.Who.Mentions[m].Actors[0]]
	return x.Kind == chancery.Person && x.Country == ""
}

func printUnresolved(w io.Writer, found map[string]*unresolved, top int, format string) error {
	list := make([]*unresolved, 0, len(found))
	for _, u := range found {
		list = append(list, u)
	}
	slices.SortFunc(list, func(a, b *unresolved) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name))
	})
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, u := range list[:min(top, len(list))] {
		if format == "json" {
			if err := enc.Encode(u); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(tw, "%d\t%s\t%s\n", u.Count, clean(u.Name), clean(u.Example))
	}
	return tw.Flush()
}
