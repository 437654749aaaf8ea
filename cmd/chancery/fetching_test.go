package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const ghanaPage = `<html><head><title>Ghana Recalls Ambassador From Togo</title></head><body><article><h1>Ghana Recalls Ambassador From Togo</h1>
<p>ACCRA, June 6, 2024 - Ghana accused Togo of spying on Thursday and recalled its ambassador.</p>
<p>The foreign ministry in Accra said that two officials of the embassy in the Togolese capital had been followed for weeks before they were expelled.</p>
<p>Togo rejected the accusation and said that it had always wished for good relations with its neighbour, with whom it shares a long border.</p></article></body></html>`

func TestReadFromTheWeb(t *testing.T) {
	var agent string
	mux := http.NewServeMux()
	mux.HandleFunc("/ghana", func(w http.ResponseWriter, r *http.Request) { agent = r.UserAgent(); fmt.Fprint(w, ghanaPage) })
	mux.HandleFunc("/feed", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprint(w, `<rss><channel><title>Post</title><item><title>Togo praised Ghana</title><link>/ghana</link></item></channel></rss>`)
	})
	s := httptest.NewServer(mux)
	defer s.Close()
	for _, tt := range []struct {
		name   string
		args   []string
		status int
		says   string
	}{
		{"a page", []string{"--allow-private", "--contact", "https://example.org/me", s.URL + "/ghana"}, 0, `"type":"ACCUSE"`},
		{"a feed", []string{"--allow-private", s.URL + "/feed"}, 0, `"publisher":"Post"`},
		{"a feed, followed", []string{"--allow-private", "--follow", s.URL + "/feed"}, 0, `"type":"ACCUSE"`},
		{"not allowed", []string{s.URL + "/ghana"}, 1, "not on the public internet"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			status := run(append([]string{"read", "--format", "json"}, tt.args...), strings.NewReader(""), &out, &errs)
			if status != tt.status || !strings.Contains(out.String(), tt.says) {
				t.Errorf("exit status %d, output %s, errors %s", status, out.String(), errs.String())
			}
		})
		if tt.name == "a page" && agent != "chancery/"+version+" (+https://example.org/me)" {
			t.Errorf("asked as %q", agent)
		}
	}
}

// TestReadArchive reads a packed archive with a damaged record in it.
func TestReadArchive(t *testing.T) {
	block := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + ghanaPage
	record := fmt.Sprintf("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://omo.example/ghana\r\nWARC-Date: 2024-06-06T12:00:00Z\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", len(block), block)
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	fmt.Fprint(z, record)
	z.Close()
	member := b.String()
	file := filepath.Join(t.TempDir(), "news.warc.gz")
	if err := os.WriteFile(file, []byte(member+member[:len(member)/2]+member), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	status := run([]string{"read", "--format", "json", file}, strings.NewReader(""), &out, &errs)
	place := fmt.Sprintf("news.warc.gz:%d", len(member))
	if status != 1 || strings.Count(out.String(), `"type":"ACCUSE"`) < 2 || !strings.Contains(errs.String(), place) || strings.Count(out.String(), "\n") != 3 {
		t.Errorf("exit status %d, output %s, errors %s", status, out.String(), errs.String())
	}
}

func TestSleep(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	if err := sleep(ctx, time.Millisecond); err != nil {
		t.Error(err)
	}
	cancel()
	if err := sleep(ctx, time.Hour); err == nil {
		t.Error("an ended context does not end the waiting")
	}
}
