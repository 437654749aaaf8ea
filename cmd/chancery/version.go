package main

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"chancery/internal/config"
	"chancery/internal/licences"
)

// What a release is built of; go build -ldflags -X sets them. date is that of the commit,
// so that the same commit makes the same binary on any day.
var (
	version = "development"
	commit  string
	date    string
	changed string
)

// built is what a binary was built of, and by what.
type built struct {
	Version  string `json:"version"`
	Commit   string `json:"commit,omitempty"`
	Date     string `json:"date,omitempty"`
	Changed  bool   `json:"changed"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

// thisBuild tells of this binary what the release set, or else what the go command wrote
// into it when it was built in a checkout.
func thisBuild(read func() (*debug.BuildInfo, bool)) built {
	b := built{
		Version: version, Commit: commit, Date: date, Changed: changed == "true",
		Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
	}
	info, ok := read()
	if b.Commit != "" || !ok {
		return b
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.time":
			b.Date = s.Value
		case "vcs.modified":
			b.Changed = s.Value == "true"
		}
	}
	return b
}

// print writes it for people.
func (b built) print(w io.Writer) error {
	from := "of an unknown commit"
	if b.Commit != "" {
		from = "of commit " + b.Commit
		if b.Date != "" {
			from += ", " + b.Date
		}
		if b.Changed {
			from += ", changed since"
		}
	}
	_, err := fmt.Fprintf(w, "chancery %s\n%s\nby %s for %s\n", b.Version, from, b.Go, b.Platform)
	return err
}

func newVersionCmd() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Print the version, and what this binary was built of",
		Example: "  chancery version\n  chancery version --format json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			b := thisBuild(debug.ReadBuildInfo)
			switch format {
			case "text":
				return b.print(cmd.OutOrStdout())
			case "json":
				return json.NewEncoder(cmd.OutOrStdout()).Encode(b)
			}
			return usageError(fmt.Errorf("--format takes text or json, not %q", format))
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json (one object)")
	oneOf(cmd, "format", "text", "json")
	config.EachTime(cmd.Flags(), "format")
	return cmd
}

func newLicencesCmd() *cobra.Command {
	return &cobra.Command{
		Use:     "licences",
		Aliases: []string{"licenses"},
		Short:   "Print the notice and the licences of everything in this binary",
		Example: "  chancery licences | less",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := io.WriteString(cmd.OutOrStdout(), licences.Text())
			return err
		},
	}
}
