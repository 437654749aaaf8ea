package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"chancery"
	"chancery/internal/config"
	"chancery/internal/document"
	"chancery/internal/ledger"
	"chancery/internal/ontology"
	"chancery/internal/pipeline"
	"chancery/internal/web"
	"chancery/internal/web/access"
	"chancery/internal/web/manual"
)

// serveOptions are the flags of serve.
type serveOptions struct {
	ledger    ledgerFlag
	knowledge knowledge
	listen    string
	demo      bool

	accounts, audit string
	hosts           []string
	cert, key       string
	proxy, secure   bool
}

func newServeCmd() *cobra.Command {
	var o serveOptions
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Open the reading room: a web page on which to look at a ledger, check and correct it",
		Long: `Serves pages on which to see what changed between whom, who recognises whom as of any
day, what two sides did to each other, each entry beside the words of its source; and the
same answers as JSON below /api/v1 (docs/formats/api.md).

It listens to this machine alone and needs no password there. At any other address, and
behind a proxy, it opens only with accounts (chancery accounts), and should be reached by
https alone (docs/access.md).

--demo fills a ledger that lasts as long as the server with short texts on real events of
1990 to 2024.`,
		Example: `  chancery serve --demo
  chancery serve --ledger ledger.db
  chancery serve --ledger postgres://chancery@localhost/chancery --listen 0.0.0.0:443 \
    --accounts accounts.jsonl --tls-cert cert.pem --tls-key key.pem --audit audit.jsonl`,
		Args:        cobra.NoArgs,
		Annotations: map[string]string{finishes: "yes"},
		RunE:        func(cmd *cobra.Command, _ []string) error { return runServe(cmd, &o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.listen, "listen", "127.0.0.1:8080", "the address and port that is listened at; port 0 takes a free one")
	f.BoolVar(&o.demo, "demo", false, "show a temporary ledger of examples")
	o.guardFlags(f, "")
	f.BoolVar(&o.secure, "secure", false, "browsers reach the server by https, by way of a proxy")
	o.ledger.add(cmd)
	o.knowledge.flags(cmd)
	config.OwnTable(f, "listen")
	config.Exclude(f, "demo", "ledger")
	return cmd
}

// guardFlags are the flags that say who may come in and by which way; with is what they
// go with.
func (o *serveOptions) guardFlags(f *pflag.FlagSet, with string) {
	f.StringVar(&o.accounts, "accounts", "", with+"file of accounts and tokens (chancery accounts); who comes must be one of them")
	f.StringSliceVar(&o.hosts, "host", nil, with+"names by which the server may be called, besides localhost")
	f.StringVar(&o.cert, "tls-cert", "", with+"file of the certificate, for https")
	f.StringVar(&o.key, "tls-key", "", with+"file of its key")
	f.BoolVar(&o.proxy, "trust-proxy", false, with+"behind a reverse proxy, take clients' addresses from X-Forwarded-For")
	f.StringVar(&o.audit, "audit", "", with+"file to which sign-ins, refusals and verdicts are added, as JSON lines")
}

func (o *serveOptions) check() error {
	if o.demo && o.ledger.spec != "" {
		return usageError(errors.New("--demo shows a ledger of its own; leave out --ledger"))
	}
	if (o.cert == "") != (o.key == "") {
		return usageError(errors.New("--tls-cert and --tls-key go together"))
	}
	return nil
}

func runServe(cmd *cobra.Command, o *serveOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	// Service managers and containers end it so.
	ctx, stop := signal.NotifyContext(cmd.Context(), syscall.SIGTERM)
	defer stop()
	listener, err := net.Listen("tcp", o.listen)
	if err != nil {
		return fmt.Errorf("listening at %s: %w", o.listen, err)
	}
	defer listener.Close()
	log := slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil))
	guard, done, err := o.guard(listener.Addr(), log)
	if err != nil {
		return err
	}
	defer done()
	p, actors, err := o.knowledge.loadWithActors()
	if err != nil {
		return err
	}
	l, closed, err := o.open(ctx, p)
	if err != nil {
		return err
	}
	defer closed()
	room, err := o.room(l, p, actors, guard, log)
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "The reading room is open at %s://%s/ (Ctrl-C closes it)\n", o.scheme(), listener.Addr())
	return o.serveUntil(ctx, listener, room.Handler())
}

func (o *serveOptions) scheme() string {
	if o.cert != "" {
		return "https"
	}
	return "http"
}

// guard is who may come in at an address. done closes the audit log.
func (o *serveOptions) guard(at net.Addr, log *slog.Logger) (g access.Options, done func(), err error) {
	done = func() {}
	g = access.Options{
		Now: time.Now, Random: rand.Reader, Log: log, Hosts: o.hosts, TrustProxy: o.proxy, Secure: o.secure || o.cert != "",
		Loopback: ofThisMachine(at),
	}
	if o.accounts != "" {
		accounts := accountsFile{o.accounts}
		if g.Store, err = accounts.open(); err != nil {
			return g, done, err
		}
	}
	if o.audit != "" {
		f, err := os.OpenFile(o.audit, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return g, done, fmt.Errorf("opening the audit log: %w", err)
		}
		g.Audit, done = io.Writer(f), func() { f.Close() }
	}
	return g, done, nil
}

// ofThisMachine tells whether an address that is listened at is reached from this machine
// alone.
func ofThisMachine(at net.Addr) bool {
	addr, err := netip.ParseAddrPort(at.String())
	return err == nil && addr.Addr().Unmap().IsLoopback()
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
	return demoLedger(ctx, p, reader)
}

// room is the reading room of a ledger.
func (o *serveOptions) room(l *ledger.Ledger, p *pipeline.Pipeline, actors *ontology.Actors, guard access.Options, log *slog.Logger) (*web.Server, error) {
	resolver := p.Names()
	docs, err := manual.New(chancery.Documentation)
	if err != nil {
		return nil, err
	}
	return web.New(web.Options{
		Docs:   docs.Handler(manual.Frame{Home: "/", Version: version}),
		Ledger: l, Actors: actors, Now: time.Now, Log: log, Demo: o.demo, Version: version, Access: guard,
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
func (o *serveOptions) serveUntil(ctx context.Context, l net.Listener, h http.Handler) error {
	server := access.Server("", h, access.Limits{})
	failed := make(chan error, 1)
	go func() {
		if o.cert != "" {
			failed <- server.ServeTLS(l, o.cert, o.key)
		} else {
			failed <- server.Serve(l)
		}
	}()
	select {
	case err := <-failed:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return server.Shutdown(ctx)
}
