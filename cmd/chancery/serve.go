package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"chancery"
	"chancery/internal/document"
	"chancery/internal/ledger"
	"chancery/internal/pipeline"
	"chancery/internal/web"
)

// serveOptions are the flags of serve.
type serveOptions struct {
	ledger    ledgerFlag
	knowledge knowledge
	listen    string
	demo      bool
}

func newServeCmd() *cobra.Command {
	var o serveOptions
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Open the reading room: a web page on which to look at a ledger, check and correct it",
		Long: `Serves pages on which to see what changed between whom, who recognises whom as of any
day, what two sides did to each other, each entry beside the words of its source; and the
same answers as JSON below /api/v1 (docs/formats/api.md).

--demo fills a ledger that lasts as long as the server with short texts on real events of
1990 to 2024.`,
		Example: `  chancery serve --demo
  chancery serve --ledger ledger.db
  chancery serve --ledger postgres://chancery@localhost/chancery --listen 127.0.0.1:9000`,
		Args:        cobra.NoArgs,
		Annotations: map[string]string{finishes: "yes"},
		RunE:        func(cmd *cobra.Command, _ []string) error { return runServe(cmd, &o) },
	}
	cmd.Flags().StringVar(&o.listen, "listen", "127.0.0.1:8080", "the address and port that is listened at; port 0 takes a free one")
	cmd.Flags().BoolVar(&o.demo, "demo", false, "show a temporary ledger of examples")
	o.ledger.add(cmd)
	o.knowledge.flags(cmd)
	return cmd
}

func runServe(cmd *cobra.Command, o *serveOptions) error {
	ctx := cmd.Context()
	if o.demo && o.ledger.spec != "" {
		return usageError(errors.New("--demo shows a ledger of its own; leave out --ledger"))
	}
	listener, err := net.Listen("tcp", o.listen)
	if err != nil {
		return fmt.Errorf("listening at %s: %w", o.listen, err)
	}
	defer listener.Close()
	p, err := o.knowledge.load()
	if err != nil {
		return err
	}
	l, closed, err := o.open(ctx, p)
	if err != nil {
		return err
	}
	defer closed()
	log := slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil))
	room, err := o.room(l, p, log)
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "The reading room is open at http://%s/ (Ctrl-C closes it)\n", listener.Addr())
	return serveUntil(ctx, listener, room.Handler())
}

// open opens the ledger that is shown; closed is to be called when it is no longer.
func (o *serveOptions) open(ctx context.Context, p *pipeline.Pipeline) (l *ledger.Ledger, closed func(), err error) {
	if !o.demo {
		l, err := o.ledger.open(ctx, false)
		if err != nil {
			return nil, nil, err
		}
		return l, func() { l.Close() }, nil
	}
	reader, err := o.knowledge.readerName()
	if err != nil {
		return nil, nil, err
	}
	l, remove, err := demoLedger(ctx, p, reader)
	if err != nil {
		return nil, nil, err
	}
	return l, func() { l.Close(); remove() }, nil
}

// room is the reading room of a ledger.
func (o *serveOptions) room(l *ledger.Ledger, p *pipeline.Pipeline, log *slog.Logger) (*web.Server, error) {
	people, err := newPeople()
	if err != nil {
		return nil, err
	}
	resolver, err := o.knowledge.resolver()
	if err != nil {
		return nil, err
	}
	return web.New(web.Options{
		Ledger: l, Actors: people.actors, Now: time.Now, Log: log, Demo: o.demo, Version: version,
		Read: func(_ context.Context, s *chancery.Source) (*chancery.Record, error) { return readAgain(p, s) },
		Find: func(name, day string) (string, bool) {
			a, _, ok := resolver.Lookup(name, day)
			return a.Code, ok && a.Code != ""
		},
	})
}

// readAgain reads the text of a source as the ledger keeps it.
func readAgain(p *pipeline.Pipeline, s *chancery.Source) (*chancery.Record, error) {
	d, err := document.Again(s)
	if err != nil {
		return nil, fmt.Errorf("reading source %s again: %w", s.ID, err)
	}
	r := process(p, d)
	return r.record, r.err
}

// serveUntil answers until the context ends, then gives who is being answered a
// little while.
func serveUntil(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return server.Shutdown(ctx)
}
