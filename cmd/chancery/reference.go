package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// reference is a page (Markdown) of all commands with their flags.
func reference(root *cobra.Command) string {
	var b strings.Builder
	b.WriteString("# Commands\n\nWritten by `chancery man --to docs --format markdown`; do not edit. Each flag can be set for\n" +
		"good as well, by a file or the environment ([config.md](config.md)).\n\n")
	for _, cmd := range listedCommands(root) {
		fmt.Fprintf(&b, "- [`%s`](#%s): %s\n", cmd.CommandPath(), strings.ReplaceAll(cmd.CommandPath(), " ", "-"), cmd.Short)
	}
	b.WriteString("\n## Exit status\n\n```\n" + statuses + "```\n")
	for _, cmd := range listedCommands(root) {
		referenceOf(&b, cmd)
	}
	return b.String()
}

// listedCommands are all commands that do something, each before its own.
func listedCommands(root *cobra.Command) []*cobra.Command {
	var out []*cobra.Command
	for _, cmd := range allCommands(root) {
		if cmd.HasParent() && cmd.IsAvailableCommand() && !cmd.IsAdditionalHelpTopicCommand() {
			out = append(out, cmd)
		}
	}
	return out
}

func referenceOf(b *strings.Builder, cmd *cobra.Command) {
	fmt.Fprintf(b, "\n## %s\n\n%s.\n\n", cmd.CommandPath(), cmd.Short)
	if cmd.Long != "" {
		fmt.Fprintf(b, "%s\n\n", asMarkdown(strings.TrimSpace(cmd.Long)))
	}
	if cmd.Runnable() {
		fmt.Fprintf(b, "```\n%s\n```\n", cmd.UseLine())
	}
	if cmd.Example != "" {
		fmt.Fprintf(b, "\nExamples:\n\n```sh\n%s\n```\n", outdented(cmd.Example))
	}
	if flags := cmd.NonInheritedFlags().FlagUsagesWrapped(100); strings.TrimSpace(flags) != "" {
		fmt.Fprintf(b, "\nFlags:\n\n```\n%s```\n", flags)
	}
}

// outdented is an example without what sets it off in --help.
func outdented(text string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimPrefix(l, "  ")
	}
	return strings.Join(lines, "\n")
}

// asMarkdown turns what --help shows into Markdown that shows the same: what is set off by
// spaces is code, and nothing else means anything.
func asMarkdown(text string) string {
	var b strings.Builder
	code := false
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		set := strings.HasPrefix(line, "  ")
		if set && !code {
			if i > 0 && lines[i-1] != "" {
				b.WriteByte('\n')
			}
		} else if code && !set && line != "" && lines[i-1] != "" {
			b.WriteByte('\n')
		}
		code = set || code && line == ""
		if set {
			b.WriteString("    " + strings.TrimPrefix(line, "  ") + "\n")
			continue
		}
		b.WriteString(escaped.Replace(line) + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

// escaped are the signs that mean something in Markdown.
var escaped = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "<", `\<`, "[", `\[`)

// forManual is what a manual page tells of a command.
func forManual(cmd *cobra.Command) string {
	if cmd.Long == "" {
		return escaped.Replace(cmd.Short) + "."
	}
	return asMarkdown(strings.TrimSpace(cmd.Long))
}
