package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"chancery/internal/ledger"
)

// searching is a search for documents.
type searching struct {
	ledger ledgerFlag
	q      ledger.SearchQuery
	period period
	format string
	color  string
}

func newSearchCmd() *cobra.Command {
	var s searching
	cmd := &cobra.Command{
		Use:   "search WORDS...",
		Short: "Find documents of the ledger by the words of their titles and texts",
		Long: `Finds documents that hold all words, in any form: severed finds severs. "Words in
quotes" stand together, one with a * after it begins a word, and a word that no document
holds is taken for those that are written most alike. Documents that hold all words in
their titles come first, then the newest by their day of publication.`,
		Example: `  chancery search recognition Donetsk --since 2022-01-01
  chancery search '"diplomatic relations" sever*' --publisher KCNA --format json`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s.q.Words = strings.Join(args, " ")
			return s.run(cmd)
		},
	}
	s.ledger.add(cmd)
	s.period.add(cmd, " of publication")
	cmd.Flags().StringVar(&s.q.Publisher, "publisher", "", "only documents of one publisher, by its exact name")
	cmd.Flags().IntVar(&s.q.Limit, "limit", 20, "so many documents, 100 at most")
	cmd.Flags().StringVar(&s.format, "format", "text", "text or json (one document a line)")
	oneOf(cmd, "format", "text", "json")
	cmd.Flags().StringVar(&s.color, "color", "auto", "colour in text: auto (on a terminal, unless NO_COLOR is set), always or never")
	oneOf(cmd, "color", "auto", "always", "never")
	return cmd
}

func (s *searching) run(cmd *cobra.Command) error {
	switch {
	case !slices.Contains([]string{"text", "json"}, s.format):
		return usageError(fmt.Errorf("--format takes text or json, not %q", s.format))
	case !slices.Contains([]string{"auto", "always", "never"}, s.color):
		return usageError(fmt.Errorf("--color takes auto, always or never, not %q", s.color))
	case s.q.Limit < 1 || s.q.Limit > 100:
		return usageError(fmt.Errorf("--limit takes a number from 1 to 100, not %d", s.q.Limit))
	}
	days, err := s.period.days()
	if err != nil {
		return err
	}
	s.q.From, s.q.To = days.Ends()
	l, err := s.ledger.open(cmd.Context(), false)
	if err != nil {
		return err
	}
	defer l.Close()
	hits, more, err := l.Search(cmd.Context(), s.q)
	if err != nil {
		return err
	}
	if err := s.print(cmd.OutOrStdout(), hits); err != nil {
		return err
	}
	if more {
		fmt.Fprintf(cmd.ErrOrStderr(), "chancery: the first %d are shown; --limit, --since or another word shows others\n", len(hits))
	}
	return nil
}

func (s *searching) print(out io.Writer, hits []ledger.Hit) error {
	if s.format == "json" {
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		for i := range hits {
			if err := enc.Encode(&hits[i]); err != nil {
				return err
			}
		}
		return nil
	}
	p := newPage(out, s.color)
	var b strings.Builder
	if len(hits) == 0 {
		b.WriteString(p.wrap("No document holds "+clean(s.q.Words)+".", "", ""))
	}
	for i := range hits {
		b.WriteString(hitText(p, &hits[i]))
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// hitText is a document for people: its title, when and by whom it was published,
// and the words that were found.
func hitText(p *page, h *ledger.Hit) string {
	title := h.Source.Title
	if title == "" {
		title = h.Source.Name
	}
	when := "undated"
	if h.Source.Published != "" {
		when = spoken(h.Source.Published)
	}
	facts := []string{when}
	for _, f := range []string{h.Source.Publisher, h.Source.URL} {
		if f != "" {
			facts = append(facts, clean(f))
		}
	}
	runes := []rune(h.Snippet)
	words, last := "", 0
	for _, m := range h.Marks {
		words += clean(string(runes[last:m.Start])) + p.paint(bold, clean(string(runes[m.Start:m.End])))
		last = m.End
	}
	words += clean(string(runes[last:]))
	return p.wrap(p.paint(bold, clean(title)), "  ", "  ") + p.wrap(p.paint(dim, strings.Join(facts, " · ")), "     ", "") +
		p.wrap(words, "     ", "") + "\n"
}
