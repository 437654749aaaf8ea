package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"chancery"
	"chancery/internal/config"
	"chancery/internal/web/access"
	"chancery/internal/web/manual"
	"chancery/internal/web/static"
)

func newDocsCmd() *cobra.Command {
	var listen string
	var list bool
	cmd := &cobra.Command{
		Use:   "docs [TOPIC]",
		Short: "Open the documentation in a browser, or print one page of it",
		Long: `Serves the whole documentation, which is part of this program, on this machine alone:
guides, formats, and what the figures mean. With a topic it prints that page as it was
written, in Markdown; --list names all.`,
		Example: `  chancery docs
  chancery docs --list
  chancery docs guides/gdelt
  chancery docs lake | less`,
		Args:        cobra.MaximumNArgs(1),
		Annotations: map[string]string{finishes: "yes"},
		RunE: func(cmd *cobra.Command, args []string) error {
			m, err := manual.New(chancery.Documentation)
			if err != nil {
				return err
			}
			switch {
			case list && len(args) > 0:
				return usageError(errors.New("--list names all pages; leave out the topic"))
			case list:
				return listPages(cmd.OutOrStdout(), m)
			case len(args) > 0:
				p, err := m.Find(args[0])
				if err != nil {
					return usageError(err)
				}
				_, err = io.WriteString(cmd.OutOrStdout(), p.Text)
				return err
			}
			return serveDocs(cmd, m, listen)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&list, "list", false, "name all pages, a topic and its title a line")
	f.StringVar(&listen, "listen", "127.0.0.1:8081", "the address of this machine and the port that is listened at; port 0 takes a free one")
	config.OwnTable(f, "listen")
	cmd.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		m, err := manual.New(chancery.Documentation)
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		var topics []string
		for _, p := range m.Pages() {
			topics = append(topics, p.Topic)
		}
		return topics, cobra.ShellCompDirectiveNoFileComp
	}
	return cmd
}

func listPages(w io.Writer, m *manual.Manual) error {
	for _, p := range m.Pages() {
		if _, err := fmt.Fprintf(w, "%-30s %s\n", p.Topic, p.Title); err != nil {
			return err
		}
	}
	return nil
}

// serveDocs shows the documentation until the command is interrupted.
func serveDocs(cmd *cobra.Command, m *manual.Manual, listen string) error {
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return fmt.Errorf("listening at %s: %w", listen, err)
	}
	defer listener.Close()
	if !ofThisMachine(listener.Addr()) {
		return usageError(fmt.Errorf("--listen takes an address of this machine alone, such as 127.0.0.1:8081, not %s; to show the documentation to others, open the reading room (chancery serve)", listen))
	}
	handler, err := docsHandler(m, slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil)))
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "The documentation is open at http://%s%s (Ctrl-C closes it)\n", listener.Addr(), manual.Root)
	return (&serveOptions{}).serveUntil(cmd.Context(), listener, handler)
}

// docsHandler answers for the documentation where there is no reading room around it.
func docsHandler(m *manual.Manual, log *slog.Logger) (http.Handler, error) {
	guard, err := access.New(access.Options{Now: time.Now, Random: rand.Reader, Loopback: true, Log: log})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle(manual.Root, m.Handler(manual.Frame{Version: version}))
	mux.Handle("GET /static/", http.StripPrefix("/static/", http.FileServerFS(static.Files())))
	mux.Handle("GET /{$}", http.RedirectHandler(manual.Root, http.StatusFound))
	return guard.Wrap(mux), nil
}
