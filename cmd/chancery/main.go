// Command chancery reads news texts and writes down who did what to whom, when,
// in which words and according to whom.
//
// Exit status: 0 when all went well, 1 when something could not be read or
// written or fell under its floor, 2 when the command line is wrong, 130 when
// interrupted.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/spf13/cobra"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// thisProgram is where the file of this program lies.
func thisProgram() (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("finding this program: %w", err)
	}
	return self, nil
}

// run is the whole program but for its process.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, stop) // so that a second Ctrl-C ends what does not end at once
	return execute(ctx, args, stdin, stdout, stderr)
}

// execute runs a command line to its end or that of ctx. It does not wait for a
// command that is interrupted: that may itself be waiting for a terminal or a
// pipe, and has nothing to tidy up, unless it says so.
func execute(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRootCmd()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	cmd, _, err := root.Find(args)
	done := make(chan error, 1)
	go func() { done <- root.ExecuteContext(ctx) }()
	select {
	case err := <-done:
		return exitStatus(err, stderr)
	case <-ctx.Done():
		if err == nil && cmd.Annotations[finishes] != "" {
			return exitStatus(<-done, stderr)
		}
		return interrupted
	}
}

func newRootCmd() *cobra.Command {
	root := &cobra.Command{
		Use:   "chancery",
		Short: "Read the news; keep the record of relations between states",
		Long: `Chancery reads news texts, writes down who did what to whom, when, in which words and
according to whom, and keeps the record of relations between states.

Flags can be set for good, in a file or the environment (chancery config --help).

Exit status: 0 when all went well, 1 when something could not be read or written or
fell under its floor, 2 when the command line is wrong, 130 when interrupted
(chancery help exit-codes).`,
		Example:       "  chancery read examples/recognition.txt\n  chancery ingest examples/\n  chancery relations UKR PRK --as-of 2022-07-15 --evidence",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	s := &settings{}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageError(fmt.Errorf("%w; see %s --help", err, cmd.CommandPath()))
	})
	root.AddCommand(newReadCmd(), newIngestCmd(), newLoadCmd(), newCompareCmd(), newWatchCmd(), newDispatchCmd(), newWorkCmd(), newDeadCmd(),
		newRelationsCmd(), newRecognitionCmd(), newTimelineCmd(), newChangesCmd(), newSourcesCmd(),
		newConflictsCmd(), newClaimsCmd(), newJudgeCmd(), newSearchCmd(), newServeCmd(), newHealthCmd(), newMCPCmd(), newDocsCmd(), newAccountsCmd(), newLakeCmd(), newExportCmd(), newBackupCmd(), newVerifyCmd(), newRederiveCmd(),
		newParseCmd(), newNamesCmd(), newRulesCmd(), newExplainCmd(), newEvalCmd(), newBenchCmd(),
		newConfigCmd(s), newDoctorCmd(s), newManCmd(), newCompletionCmd(), newVersionCmd(), newLicencesCmd())
	s.prepare(root)
	completions(root)
	addHelp(root)
	return root
}

// wrongUsage is an error of the command line.
type wrongUsage struct{ error }

func usageError(err error) error { return wrongUsage{err} }

// errReported is a failure of which each part has been told already.
var errReported = errors.New("some inputs could not be read")

// interrupted is the exit status after Ctrl-C, as shells have it.
const interrupted = 130

// exitStatus tells an error and turns it into the program's exit status.
func exitStatus(err error, stderr io.Writer) int {
	var usage wrongUsage
	switch {
	case err == nil:
		return 0
	case errors.Is(err, context.Canceled):
		return interrupted
	case errors.Is(err, errReported):
		return 1
	}
	for line := range strings.Lines(err.Error()) {
		fmt.Fprintf(stderr, "chancery: %s\n", clean(strings.TrimRight(line, "\n")))
	}
	if errors.As(err, &usage) || strings.HasPrefix(err.Error(), "unknown command") {
		return 2
	}
	return 1
}
