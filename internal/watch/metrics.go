package watch

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics are what /metrics shows, in a registry of their own.
type metrics struct {
	registry                   *prometheus.Registry
	polls, errors, failed      *prometheus.CounterVec // by host
	documents, claims, reading prometheus.Counter
	unread, notices            prometheus.Counter
	lost, refused              prometheus.Counter
	deliveries                 *prometheus.CounterVec // by result
	queue, due                 prometheus.Gauge
}

func newMetrics() *metrics {
	r := prometheus.NewRegistry()
	counter := func(name, help string) prometheus.Counter {
		c := prometheus.NewCounter(prometheus.CounterOpts{Name: "chancery_" + name, Help: help})
		r.MustRegister(c)
		return c
	}
	by := func(label, name, help string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "chancery_" + name, Help: help}, []string{label})
		r.MustRegister(c)
		return c
	}
	gauge := func(name, help string) prometheus.Gauge {
		g := prometheus.NewGauge(prometheus.GaugeOpts{Name: "chancery_" + name, Help: help})
		r.MustRegister(g)
		return g
	}
	return &metrics{
		registry:   r,
		polls:      by("host", "polls_total", "Polls of feeds that came to an end."),
		errors:     by("host", "poll_errors_total", "Polls of feeds that failed."),
		failed:     by("host", "item_errors_total", "Items of feeds that could not be read."),
		documents:  counter("documents_total", "Documents recorded."),
		claims:     counter("claims_total", "Claims recorded."),
		reading:    counter("reading_seconds_total", "Seconds spent on reading and recording documents."),
		unread:     counter("documents_failed_total", "Documents that could not be understood."),
		notices:    counter("notices_total", "Changes and incidents that were told."),
		lost:       counter("notices_lost_total", "Notices given up that are kept nowhere: the webhook took none for too long, or what it refused is more than is kept."),
		refused:    counter("notices_refused_total", "Notices given up because the webhook refused them; they are kept beside the state."),
		deliveries: by("result", "deliveries_total", "Attempts to deliver a notice to the webhook."),
		queue:      gauge("delivery_queue_length", "Notices that wait for the webhook."),
		due:        gauge("feeds_not_polled", "Feeds that were not polled since the start."),
	}
}

func (m *metrics) recorded(r Recorded, took time.Duration) {
	m.documents.Add(float64(r.Documents))
	m.claims.Add(float64(r.Claims))
	m.unread.Add(float64(r.Failed))
	m.reading.Add(max(0, took.Seconds()))
}

func (m *metrics) told(n int) { m.notices.Add(float64(n)) }

// waiting notes lengths; one below 0 is not known.
func (m *metrics) waiting(queue, feeds int) {
	m.queue.Set(float64(queue))
	if feeds >= 0 {
		m.due.Set(float64(feeds))
	}
}
