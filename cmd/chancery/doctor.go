package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"chancery/internal/config"
)

// finding is what doctor found of one thing that a set-up needs.
type finding struct {
	Check  string `json:"check"`
	State  string `json:"state"` // ok, warn or fail
	Found  string `json:"found"`
	Remedy string `json:"remedy,omitempty"`
}

// States of findings.
const (
	fine    = "ok"
	worry   = "warn"
	failing = "fail"
)

// examining is the flags of doctor, and what is found.
type examining struct {
	*settings
	ledger    ledgerFlag
	knowledge knowledge
	queue     queueFlags
	listen    string
	format    string
	now       time.Time
	found     []finding
}

func newDoctorCmd(s *settings) *cobra.Command {
	o := examining{settings: s}
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check what a set-up needs, and tell what to do about what it lacks",
		Long: `Checks the program and the processor, the file of settings and the variables, the clock,
the folder for temporary files, that texts can be read with the tables and rules there
are, that the ledger opens, its structure and the space beside it. A server is asked only
if one is named: PostgreSQL by --ledger, NATS by --nats, by flag or by settings; an address
is tried with --listen.

Each check is ok, warn or fail; with any fail the exit status is 1. It changes nothing,
except that a ledger made by an older version is brought up to date, as by every command
that opens it.`,
		Example: `  chancery doctor
  chancery doctor --ledger ledger.db --rules my-rules --names my-names
  chancery doctor --ledger postgres://chancery@localhost/chancery --nats nats://127.0.0.1:4222
  chancery doctor --listen 127.0.0.1:8080 --format json | jq 'select(.state != "ok")'`,
		Args:        cobra.NoArgs,
		Annotations: map[string]string{ownSettings: "yes"},
		RunE:        func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	cmd.Flags().StringVar(&o.listen, "listen", "", "address (127.0.0.1:8080) at which it is tried whether a server could listen")
	cmd.Flags().StringVar(&o.format, "format", "text", "text or json (one check a line)")
	oneOf(cmd, "format", "text", "json")
	config.OwnTable(cmd.Flags(), "listen", "format")
	o.ledger.add(cmd)
	o.knowledge.flags(cmd)
	o.queue.add(cmd)
	return cmd
}

func (o *examining) run(cmd *cobra.Command) error {
	o.now = time.Now()
	o.checkSettings(cmd) // first: it sets the flags
	if o.format != "text" && o.format != "json" {
		return usageError(fmt.Errorf("--format takes text or json, not %q", o.format))
	}
	o.checkProgram()
	o.checkClock()
	o.checkTemporary()
	o.checkReading()
	o.checkLedger(cmd.Context())
	if o.queue.servers != "" {
		o.checkQueue(cmd.Context())
	}
	if o.listen != "" {
		o.checkAddress()
	}
	return printFindings(cmd.OutOrStdout(), o.found, o.format)
}

func (o *examining) tell(check, state, found, remedy string) {
	o.found = append(o.found, finding{check, state, clean(found), clean(remedy)})
}

func printFindings(out io.Writer, found []finding, format string) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	failed := 0
	for _, f := range found {
		if f.State == failing {
			failed++
		}
		var err error
		if format == "json" {
			err = enc.Encode(f)
		} else {
			_, err = fmt.Fprintf(w, "%s\t%s\t%s\n", f.State, f.Check, f.Found)
			if err == nil && f.Remedy != "" {
				_, err = fmt.Fprintf(w, "\t\t→ %s\n", f.Remedy)
			}
		}
		if err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if failed > 0 {
		return errReported
	}
	return nil
}
