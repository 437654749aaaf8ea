package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// TestServeDemo opens the reading room as a user does, looks at it and closes it.
func TestServeDemo(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, in := io.Pipe()
	var said bytes.Buffer
	status := make(chan int, 1)
	go func() {
		status <- execute(ctx, []string{"serve", "--demo", "--listen", "127.0.0.1:0"}, strings.NewReader(""), in, &said)
		in.Close()
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	_, rest, ok := strings.Cut(line, " open at ")
	if err != nil || !ok {
		t.Fatalf("it said %q, %v; %s", line, err, said.String())
	}
	go io.Copy(io.Discard, out)
	address, _, _ := strings.Cut(rest, " ")
	for path, text := range map[string]string{"": "A demonstration", "api/v1/today": `"sources":107`, "static/style.css": "color-scheme", "healthz": "ok"} {
		answer, err := http.Get(address + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil || answer.StatusCode != http.StatusOK || !strings.Contains(string(body), text) {
			t.Errorf("/%s: status %d, %v, without %q", path, answer.StatusCode, err, text)
		}
		if answer.Header.Get("Content-Security-Policy") == "" {
			t.Errorf("/%s: no policy", path)
		}
	}
	var told bytes.Buffer
	if got := execute(t.Context(), []string{"health", address + "healthz"}, strings.NewReader(""), io.Discard, &told); got != 0 {
		t.Errorf("health: status %d: %s", got, told.String())
	}
	if got := execute(t.Context(), []string{"health", address + "nowhere"}, strings.NewReader(""), io.Discard, &told); got != 1 || !strings.Contains(told.String(), "answered 404") {
		t.Errorf("health of what is not there: status %d: %s", got, told.String())
	}
	http.DefaultClient.CloseIdleConnections()
	stop()
	if got := <-status; got != 0 {
		t.Errorf("status %d: %s", got, said.String())
	}
}

// TestServeRefuses: what is wrong is told before anything is opened, with the remedy.
func TestServeRefuses(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "none.db")
	for _, c := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"--demo", "--ledger", "x.db"}, 2, "leave out --ledger"},
		{[]string{"--demo", "--tls-cert", "cert.pem"}, 2, "go together"},
		{[]string{"--demo", "--listen", "nowhere"}, 1, "listening at nowhere"},
		{[]string{"--demo", "--listen", "0.0.0.0:0"}, 1, "chancery accounts"},
		{[]string{"--demo", "--listen", "127.0.0.1:0", "--trust-proxy"}, 1, "chancery accounts"},
		{[]string{"--ledger", missing, "--listen", "127.0.0.1:0"}, 1, missing},
	} {
		var said bytes.Buffer
		got := execute(t.Context(), append([]string{"serve"}, c.args...), strings.NewReader(""), io.Discard, &said)
		if got != c.status || !strings.Contains(said.String(), c.says) {
			t.Errorf("%v: status %d, want %d; it said %q, want %q", c.args, got, c.status, said.String(), c.says)
		}
	}
}
