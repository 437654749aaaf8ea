package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"chancery/internal/config"
	"chancery/internal/exchange"
	"chancery/internal/ledger"
)

// lakeOptions are the flags of lake.
type lakeOptions struct {
	ledger  ledgerFlag
	to      string
	since   string
	texts   bool
	compact bool
	format  string
}

func newLakeCmd() *cobra.Command {
	var o lakeOptions
	cmd := &cobra.Command{
		Use:   "lake --to DIR | s3://BUCKET/PREFIX",
		Short: "Write the ledger as Parquet files by day, for DuckDB, Spark, pandas and R",
		Long: `Writes claims, sources and relations as Parquet files (docs/formats/lake.md), by day of
recording. What is there is not written again: the same command goes on where the last
run came to, or was broken off. One run at a time may write to a lake.

The keys of a bucket are taken from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and
AWS_SESSION_TOKEN, the region from AWS_REGION, a server other than Amazon's from
AWS_ENDPOINT_URL (https://minio.example.org:9000).`,
		Example: `  chancery lake --ledger ledger.db --to lake/
  chancery lake --to s3://archive/chancery --texts --compact
  duckdb -c "SELECT actor, count(*) FROM 'lake/claims/*/*.parquet' GROUP BY 1"`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runLake(cmd, &o) },
	}
	cmd.Flags().StringVar(&o.to, "to", "", "where the lake is: a folder, or s3://BUCKET/PREFIX")
	cmd.Flags().StringVar(&o.since, "since", "", "begin a new lake with what was recorded on that day (YYYY-MM-DD) or at that time or later; a lake that is there goes on where it is")
	cmd.Flags().BoolVar(&o.texts, "texts", false, "write the sources' texts too")
	cmd.Flags().BoolVar(&o.compact, "compact", false, "make one file of the small ones of a day, and keep the last snapshot of each day; while nobody reads")
	cmd.Flags().StringVar(&o.format, "format", "text", "text or json (what was written, as one object)")
	oneOf(cmd, "format", "text", "json")
	config.OwnTable(cmd.Flags(), "to", "since")
	config.EachTime(cmd.Flags(), "compact")
	o.ledger.add(cmd)
	return cmd
}

func runLake(cmd *cobra.Command, o *lakeOptions) error {
	if o.format != "text" && o.format != "json" {
		return usageError(fmt.Errorf("--format takes text or json, not %q", o.format))
	}
	if o.to == "" {
		return usageError(errors.New("--to says where to write: a folder, or s3://BUCKET/PREFIX"))
	}
	begin, err := lakeBegin(o.since)
	if err != nil {
		return err
	}
	lake, err := openLake(o.to)
	if err != nil {
		return err
	}
	l, err := o.ledger.open(cmd.Context(), false)
	if err != nil {
		return err
	}
	defer l.Close()
	from := lakeLedger(l)
	wrote, err := lake.Write(cmd.Context(), from, exchange.Options{Since: begin, Texts: o.texts})
	if err != nil {
		return err
	}
	if o.compact {
		done, err := lake.Compact(cmd.Context(), from)
		if err != nil {
			return err
		}
		wrote.Parts += done.Parts
		wrote.Bytes += done.Bytes
		wrote.Compacted = done.Compacted
	}
	if o.format == "json" {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(wrote)
	}
	return printWrote(cmd.OutOrStdout(), wrote)
}

func printWrote(out io.Writer, w exchange.Wrote) error {
	if w.Parts == 0 && w.Compacted == 0 {
		_, err := fmt.Fprintln(out, "the lake has all that the ledger has")
		return err
	}
	text := fmt.Sprintf("wrote %s with %s of claims, %s and %s", counted(w.Parts, "file"), counted(w.Claims, "row"),
		counted(w.Sources, "source"), counted(w.Relations, "relation"))
	if w.Texts > 0 {
		text += " and " + counted(w.Texts, "text")
	}
	if w.Compacted > 0 {
		text += fmt.Sprintf("; %s compacted", counted(w.Compacted, "file"))
	}
	_, err := fmt.Fprintln(out, text)
	return err
}

// checkLake tells what is wrong with a place before hours are spent on reading.
func checkLake(to string) error {
	if to == "" {
		return nil
	}
	_, err := openLake(to)
	return err
}

