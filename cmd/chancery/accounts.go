package main

import (
	"bufio"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"chancery/internal/config"
	"chancery/internal/web/access"
)

// accountsFile is where the accounts of the reading room are.
type accountsFile struct{ file string }

func (a *accountsFile) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.file, "accounts", "accounts.jsonl", "the file of accounts and tokens")
}

func (a *accountsFile) open() (*access.Store, error) {
	return access.Open(a.file, time.Now, rand.Reader)
}

func newAccountsCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "accounts",
		Short: "Say who may use the reading room",
		Long: `Keeps the accounts of people, who sign in to the reading room with a password, and the
tokens of programs, which ask its API. A reader looks, a reviewer judges claims as well,
an admin runs the room as well. The server reads the file again when it has changed: who
is disabled is out with the next request.`,
		Example: `  chancery accounts add ada --role reviewer
  chancery accounts token nightly-export --role reader --expires 90d
  chancery accounts list
  chancery accounts disable ada`,
	}
	cmd.AddCommand(newAccountsAddCmd(), newAccountsListCmd(), newAccountsTokenCmd(), newAccountsPasswordCmd(), newAccountsRoleCmd(),
		newAccountsDisableCmd(true), newAccountsDisableCmd(false))
	return cmd
}

// readPassword is how a password is given.
type readPassword struct{ stdin bool }

func (p *readPassword) add(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&p.stdin, "password-stdin", false, "read the password from the first line of standard input, not from the terminal")
	// Who interrupts while a password is read must get his terminal back.
	cmd.Annotations = map[string]string{finishes: "yes"}
}

// read asks for a new password twice, without showing it.
func (p *readPassword) read(cmd *cobra.Command, name string) (string, error) {
	if p.stdin {
		return firstLine(cmd.InOrStdin())
	}
	f, ok := cmd.InOrStdin().(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return "", usageError(errors.New("there is no terminal to ask for the password; give it on standard input with --password-stdin"))
	}
	first, err := ask(cmd, f, fmt.Sprintf("Password for %s, at least %d characters: ", clean(name), access.MinPassword))
	if err != nil {
		return "", err
	}
	second, err := ask(cmd, f, "Once more: ")
	if err != nil {
		return "", err
	}
	if first != second {
		return "", errors.New("the two passwords differ; nothing was changed")
	}
	return first, nil
}

// ask reads a line from a terminal that does not show it. When it is interrupted
// the terminal is as it was before.
func ask(cmd *cobra.Command, f *os.File, prompt string) (string, error) {
	fd := int(f.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", fmt.Errorf("asking for the password: %w", err)
	}
	fmt.Fprint(cmd.ErrOrStderr(), prompt)
	defer fmt.Fprintln(cmd.ErrOrStderr())
	type answer struct {
		line []byte
		err  error
	}
	done := make(chan answer, 1)
	go func() {
		line, err := term.ReadPassword(fd)
		done <- answer{line, err}
	}()
	select {
	case a := <-done:
		if a.err != nil {
			return "", fmt.Errorf("reading the password: %w", a.err)
		}
		return string(a.line), nil
	case <-cmd.Context().Done():
		return "", errors.Join(cmd.Context().Err(), term.Restore(fd, before))
	}
}

// firstLine reads a password that a program hands on.
func firstLine(r io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(r, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("reading the password: %w", err)
	}
	return strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r"), nil
}

// role reads the flag --role, which has no default: nobody should come by a role
// that was not meant.
func role(cmd *cobra.Command, s string) (access.Role, error) {
	if s == "" {
		return access.Nobody, usageError(fmt.Errorf("say what %s may do: --role reader, reviewer or admin", cmd.Flags().Arg(0)))
	}
	r, err := access.ParseRole(s)
	if err != nil {
		return r, usageError(err)
	}
	return r, nil
}

// roleFlag gives a command the flag --role; no file sets it, either.
func roleFlag(cmd *cobra.Command, as *string) {
	cmd.Flags().StringVar(as, "role", "", "reader (looks), reviewer (judges claims as well) or admin (runs the room as well)")
	oneOf(cmd, "role", "reader", "reviewer", "admin")
	config.EachTime(cmd.Flags(), "role")
}

func newAccountsAddCmd() *cobra.Command {
	var a accountsFile
	var p readPassword
	var as string
	cmd := &cobra.Command{
		Use:   "add NAME",
		Short: "Add an account",
		Long: `Adds an account. Its name, of a-z, 0-9 and . _ @ -, is what verdicts are signed with. The
password is asked for twice; of it only a hash is kept (argon2id).`,
		Example: `  chancery accounts add ada --role admin
  pass show chancery/vera | chancery accounts add vera --role reviewer --password-stdin`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := role(cmd, as)
			if err != nil {
				return err
			}
			store, err := a.open()
			if err != nil {
				return err
			}
			if err := store.Free(args[0]); err != nil { // before a password is asked for
				return err
			}
			password, err := p.read(cmd, args[0])
			if err != nil {
				return err
			}
			if err := store.Add(cmd.Context(), args[0], r, password); err != nil {
				return err
			}
			return say(cmd, "%s was added as %s", args[0], r)
		},
	}
	roleFlag(cmd, &as)
	a.add(cmd)
	p.add(cmd)
	return cmd
}

func newAccountsPasswordCmd() *cobra.Command {
	var a accountsFile
	var p readPassword
	cmd := &cobra.Command{
		Use:     "password NAME",
		Short:   "Give an account another password; its sessions end",
		Example: "  chancery accounts password ada",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			store, err := a.open()
			if err != nil {
				return err
			}
			password, err := p.read(cmd, args[0])
			if err != nil {
				return err
			}
			if err := store.SetPassword(cmd.Context(), args[0], password); err != nil {
				return err
			}
			return say(cmd, "%s has another password", args[0])
		},
	}
	a.add(cmd)
	p.add(cmd)
	return cmd
}

