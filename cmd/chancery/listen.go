package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"
)

// healthServer answers who asks how a long run goes; without an address it does
// nothing.
type healthServer struct {
	listener net.Listener
	server   *http.Server
}

// bind takes the address that is listened at, so that one that cannot be had is
// told before anything else is done.
func (o *watchOptions) bind() (*healthServer, error) {
	if o.listen == "" {
		return &healthServer{}, nil
	}
	host, _, err := net.SplitHostPort(o.listen)
	if err != nil {
		return nil, usageError(fmt.Errorf("--listen takes an address and a port such as 127.0.0.1:9464, not %q", o.listen))
	}
	addr, err := netip.ParseAddr(host)
	if own := host == "localhost" || err == nil && addr.Unmap().IsLoopback(); !own && !o.insecure {
		return nil, usageError(fmt.Errorf("--listen %s could be asked from other machines, without a password; give 127.0.0.1, or --insecure-listen where that is meant", o.listen))
	}
	l, err := net.Listen("tcp", o.listen)
	if err != nil {
		return nil, fmt.Errorf("listening at %s: %w", o.listen, err)
	}
	return &healthServer{listener: l}, nil
}

func (s *healthServer) serve(h http.Handler, log *slog.Logger) {
	if s.listener == nil {
		return
	}
	s.server = &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second,
		IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10}
	log.Info("listening", "address", s.listener.Addr().String())
	go func() {
		if err := s.server.Serve(s.listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
			log.Error("answering who asks how it goes", "error", err)
		}
	}()
}

func (s *healthServer) close() {
	switch {
	case s.server != nil:
		s.server.Close()
	case s.listener != nil:
		s.listener.Close()
	}
}