// writeLake brings the lake at a place up to a ledger, as ingest does after its
// commits; without a place it does nothing.
func writeLake(ctx context.Context, l *ledger.Ledger, to string) error {
	if to == "" {
		return nil
	}
	lake, err := openLake(to)
	if err != nil {
		return err
	}
	if _, err := lake.Write(ctx, lakeLedger(l), exchange.Options{}); err != nil {
		return fmt.Errorf("%w\nall is recorded in the ledger; chancery lake --to %s writes what the lake lacks", err, to)
	}
	return nil
}

// lakeBegin reads --since: a day means its beginning.
func lakeBegin(text string) (time.Time, error) {
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return t, nil
	}
	return recordingTime("since", text)
}

// openLake opens the lake at a place.
func openLake(to string) (*exchange.Lake, error) {
	rest, ok := strings.CutPrefix(to, "s3://")
	if !ok {
		return exchange.NewLake(exchange.Dir(to))
	}
	bucket, prefix, _ := strings.Cut(rest, "/")
	if bucket == "" {
		return nil, usageError(fmt.Errorf("a bucket is given as s3://BUCKET/PREFIX, not %q", to))
	}
	o, err := s3Options(os.Getenv)
	if err != nil {
		return nil, err
	}
	s, err := exchange.NewS3(bucket, prefix, o)
	if err != nil {
		return nil, err
	}
	return exchange.NewLake(s)
}

// s3Options reads what the environment says of S3, under Amazon's own names.
func s3Options(env func(string) string) (exchange.S3Options, error) {
	first := func(names ...string) string {
		for _, n := range names {
			if v := env(n); v != "" {
				return v
			}
		}
		return ""
	}
	o := exchange.S3Options{
		Region: first("AWS_REGION", "AWS_DEFAULT_REGION"),
		Key:    env("AWS_ACCESS_KEY_ID"), Secret: env("AWS_SECRET_ACCESS_KEY"), Token: env("AWS_SESSION_TOKEN"),
	}
	if o.Key == "" || o.Secret == "" {
		return o, errors.New("no keys for the bucket; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
	}
	if at := first("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"); at != "" {
		u, err := url.Parse(at)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.Trim(u.Path, "/") != "" {
			return o, fmt.Errorf("AWS_ENDPOINT_URL is %q; it takes http:// or https://, a host and a port, and no path", at)
		}
		o.Endpoint, o.Insecure = u.Host, u.Scheme == "http"
	}
	return o, nil
}

// lakeLedger is a ledger as a lake is written from it.
func lakeLedger(l *ledger.Ledger) exchange.Ledger {
	return exchange.Ledger{
		Claims: func(ctx context.Context, after time.Time) iter.Seq2[*exchange.Claim, error] {
			return func(yield func(*exchange.Claim, error) bool) {
				for c, err := range l.ClaimsSince(ctx, after) {
					if err != nil {
						yield(nil, err)
						return
					}
					if !yield(lakeClaim(c), nil) {
						return
					}
				}
			}
		},
		Sources:  l.SourcesSince,
		Recorded: l.LastRecorded,
		Relations: func(ctx context.Context, at time.Time) ([]exchange.Relation, error) {
			rs, err := l.Relations(ctx, ledger.Asked{KnownAt: at}, nil)
			out := make([]exchange.Relation, len(rs))
			for i := range rs {
				out[i] = lakeRelation(&rs[i])
			}
			return out, err
		},
	}
}

func lakeClaim(c *ledger.Recorded) *exchange.Claim {
	out := &exchange.Claim{Claim: &c.Claim}
	for i := range c.Dyads {
		d := &c.Dyads[i]
		out.Pairs = append(out.Pairs, exchange.Pair{
			From: d.From, To: d.To, Kind: d.Kind, Status: d.Status, Standing: string(d.Standing),
			When: lakeDays(d.When), Since: lakeDays(d.Since),
		})
	}
	return out
}

func lakeRelation(r *ledger.Relation) exchange.Relation {
	x := r.Interval()
	return exchange.Relation{
		Kind: r.Kind, From: r.From, To: r.To, What: r.What, Status: r.Status, InForce: r.InForce,
		Since: lakeDays(x.Since), Until: lakeDays(x.Until), SinceText: r.Since, UntilText: r.Until,
		Holders: r.AccordingTo, Deniers: r.DeniedBy, Narrated: r.Narrated, Recorded: r.Recorded,
	}
}

func lakeDays(b ledger.Bounds) exchange.Days {
	day := func(d ledger.Day) *int32 {
		if d == ledger.FirstDay || d == ledger.LastDay {
			return nil
		}
		n := int32(d)
		return &n
	}
	return exchange.Days{First: day(b.First), Last: day(b.Last)}
}
