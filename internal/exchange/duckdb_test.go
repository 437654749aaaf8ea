package exchange

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// asked is a script for node that prints the rows of each query as JSON.
const asked = `
const { DuckDBInstance } = require('@duckdb/node-api');
(async () => {
  const c = await (await DuckDBInstance.create(':memory:')).connect();
  for (const q of process.argv.slice(1))
    console.log(JSON.stringify((await c.runAndReadAll(q)).getRowsJson()));
})().catch(e => { console.error(e); process.exit(1); });
`

// TestDuckDB reads a lake with a reader that others wrote. It runs where
// CHANCERY_DUCKDB names a folder into which npm installed @duckdb/node-api.
func TestDuckDB(t *testing.T) {
	at := os.Getenv("CHANCERY_DUCKDB")
	if at == "" {
		t.Skip("no DuckDB: npm install --prefix DIR @duckdb/node-api, and set CHANCERY_DUCKDB=DIR")
	}
	d, h := Dir(t.TempDir()), &history{}
	for hour := range 3 {
		h.record(hour, 2)
		write(t, d, h, Options{Texts: true})
	}
	claims := "'" + filepath.Join(string(d), "claims/*/*.parquet") + "'"
	sources := "'" + filepath.Join(string(d), "sources/*/*.parquet") + "'"
	relations := "'" + filepath.Join(string(d), "relations/*/*.parquet") + "'"
	cases := []struct{ query, want string }{
		{"SELECT recorded, typeof(recorded), count(*) FROM " + claims + " GROUP BY ALL ORDER BY 1",
			`[["2022-07-14","DATE","8"],["2022-07-15","DATE","4"]]`},
		{"SELECT actor, recipient, date, first_day, last_day, typeof(first_day), contexts, said_by, via, trigger, trigger_start, score IS NOT NULL FROM " + claims + " WHERE pair = 0 LIMIT 1",
			`[["UKR","PRK","2022-07","2022-07-14","2022-08-13","DATE",["diplomatic","military"],["UKR"],["RUS","an agency"],"severed",3,true]]`},
		{"SELECT first_day, last_day, typeof(recorded_at), epoch_us(recorded_at) FROM " + claims + " WHERE actor = 'POL' LIMIT 1",
			`[[null,"2022-07-14","TIMESTAMP WITH TIME ZONE","1657837800123456"]]`},
		{"SELECT count(*), min(published), max(title) FROM " + claims + " JOIN " + sources + " USING (source)",
			`[["12","2022-07-14","Title 5"]]`},
		{"SELECT \"from\", \"to\", status, since_first_day, until_first_day, holders, deniers, snapshot FROM " + relations + " ORDER BY snapshot LIMIT 1",
			`[["UKR","PRK","severed","2022-07-14",null,["UKR"],[],"2022-07-14T223000.123456Z"]]`},
	}
	args := []string{"-e", asked}
	var want []string
	for _, c := range cases {
		args = append(args, c.query)
		want = append(want, c.want)
	}
	cmd := exec.Command("node", args...)
	cmd.Dir = at
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, out)
	}
	got := strings.Split(strings.TrimSpace(string(out)), "\n")
	for i := range cases {
		if i >= len(got) || got[i] != want[i] {
			t.Errorf("%s\n got %v\nwant %s", cases[i].query, got[min(i, len(got)-1)], want[i])
		}
	}
}
