package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"chancery/internal/config"
)

func newManCmd() *cobra.Command {
	var to, format string
	cmd := &cobra.Command{
		Use:   "man --to DIR",
		Short: "Write manual pages of all commands",
		Long: `Writes a manual page for each command into a folder, which is made if there is none; with
--format markdown one page of all commands (docs/cli.md).

The pages bear the date in SOURCE_DATE_EPOCH, else that of the program's sources, so that
the same program writes the same pages.`,
		Example: `  chancery man --to /usr/local/share/man/man1
  chancery man --to docs --format markdown`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if to == "" {
				return usageError(errors.New("--to says into which folder to write"))
			}
			if format != "man" && format != "markdown" {
				return usageError(fmt.Errorf("--format takes man or markdown, not %q", format))
			}
			if err := os.MkdirAll(to, 0o755); err != nil {
				return fmt.Errorf("making the folder of the pages: %w", err)
			}
			if format == "markdown" {
				return os.WriteFile(filepath.Join(to, "cli.md"), []byte(reference(newRootCmd())), 0o644)
			}
			day, err := pagesDate(os.Getenv("SOURCE_DATE_EPOCH"))
			if err != nil {
				return err
			}
			return writeMan(to, day)
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "the folder to write into")
	cmd.Flags().StringVar(&format, "format", "man", "man or markdown")
	oneOf(cmd, "format", "man", "markdown")
	_ = cmd.MarkFlagDirname("to") // the flag is there
	config.EachTime(cmd.Flags(), "to", "format")
	return cmd
}

// writeMan writes the manual pages of all commands into a folder.
func writeMan(dir string, day time.Time) error {
	root := newRootCmd()
	root.DisableAutoGenTag = true
	header := &doc.GenManHeader{Section: "1", Date: &day, Source: "chancery " + version, Manual: "Chancery"}
	for _, cmd := range allCommands(root) {
		cmd.Long = forManual(cmd)
	}
	if err := doc.GenManTree(root, header, dir); err != nil {
		return fmt.Errorf("writing manual pages: %w", err)
	}
	return nil
}

// pagesDate is the day that manual pages bear: that of SOURCE_DATE_EPOCH
// (reproducible-builds.org), else of the program's sources.
func pagesDate(epoch string) (time.Time, error) {
	if epoch != "" {
		seconds, err := strconv.ParseInt(epoch, 10, 64)
		if err != nil {
			return time.Time{}, usageError(fmt.Errorf("SOURCE_DATE_EPOCH takes seconds since 1970, not %q", epoch))
		}
		return time.Unix(seconds, 0).UTC(), nil
	}
	if of := builtFrom(); !of.IsZero() {
		return of, nil
	}
	return time.Unix(0, 0).UTC(), nil
}

// builtFrom is when the sources of this program were committed, if that is known.
func builtFrom() time.Time {
	t, _ := time.Parse(time.RFC3339, thisBuild(debug.ReadBuildInfo).Date) // zero if it is no time
	return t
}
