package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"chancery"
	"chancery/internal/config"
	"chancery/internal/names"
	"chancery/internal/ontology"
	"chancery/internal/secondopinion"
)

// second are the flags of commands that may ask a language model for a second opinion.
type second struct {
	who, endpoint, model, keyEnv string
	timeout                      time.Duration
	budget                       int
}

// flags gives a command all flags.
func (s *second) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.who, "reader", "rules", "who reads: rules, or llm: the rules, then a language model as a second opinion")
	oneOf(cmd, "reader", "rules", "llm")
	s.serverFlags(cmd)
	config.GoesWith(cmd.Flags(), "reader=llm", "endpoint", "model", "api-key-env")
}

// serverFlags gives a command the flags that say whom to ask, and how.
func (s *second) serverFlags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.endpoint, "endpoint", "", "address of a server that speaks OpenAI's chat completions, such as http://localhost:8080/v1")
	cmd.Flags().StringVar(&s.model, "model", "", "the model that is asked for; without it, the server's own")
	cmd.Flags().DurationVar(&s.timeout, "llm-timeout", time.Minute, "how long the model may take for an answer")
	cmd.Flags().IntVar(&s.budget, "llm-budget", 200_000, "tokens of questions and answers after which the model is not asked any more")
	cmd.Flags().StringVar(&s.keyEnv, "api-key-env", "", "name of the environment variable that holds the server's key")
}

func (s *second) check() error {
	switch {
	case s.who != "rules" && s.who != "llm":
		return usageError(fmt.Errorf("--reader takes rules or llm, not %q", s.who))
	case s.who == "rules" && (s.endpoint != "" || s.model != "" || s.keyEnv != ""):
		return usageError(errors.New("--endpoint, --model and --api-key-env go with --reader llm"))
	case s.who == "rules":
		return nil
	}
	return s.checkServer()
}

func (s *second) checkServer() error {
	switch {
	case s.endpoint == "":
		return usageError(errors.New("no server is given to ask; give its address with --endpoint, such as http://localhost:8080/v1"))
	case s.timeout <= 0:
		return usageError(fmt.Errorf("--llm-timeout takes a time such as 60s, not %s", s.timeout))
	case s.budget < 1:
		return usageError(fmt.Errorf("--llm-budget takes a number from 1, not %d", s.budget))
	case s.keyEnv != "" && os.Getenv(s.keyEnv) == "":
		return usageError(fmt.Errorf("--api-key-env: the environment has no %s", s.keyEnv))
	}
	return nil
}

// opinions are a reader's second opinions; the nil opinions have none. Several
// goroutines may ask for them.
type opinions struct {
	reader *secondopinion.Reader
	ended  atomic.Bool // it was told that nothing more is asked
}

// name names who reads, given who reads the rules: what the model was asked about was
// read by somebody else than what the rules read alone.
func (o *opinions) name(rules string) string {
	if o == nil {
		return rules
	}
	return rules + " + " + o.reader.Rule()
}

// over tells whether nothing more is asked.
func (o *opinions) over() bool { return o == nil || o.ended.Load() }

// reader is who gives second opinions, nil if nobody does. It knows the
// names of a resolver.
func (s *second) reader(allowPrivate bool, resolver *names.Resolver) (*opinions, error) {
	if s.who == "rules" {
		return nil, nil
	}
	events, err := ontology.LoadEvents()
	if err != nil {
		return nil, err
	}
	o := secondopinion.Options{
		Endpoint: s.endpoint, Model: s.model, Agent: "chancery/" + version, Timeout: s.timeout, Budget: s.budget, AllowPrivate: allowPrivate,
		Events: events, Sleep: sleep,
		Find: func(name, day string) (chancery.Participant, bool) {
			a, _, ok := resolver.Lookup(name, day)
			return chancery.Participant{ID: a.Code, Country: a.Country, Sector: a.Sector}, ok
		},
	}
	if s.keyEnv != "" {
		o.Key = os.Getenv(s.keyEnv)
	}
	r, err := secondopinion.New(o)
	if err != nil {
		return nil, err
	}
	return &opinions{reader: r}, nil
}

// add adds what is proposed for a record, and tells whether the model was asked about
// all of it. An error leaves the rules' events; that nothing more is asked is told once.
func (o *opinions) add(ctx context.Context, rec *chancery.Record) (asked bool, err error) {
	if o.over() {
		return false, nil
	}
	found, err := o.reader.Propose(ctx, rec)
	secondopinion.Merge(rec, found.Events)
	return err == nil, o.told(ctx, rec, err)
}

// told is an error of asking as it is told.
func (o *opinions) told(ctx context.Context, rec *chancery.Record, err error) error {
	if ends := errors.Is(err, secondopinion.ErrBudget) || errors.Is(err, secondopinion.ErrGivenUp); ends && o.ended.Swap(true) {
		return nil
	}
	switch {
	case errors.Is(err, secondopinion.ErrBudget):
		return fmt.Errorf("%s: %w after %d tokens; what follows is read by the rules alone (raise --llm-budget)", rec.ID, err, o.reader.Spent())
	case errors.Is(err, secondopinion.ErrGivenUp):
		return fmt.Errorf("%s: %w; what follows is read by the rules alone", rec.ID, err)
	case err != nil && ctx.Err() == nil:
		return fmt.Errorf("%s: %w; it is read by the rules alone", rec.ID, err)
	}
	return nil
}
