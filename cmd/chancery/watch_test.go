package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// writeFeeds gives a script a server with a feed: the file feed.xml of its folder.
func writeFeeds(e *testscript.Env) error {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/feed.xml" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/rss+xml")
		data, _ := os.ReadFile(filepath.Join(e.WorkDir, "feed.xml"))
		w.Write(data)
	}))
	e.Defer(s.Close)
	for name, text := range map[string]string{"feeds.txt": s.URL + "/feed.xml\n", "vanished.txt": s.URL + "/gone\n", "feed.xml": feedOf(0)} {
		if err := os.WriteFile(filepath.Join(e.WorkDir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// grow lets a script's feed grow.
func grow(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Check(os.WriteFile(ts.MkAbs("feed.xml"), []byte(feedOf(2)), 0o600))
}

// feedOf is a feed with so many items.
func feedOf(n int) string {
	items := []string{
		"KYIV, July 14, 2022 - Ukraine severed diplomatic relations with North Korea on Wednesday.",
		"ACCRA, July 14, 2022 - Ghana accused Togo of spying on Thursday.",
	}
	var b strings.Builder
	b.WriteString("<rss><channel><title>Post</title>")
	for i, text := range items[:n] {
		fmt.Fprintf(&b, "<item><guid>%d</guid><link>https://post.example/%d</link><title>News</title><pubDate>Thu, 14 Jul 2022 08:00:00 +0000</pubDate><description>%s</description></item>", i, i, text)
	}
	return b.String() + "</channel></rss>"
}

// TestWatchEnds: a watch that is asked to end by a signal does so in order.
func TestWatchEnds(t *testing.T) {
	dir := t.TempDir()
	asked := make(chan bool, 100)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/feed.xml" {
			http.NotFound(w, r)
			return
		}
		io.WriteString(w, feedOf(1))
		asked <- true
	}))
	defer s.Close()
	feeds := filepath.Join(dir, "feeds.txt")
	if err := os.WriteFile(feeds, []byte(s.URL+"/feed.xml\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	// The first poll is put off by an amount made of the address; a state says it is due.
	state := fmt.Sprintf(`{"format":"chancery-watch/1","feeds":{%q:{"next":"2020-01-01T00:00:00Z"}}}`, s.URL+"/feed.xml")
	ledger := filepath.Join(dir, "l.db")
	if err := os.WriteFile(ledger+".watch", []byte(state), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	done := make(chan int, 1)
	go func() {
		done <- run([]string{"watch", "--feeds", feeds, "--ledger", ledger, "--allow-private", "--listen", "127.0.0.1:0"}, strings.NewReader(""), &out, &errs)
	}()
	select {
	case <-asked:
	case status := <-done:
		t.Fatalf("exit status %d: %s", status, errs.String())
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case status := <-done:
		if status != 0 {
			t.Errorf("exit status %d: %s", status, errs.String())
		}
	case <-time.After(time.Minute):
		t.Fatal("it does not end")
	}
	if _, err := os.Stat(ledger + ".watch"); err != nil {
		t.Error(err)
	}
}
