package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"chancery"
	"chancery/internal/config"
	"chancery/internal/ledger"
)

// judging is the flags of judge.
type judging struct {
	ledger                                        ledgerFlag
	by, note                                      string
	accept, reject, retract, correct              bool
	typ, mode, date, modality, kind, status, what string
	since, until                                  string
	actors, recipients                            []string
}

func newJudgeCmd() *cobra.Command {
	var j judging
	cmd := &cobra.Command{
		Use:   "judge CLAIM",
		Short: "Accept, reject, retract or correct a claim, in your name",
		Long: `Records a verdict on a claim, given by its id (--evidence shows ids): --accept, --reject
(it does not stand in the words), --retract (who told it took it back), or --correct
with what it should be; what is not given stays. The claim stays in the ledger, and so
does what was known before the verdict.`,
		Example: `  chancery judge 09f3…c2 --reject --by "J. Doe" --note "the subject is the minister's critic"
  chancery judge 09f3…c2 --correct --by "J. Doe" --recipient LNR --date 2022-07-13`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return runJudge(cmd, args[0], &j) },
	}
	fl := cmd.Flags()
	fl.BoolVar(&j.accept, "accept", false, "the claim is right")
	fl.BoolVar(&j.reject, "reject", false, "the claim does not stand in the words")
	fl.BoolVar(&j.retract, "retract", false, "who told it took it back")
	fl.BoolVar(&j.correct, "correct", false, "another claim stands in its place, as the flags below say")
	cmd.MarkFlagsMutuallyExclusive("accept", "reject", "retract", "correct")
	cmd.MarkFlagsOneRequired("accept", "reject", "retract", "correct")
	fl.StringVar(&j.by, "by", "", "who judges (needed)")
	fl.StringVar(&j.note, "note", "", "why")
	fl.StringVar(&j.typ, "type", "", "correct: the type of event")
	fl.StringVar(&j.mode, "mode", "", "correct: its mode")
	fl.StringVar(&j.date, "date", "", "correct: its date (YYYY-MM-DD, YYYY-MM or YYYY)")
	fl.StringVar(&j.modality, "modality", "", "correct: asserted, future, hypothetical, negated or historical")
	oneOf(cmd, "modality", "asserted", "future", "hypothetical", "negated", "historical")
	fl.StringSliceVar(&j.actors, "actor", nil, "correct: the codes of the actors")
	fl.StringSliceVar(&j.recipients, "recipient", nil, "correct: the codes of the recipients")
	fl.StringVar(&j.kind, "kind", "", "correct: the kind of relation")
	fl.StringVar(&j.status, "status", "", "correct: its status")
	fl.StringVar(&j.what, "what", "", "correct: the territory or treaty")
	fl.StringVar(&j.since, "since", "", "correct a standing: since when it holds")
	fl.StringVar(&j.until, "until", "", "correct a standing: until when it held")
	config.EachTime(fl, "accept", "reject", "retract", "correct", "note", "type", "mode", "date", "modality", "actor", "recipient",
		"kind", "status", "what", "since", "until")
	j.ledger.add(cmd)
	return cmd
}

func runJudge(cmd *cobra.Command, id string, j *judging) error {
	if j.by == "" {
		return usageError(errors.New("say who judges: --by NAME"))
	}
	l, err := j.ledger.open(cmd.Context(), false)
	if err != nil {
		return err
	}
	defer l.Close()
	verdict := ledger.Judgement{Claim: id, By: j.by, Note: j.note}
	switch {
	case j.accept:
		verdict.Verdict = chancery.Accepted
	case j.reject:
		verdict.Verdict = chancery.Rejected
	case j.retract:
		verdict.Verdict = chancery.Retracted
	default:
		verdict.Verdict = chancery.Corrected
		c, err := l.Claim(cmd.Context(), id)
		if err != nil {
			return err
		}
		who, err := newPeople()
		if err != nil {
			return err
		}
		j.change(cmd, &c, who)
		verdict.Instead = &c
	}
	if err := l.Judge(cmd.Context(), verdict, time.Now()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %s by %s\n", clean(id), verdict.Verdict, clean(j.by))
	return err
}

// change makes a claim what the flags say it should be.
func (j *judging) change(cmd *cobra.Command, c *chancery.Claim, who *people) {
	for name, field := range map[string]struct {
		to    *string
		value string
	}{
		"type": {&c.Type, j.typ}, "mode": {&c.Mode, j.mode}, "date": {&c.Date, j.date}, "kind": {&c.Kind, j.kind},
		"status": {&c.Status, j.status}, "what": {&c.What, j.what}, "since": {&c.Since, j.since}, "until": {&c.Until, j.until},
		"modality": {(*string)(&c.Modality), j.modality},
	} {
		if cmd.Flags().Changed(name) {
			*field.to = field.value
		}
	}
	if cmd.Flags().Changed("type") && !cmd.Flags().Changed("mode") {
		c.Mode = ""
	}
	for name, side := range map[string]struct {
		to    *[]chancery.Party
		codes []string
	}{"actor": {&c.Actors, j.actors}, "recipient": {&c.Recipients, j.recipients}} {
		if !cmd.Flags().Changed(name) {
			continue
		}
		var ps []chancery.Party
		for _, code := range side.codes {
			ps = append(ps, chancery.Party{Code: code, Country: who.country(code)})
		}
		*side.to = ps
	}
}
