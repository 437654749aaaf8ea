package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"strings"

	"github.com/klauspost/compress/gzhttp"
)

// tagged gives whatever is asked for by GET and answered whole an entity tag made of
// its bytes, unless it has one, and answers with "not modified" who has them already. Streams
// (streamed) are passed through.
func tagged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || streamed(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		held := &heldAnswer{header: w.Header(), status: http.StatusOK}
		next.ServeHTTP(held, r)
		if held.status == http.StatusOK && w.Header().Get("ETag") == "" {
			w.Header().Set("ETag", tagOf(held.body.Bytes()))
		}
		if tag := w.Header().Get("ETag"); held.status == http.StatusOK && tag != "" && matches(r.Header.Get("If-None-Match"), tag) {
			w.Header().Del("Content-Type")
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.WriteHeader(held.status)
		w.Write(held.body.Bytes())
	})
}

// tagOf is the entity tag of some bytes.
func tagOf(data []byte) string {
	sum := sha256.Sum256(data)
	return `"` + hex.EncodeToString(sum[:12]) + `"`
}

// tagsOf are the entity tags of files, by their paths.
func tagsOf(files fs.FS) (map[string]string, error) {
	out := map[string]string{}
	err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(files, path)
		out[path] = tagOf(data)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("web: static files: %w", err)
	}
	return out, nil
}

// streamed tells which addresses answer with streams, which are not held back.
func streamed(path string) bool { return strings.HasPrefix(path, "/api/v1/export/") }

// matches tells whether a list of entity tags (RFC 9110, 13.1.2) has one, compared
// weakly, since compressing an answer makes its tag a weak or a longer one.
func matches(list, tag string) bool {
	bare := func(t string) string {
		return strings.TrimSuffix(strings.Trim(strings.TrimPrefix(strings.TrimSpace(t), "W/"), `"`), "-gzip")
	}
	for t := range strings.SplitSeq(list, ",") {
		if strings.TrimSpace(t) == "*" || t != "" && bare(t) == bare(tag) {
			return true
		}
	}
	return false
}

// heldAnswer keeps an answer until it is whole.
type heldAnswer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (h *heldAnswer) Header() http.Header { return h.header }

func (h *heldAnswer) WriteHeader(status int) { h.status = status }

func (h *heldAnswer) Write(p []byte) (int, error) { return h.body.Write(p) }

// compressed packs answers for whoever takes them packed.
func compressed(next http.Handler) http.Handler { return gzhttp.GzipHandler(next) }
