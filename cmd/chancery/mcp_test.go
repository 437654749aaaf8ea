package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// TestMCP starts the program as agents do, and asks it over its standard input and
// output.
func TestMCP(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "ledger.db")
	if out, err := asChancery(t, dir, "ingest", "--ledger", path, demoFile(t, dir, "2022-07-13-north-korea-recognises-donetsk-luhansk.txt")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	cmd := asChancery(t, dir, "mcp", "--ledger", path)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	c, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), &mcp.CommandTransport{Command: cmd}, nil)
	if err != nil {
		t.Fatalf("%v: %s", err, errs.String())
	}
	call := func(tool string, args map[string]any, answer any) string {
		t.Helper()
		r, err := c.CallTool(t.Context(), &mcp.CallToolParams{Name: tool, Arguments: args})
		if err != nil || r.IsError {
			t.Fatalf("%s: %+v, %v", tool, r, err)
		}
		body, err := json.Marshal(r.StructuredContent)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(body, answer); err != nil {
			t.Fatal(err)
		}
		return r.Content[0].(*mcp.TextContent).Text
	}
	var relations struct {
		Relations []struct {
			Kind, Status string
			Evidence     struct{ Claim, Words string }
		}
	}
	text := call("relations", map[string]any{"of": "North Korea", "with": "Donetsk People's Republic", "on": "2022-07-20"}, &relations)
	if len(relations.Relations) == 0 || relations.Relations[0].Kind != "recognition" || !strings.Contains(text, "recognition recognised") {
		t.Fatalf("%+v\n%s", relations, text)
	}
	var evidence struct {
		Claim string
		Told  []struct{ Words, Sentence string }
	}
	call("evidence", map[string]any{"claim": relations.Relations[0].Evidence.Claim}, &evidence)
	if len(evidence.Told) == 0 || evidence.Told[0].Words != relations.Relations[0].Evidence.Words {
		t.Errorf("%+v", evidence)
	}
	var read struct{ Events []struct{ Type, Date string } }
	call("read_text", map[string]any{"text": "Ghana recalled its ambassador from Togo on Monday.", "date": "2024-06-06"}, &read)
	if len(read.Events) != 1 || read.Events[0].Type != "SANCTION" || read.Events[0].Date != "2024-06-03" {
		t.Errorf("%+v", read)
	}
	r, err := c.CallTool(t.Context(), &mcp.CallToolParams{Name: "read_text", Arguments: map[string]any{"text": "{\"text\":\"Ghana met Togo.\"}\n{\"text\":\"Ghana met Togo.\"}"}})
	if err != nil || !r.IsError || !strings.Contains(r.Content[0].(*mcp.TextContent).Text, "give them one by one") {
		t.Errorf("two documents at once: %+v, %v", r, err)
	}
	if err := c.Close(); err != nil {
		t.Errorf("it does not end with its input: %v: %s", err, errs.String())
	}
}

// TestMCPOverHTTP starts the program as a server and asks it as another program does.
func TestMCPOverHTTP(t *testing.T) {
	dir := t.TempDir()
	cmd := asChancery(t, dir, "mcp", "--http", "127.0.0.1:0")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CHANCERY_LEDGER=")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	address := line[strings.Index(line, "http"):strings.Index(line, " (Ctrl-C")]
	c, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), &mcp.StreamableClientTransport{Endpoint: address}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	list, err := c.ListTools(t.Context(), nil)
	if err != nil || len(list.Tools) != 2 {
		t.Errorf("%+v, %v", list, err)
	}
	r, err := c.CallTool(t.Context(), &mcp.CallToolParams{Name: "actor", Arguments: map[string]any{"name": "President Yeltsin", "on": "1997-01-01"}})
	if err != nil || r.IsError || !strings.Contains(r.Content[0].(*mcp.TextContent).Text, "code RUS") {
		t.Errorf("%+v, %v", r, err)
	}
}

// demoFile writes a demo text to a folder.
func demoFile(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := demoTexts.ReadFile("demo/" + name)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestMCPFlags(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("CHANCERY_LEDGER", "")
	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"mcp"}, 0, "only read_text and actor are offered"},
		{[]string{"mcp", "--accounts", "a.jsonl"}, 2, "--accounts goes with --http"},
		{[]string{"mcp", "--ledger", "none.db"}, 1, "none.db"},
		{[]string{"mcp", "--http", "127.0.0.1:0", "--tls-cert", "c.pem"}, 2, "go together"},
		{[]string{"mcp", "--http", "0.0.0.0:0"}, 1, "accounts"},
		{[]string{"mcp", "extra"}, 2, "extra"},
	} {
		var out, errs bytes.Buffer
		if status := run(c.args, io.LimitReader(strings.NewReader(""), 0), &out, &errs); status != c.status || !strings.Contains(errs.String(), c.want) || out.Len() > 0 {
			t.Errorf("%v: exit status %d, %q, %q", c.args, status, out.String(), errs.String())
		}
	}
}
