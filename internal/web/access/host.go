package access

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// hosts are the names by which a server may be called. A page of another site can
// have its own name lead to this machine (DNS rebinding) and would then be of one
// origin with the room; but its requests still bear its name.
type hosts struct {
	any   bool
	names map[string]bool
}

func newHosts(o Options) (*hosts, error) {
	h := &hosts{any: !o.Loopback && len(o.Hosts) == 0, names: map[string]bool{"localhost": true}}
	for _, name := range o.Hosts {
		if name == "" || strings.ContainsAny(name, "/@ *") || hostname(name) != strings.ToLower(name) {
			return nil, fmt.Errorf("access: %q is not the name of a host; give it without scheme, port and path, such as room.example.org", clip(name))
		}
		h.names[strings.ToLower(name)] = true
	}
	return h, nil
}

// allow tells whether a Host header names this server. Addresses of this machine
// are as good as localhost: no page of another site is called by one.
func (h *hosts) allow(host string) bool {
	name := hostname(host)
	if name == "" {
		return false
	}
	if h.any || h.names[name] {
		return true
	}
	addr, err := netip.ParseAddr(name)
	return err == nil && addr.IsLoopback()
}

// hostname is the name in a Host header, in lower case, without its port.
func hostname(host string) string {
	if name, port, err := net.SplitHostPort(host); err == nil {
		if strings.Trim(port, "0123456789") != "" {
			return ""
		}
		host = name
	} else if strings.HasPrefix(host, "[") && strings.HasSuffix(host, "]") {
		host = host[1 : len(host)-1]
	}
	return strings.ToLower(host)
}

// client is the address that a request comes from: of a connection, or, behind a
// proxy that is trusted, the one that this proxy wrote down last. What stands
// before that was told by whoever came to the proxy.
func client(r *http.Request, trustProxy bool) netip.Addr {
	var from netip.Addr
	if p, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		from = p.Addr()
	}
	if trustProxy {
		lines := r.Header.Values("X-Forwarded-For")
		if len(lines) > 0 {
			hops := lines[len(lines)-1]
			if a, ok := parseHop(hops[strings.LastIndexByte(hops, ',')+1:]); ok {
				from = a
			}
		}
	}
	return from.Unmap().WithZone("")
}

// parseHop reads an address as proxies write them: with or without port and
// brackets.
func parseHop(s string) (netip.Addr, bool) {
	s = strings.TrimSpace(s)
	if p, err := netip.ParseAddrPort(s); err == nil {
		return p.Addr(), true
	}
	a, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(s, "["), "]"))
	return a, err == nil
}

// block is what of an address counts as one client: one subscriber has a /64 of
// IPv6 to choose addresses from.
func block(a netip.Addr) netip.Addr {
	if a.Is6() {
		p, err := a.Prefix(64)
		if err == nil {
			return p.Addr()
		}
	}
	return a
}

// proxied tells whether a request was handed on by a proxy.
func proxied(r *http.Request) bool {
	for _, h := range []string{"X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Forwarded", "Via"} {
		if r.Header.Get(h) != "" {
			return true
		}
	}
	return false
}
