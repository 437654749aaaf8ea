package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"strings"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/spf13/cobra"

	"chancery"
	"chancery/internal/agent"
	"chancery/internal/config"
	"chancery/internal/document"
	"chancery/internal/ledger"
	"chancery/internal/pipeline"
)

func newMCPCmd() *cobra.Command {
	var o serveOptions
	cmd := &cobra.Command{
		Use:   "mcp",
		Short: "Answer agents and other programs over the Model Context Protocol",
		Long: `Offers tools that read a text and ask a ledger: relations and recognition as of a day,
timelines, contradictions, documents by words, and the evidence of every answer
(docs/mcp.md). All of them only read.

It speaks over the standard input and output, as programs start it; with --http, over
streamable HTTP at /mcp. There it listens to this machine alone; at any other address,
and behind a proxy, it opens only with accounts, and who asks sends a token
(chancery accounts token, docs/access.md).

Without a ledger, texts can be read and names asked for.`,
		Example: `  chancery mcp --ledger ledger.db
  chancery mcp --ledger ledger.db --http 127.0.0.1:8090
  chancery mcp --ledger postgres://chancery@localhost/chancery --http 0.0.0.0:443 \
    --accounts accounts.jsonl --tls-cert cert.pem --tls-key key.pem`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runMCP(cmd, &o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.listen, "http", "", "answer over HTTP at this address and port instead; port 0 takes a free one")
	o.guardFlags(f, "with --http: ")
	config.GoesWith(f, "http", "accounts", "host", "tls-cert", "tls-key", "trust-proxy", "audit")
	o.ledger.add(cmd)
	o.knowledge.flags(cmd)
	return cmd
}

func runMCP(cmd *cobra.Command, o *serveOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	if o.listen == "" {
		for _, name := range []string{"accounts", "host", "tls-cert", "tls-key", "trust-proxy", "audit"} {
			if cmd.Flags().Changed(name) {
				return usageError(fmt.Errorf("--%s goes with --http; over the standard input whoever starts the program asks", name))
			}
		}
	}
	log := slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	l, err := o.ledgerIfAny(cmd.Context())
	if err != nil {
		return err
	}
	if l == nil {
		fmt.Fprintln(cmd.ErrOrStderr(), "chancery: there is no ledger; only read_text and actor are offered (give one with --ledger)")
	} else {
		defer l.Close()
	}
	s, err := o.agent(l, log)
	if err != nil {
		return err
	}
	if o.listen != "" {
		return o.serveAgent(cmd, s, log)
	}
	err = s.Serve(cmd.Context(), &mcp.IOTransport{Reader: io.NopCloser(cmd.InOrStdin()), Writer: unclosed{cmd.OutOrStdout()}, MaxLineLength: maxMessage})
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// maxMessage bounds a message of the standard input, in bytes.
const maxMessage = 2 << 20

// unclosed is a stream that is left open.
type unclosed struct{ io.Writer }

func (unclosed) Close() error { return nil }

// ledgerIfAny opens the ledger; where none was named, and there is none at the usual
// place, it is nil.
func (o *serveOptions) ledgerIfAny(ctx context.Context) (*ledger.Ledger, error) {
	if o.ledger.spec == "" {
		if _, err := os.Stat(o.ledger.where()); errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
	}
	return o.ledger.open(ctx, false)
}

// agent is a server of tools over a ledger, which may be nil.
func (o *serveOptions) agent(l *ledger.Ledger, log *slog.Logger) (*agent.Server, error) {
	p, actors, err := o.knowledge.loadWithActors()
	if err != nil {
		return nil, err
	}
	resolver := p.Names()
	return agent.New(agent.Options{
		Ledger: l, Actors: actors, Now: time.Now, Log: log, Version: version,
		Read: func(ctx context.Context, text, day string) (*chancery.Record, error) {
			return readGiven(ctx, p, text, day)
		},
		Find: func(name, day string) (agent.Actor, bool) {
			a, why, ok := resolver.Lookup(name, day)
			return agent.Actor{ID: a.ID, Name: a.Name, Country: a.Country, Sector: a.Sector, Kind: a.Kind, Code: a.Code, Why: why}, ok
		},
	})
}

// readGiven reads one text that was given as such.
func readGiven(ctx context.Context, p *pipeline.Pipeline, text, day string) (*chancery.Record, error) {
	var out *chancery.Record
	for d, err := range document.Open(ctx, []string{"-"}, document.Options{Date: day, Stdin: strings.NewReader(text)}) {
		if err != nil {
			var of *document.Error
			if errors.As(err, &of) {
				err = of.Err
			}
			return nil, err
		}
		if out != nil {
			return nil, errors.New("it holds several documents; give them one by one")
		}
		r := process(p, d)
		if r.err != nil {
			return nil, r.err
		}
		out = r.record
	}
	if out == nil {
		return nil, errors.New("it holds no text")
	}
	return out, nil
}

// serveAgent answers over HTTP until the context ends.
func (o *serveOptions) serveAgent(cmd *cobra.Command, s *agent.Server, log *slog.Logger) error {
	listener, err := net.Listen("tcp", o.listen)
	if err != nil {
		return fmt.Errorf("listening at %s: %w", o.listen, err)
	}
	defer listener.Close()
	guard, done, err := o.guard(listener.Addr(), log)
	if err != nil {
		return err
	}
	defer done()
	h, err := s.Handler(guard)
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "Agents are answered at %s://%s%s (Ctrl-C ends it)\n", o.scheme(), listener.Addr(), agent.Path)
	return o.serveUntil(cmd.Context(), listener, h)
}
