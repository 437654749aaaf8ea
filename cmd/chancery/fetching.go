package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"chancery/internal/document/fetch"
)

// fetching are the flags of commands that may fetch pages.
type fetching struct {
	follow, allowPrivate bool
	contact              string
}

func (w *fetching) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&w.follow, "follow", false, "of a feed, read the pages that its items lead to instead of the items")
	cmd.Flags().BoolVar(&w.allowPrivate, "allow-private", false, "fetch from private addresses too: this machine, the local network")
	cmd.Flags().StringVar(&w.contact, "contact", "", "address of a page about you, told to the servers that are asked")
}

// client is what fetches. Here, and nowhere below, are the clock and the waiting.
func (w *fetching) client() (*fetch.Client, error) {
	agent := "chancery/" + version
	if w.contact != "" {
		if strings.ContainsAny(w.contact, "() \t\r\n") || !strings.Contains(w.contact, ":") {
			return nil, usageError(fmt.Errorf("--contact takes an address such as https://example.org/about, not %q", w.contact))
		}
		agent += " (+" + w.contact + ")"
	}
	o := fetch.Options{Agent: agent, Now: time.Now, Sleep: sleep}
	if w.allowPrivate {
		o.Allow = fetch.Everywhere()
	}
	return fetch.New(o)
}

// sleep waits, unless the context ends first.
func sleep(ctx context.Context, d time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	<-ctx.Done()
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return nil
	}
	return ctx.Err()
}
