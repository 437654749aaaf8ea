package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/spf13/cobra"
)

func newHealthCmd() *cobra.Command {
	var timeout time.Duration
	cmd := &cobra.Command{
		Use:   "health [URL]",
		Short: "Ask a running serve or watch whether it is well",
		Long: `Asks an address once and tells by the exit status whether it answers with 200: for
containers, in which there is no other program that could ask, and for cron. Without an
address it asks the reading room of this machine.

/healthz of serve and of watch --listen tells that it runs; /readyz of watch, that feeds
are read.`,
		Example: "  chancery health\n  chancery health http://127.0.0.1:9464/readyz",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			address := "http://127.0.0.1:8080/healthz"
			if len(args) == 1 {
				address = args[0]
			}
			u, err := url.Parse(address)
			if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
				return usageError(fmt.Errorf("%q is no address such as http://127.0.0.1:8080/healthz", address))
			}
			return askHealth(cmd.Context(), u, timeout)
		},
	}
	cmd.Flags().DurationVar(&timeout, "timeout", 5*time.Second, "how long it may take to answer")
	return cmd
}

// askHealth is nil when the address answers with 200. It follows no redirect: one to a
// sign-in page would answer for a server that is not well.
func askHealth(ctx context.Context, u *url.URL, timeout time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return err
	}
	client := http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true, MaxResponseHeaderBytes: 64 << 10},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	answer, err := client.Do(req)
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s did not answer within %s", u.Redacted(), timeout)
	}
	if err != nil {
		return fmt.Errorf("asking how it goes: %w", err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s", u.Redacted(), answer.Status)
	}
	return nil
}
