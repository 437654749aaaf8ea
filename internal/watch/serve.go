package watch

import (
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// status is how it goes, for those who ask from outside while it runs.
type status struct {
	mu           sync.Mutex
	poll, commit time.Time
	patience     time.Duration // how long a poll may lie back
	atom         []byte
}

func (s *status) polled(now time.Time, patience time.Duration) {
	s.mu.Lock()
	s.poll, s.patience = now, patience
	s.mu.Unlock()
}
func (s *status) committed(now time.Time) { s.mu.Lock(); s.commit = now; s.mu.Unlock() }
func (s *status) publish(atom []byte)     { s.mu.Lock(); s.atom = atom; s.mu.Unlock() }

// Handler answers /healthz (it runs), /readyz (feeds are read), /metrics (for
// Prometheus) and /changes.atom.
func (w *Watcher) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(rw http.ResponseWriter, _ *http.Request) { _, _ = rw.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", w.ready)
	mux.Handle("GET /metrics", promhttp.HandlerFor(w.metrics.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /changes.atom", func(rw http.ResponseWriter, _ *http.Request) {
		w.status.mu.Lock()
		data := w.status.atom
		w.status.mu.Unlock()
		if data == nil {
			http.Error(rw, "nothing was told yet", http.StatusServiceUnavailable)
			return
		}
		rw.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
		rw.Header().Set("X-Content-Type-Options", "nosniff")
		_, _ = rw.Write(data)
	})
	return mux
}

// readiness is what /readyz answers: ages in seconds, null for what never was.
type readiness struct {
	Ready  bool     `json:"ready"`
	Poll   *float64 `json:"last_poll_seconds"`
	Commit *float64 `json:"last_commit_seconds"`
}

func (w *Watcher) ready(rw http.ResponseWriter, _ *http.Request) {
	now := w.o.Now()
	age := func(t time.Time) *float64 {
		if t.IsZero() {
			return nil
		}
		s := now.Sub(t).Seconds()
		return &s
	}
	w.status.mu.Lock()
	r := readiness{Poll: age(w.status.poll), Commit: age(w.status.commit)}
	r.Ready = r.Poll != nil && *r.Poll < w.status.patience.Seconds()
	w.status.mu.Unlock()
	rw.Header().Set("Content-Type", "application/json")
	if !r.Ready {
		rw.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(rw).Encode(r)
}