func newAccountsRoleCmd() *cobra.Command {
	var a accountsFile
	cmd := &cobra.Command{
		Use:     "role NAME ROLE",
		Short:   "Give an account or token another role, at once",
		Example: "  chancery accounts role ada reviewer",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := role(cmd, args[1])
			if err != nil {
				return err
			}
			store, err := a.open()
			if err != nil {
				return err
			}
			if err := store.SetRole(cmd.Context(), args[0], r); err != nil {
				return err
			}
			return say(cmd, "%s is %s", args[0], r)
		},
	}
	a.add(cmd)
	return cmd
}

func newAccountsDisableCmd(disabled bool) *cobra.Command {
	use, short, done := "enable NAME", "Let an account or token in again", "%s is let in again"
	if disabled {
		use, short, done = "disable NAME", "Shut an account or token out, with all its sessions", "%s is shut out"
	}
	var a accountsFile
	cmd := &cobra.Command{
		Use:     use,
		Short:   short,
		Example: "  chancery accounts " + strings.Replace(use, "NAME", "ada", 1),
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			store, err := a.open()
			if err != nil {
				return err
			}
			if err := store.SetDisabled(cmd.Context(), args[0], disabled); err != nil {
				return err
			}
			return say(cmd, done, args[0])
		},
	}
	a.add(cmd)
	return cmd
}

func newAccountsTokenCmd() *cobra.Command {
	var a accountsFile
	var as, expires string
	cmd := &cobra.Command{
		Use:   "token NAME",
		Short: "Make a token for a program",
		Long: `Makes a token for a program, named for what it is for, and prints it: this once, for only
its digest is kept. The program sends it with every request to the API:

  Authorization: Bearer chancery_…`,
		Example: `  chancery accounts token nightly-export --role reader --expires 90d > token
  curl -H "Authorization: Bearer $(cat token)" https://room.example.org/api/v1/changes`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := role(cmd, as)
			if err != nil {
				return err
			}
			until, err := expiry(expires, time.Now())
			if err != nil {
				return usageError(err)
			}
			store, err := a.open()
			if err != nil {
				return err
			}
			secret, err := store.Issue(cmd.Context(), args[0], r, until)
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintln(cmd.OutOrStdout(), secret); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.ErrOrStderr(), "chancery: the token %s is %s until %s; it is not shown again\n", args[0], r, until.UTC().Format("2006-01-02 15:04 MST"))
			return err
		},
	}
	roleFlag(cmd, &as)
	cmd.Flags().StringVar(&expires, "expires", "90d", "when it ends: after so many days (90d) or hours (12h), or on a day (YYYY-MM-DD)")
	a.add(cmd)
	return cmd
}

// maxExpiry is how long a token may live: one that is forgotten should end.
const maxExpiry = 2 * 366 * 24 * time.Hour

// expiry reads when a token ends.
func expiry(s string, now time.Time) (time.Time, error) {
	wrong := fmt.Errorf("--expires takes days (90d) or hours (12h), at most two years, or a day to come as YYYY-MM-DD, not %q", clean(s))
	var until time.Time
	if day, err := time.Parse(time.DateOnly, s); err == nil {
		until = day
	} else if len(s) < 2 {
		return until, wrong
	} else {
		n, err := strconv.ParseUint(s[:len(s)-1], 10, 16)
		unit := map[byte]time.Duration{'d': 24 * time.Hour, 'h': time.Hour}[s[len(s)-1]]
		if err != nil || unit == 0 {
			return until, wrong
		}
		until = now.Add(time.Duration(n) * unit)
	}
	if !until.After(now) || until.Sub(now) > maxExpiry {
		return until, wrong
	}
	return until, nil
}

func newAccountsListCmd() *cobra.Command {
	var a accountsFile
	var format string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List accounts and tokens",
		Example: `  chancery accounts list
  chancery accounts list --format json | jq -r 'select(.role == "admin").name'`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if format != "text" && format != "json" {
				return usageError(fmt.Errorf("--format takes text or json, not %q", format))
			}
			store, err := a.open()
			if err != nil {
				return err
			}
			entries, err := store.Entries()
			if err != nil {
				return err
			}
			return printAccounts(cmd.OutOrStdout(), entries, format, time.Now())
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json (one object a line)")
	oneOf(cmd, "format", "text", "json")
	a.add(cmd)
	return cmd
}

func printAccounts(w io.Writer, entries []access.Entry, format string, now time.Time) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	enc := json.NewEncoder(w)
	for _, e := range entries {
		if format == "json" {
			if err := enc.Encode(e); err != nil {
				return err
			}
			continue
		}
		var state string
		switch {
		case e.Disabled:
			state = "disabled"
		case e.Expires.IsZero():
		case e.Expires.After(now):
			state = "until " + e.Expires.Format(time.DateOnly)
		default:
			state = "expired " + e.Expires.Format(time.DateOnly)
		}
		if _, err := fmt.Fprintf(table, "%s\t%s\t%s\tsince %s\t%s\n", e.Name, e.Kind, e.Role, e.Created.Format(time.DateOnly), state); err != nil {
			return err
		}
	}
	return table.Flush()
}

// say tells what was done, on standard error: standard output is for what was
// asked for.
func say(cmd *cobra.Command, format string, args ...any) error {
	_, err := fmt.Fprintf(cmd.ErrOrStderr(), "chancery: %s\n", clean(fmt.Sprintf(format, args...)))
	return err
}
