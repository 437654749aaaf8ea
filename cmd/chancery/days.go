package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"chancery/internal/ledger"
	"chancery/internal/question"
)

// ofFlag is an error of a question as it is told to who wrote it in flags.
func ofFlag(err error) error {
	var q *question.Error
	switch {
	case !errors.As(err, &q):
		return err
	case q.Unknown:
		return errors.New(q.Text)
	}
	if takes, ok := strings.CutPrefix(q.Text, "it takes"); ok {
		return usageError(fmt.Errorf("--%s takes%s", q.Field, takes))
	}
	return usageError(fmt.Errorf("--%s: %s", q.Field, q.Text))
}

// recordingTime reads a time of recording: a day means its end.
func recordingTime(flag, text string) (time.Time, error) {
	t, err := question.KnownAt(flag, text)
	return t, ofFlag(err)
}

// day reads a day of a flag; empty is nil.
func day(flag, text string) (*ledger.Day, error) {
	d, err := question.Day(flag, text)
	return d, ofFlag(err)
}

// checkDay refuses a flag that is neither a day nor empty.
func checkDay(flag, text string) error {
	_, err := day(flag, text)
	return err
}

// period are the flags --since and --until.
type period struct{ since, until string }

// add gives a command the flags; of says what the days are of.
func (p *period) add(cmd *cobra.Command, of string) {
	cmd.Flags().StringVar(&p.since, "since", "", "the first day"+of+` (YYYY-MM-DD; of a month or year YYYY-MM, YYYY; "30 days", "2 years": of those up to today)`)
	cmd.Flags().StringVar(&p.until, "until", "", "the last day"+of+" (YYYY-MM-DD, YYYY-MM or YYYY)")
}

// days are those of the flags; ledger.Unknown where neither is given.
func (p *period) days() (ledger.Bounds, error) {
	b, err := question.Days(p.since, p.until, today())
	return b, ofFlag(err)
}

// today is the day that a question is asked.
func today() ledger.Day { return ledger.Day(time.Now().UTC().Unix() / 86400) }
