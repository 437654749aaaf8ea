package fetch

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"syscall"
)

// Everywhere allows all addresses, private ones too.
func Everywhere() []netip.Prefix {
	return []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")}
}

// closed4 are the IPv4 networks that are not of the public internet: IANA's
// special-purpose registry (RFC 6890 and after), multicast, the reserved rest, and
// the one public address under which a cloud keeps its metadata.
var closed4 = prefixes("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
	"192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
	"224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32")

// open6 is all of IPv6 that is given out for the public internet; closed6 what
// lies in it and is not: protocols, Teredo, documentation, 6to4. NAT64, mapped and
// local addresses lie outside of open6.
var (
	open6   = netip.MustParsePrefix("2000::/3")
	closed6 = prefixes("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)

func prefixes(list ...string) []netip.Prefix {
	var out []netip.Prefix
	for _, s := range list {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

// errClosed is an address that is not of the public internet.
type errClosed struct{ addr netip.Addr }

func (e *errClosed) Error() string {
	return fmt.Sprintf("its address %s is not on the public internet; such hosts are read only where private addresses are allowed", e.addr)
}

// public tells whether an address is one of the public internet.
func public(a netip.Addr) bool {
	in := func(p netip.Prefix) bool { return p.Contains(a) }
	if a = a.Unmap(); a.Is4() {
		return !slices.ContainsFunc(closed4, in)
	}
	return open6.Contains(a) && !slices.ContainsFunc(closed6, in)
}

// control refuses a connection by the address that is about to be dialled. It runs
// after DNS and for every address tried, so that a name which resolves to another
// address than it did a moment ago gains nothing.
func control(allow []netip.Prefix) func(context.Context, string, string, syscall.RawConn) error {
	return func(_ context.Context, network, address string, _ syscall.RawConn) error {
		if network != "tcp4" && network != "tcp6" {
			return fmt.Errorf("%s is not dialled", network)
		}
		to, err := netip.ParseAddrPort(address)
		if err != nil {
			return fmt.Errorf("the address %q: %w", address, err)
		}
		a := to.Addr().Unmap()
		if public(a) || slices.ContainsFunc(allow, func(p netip.Prefix) bool { return p.Contains(a.WithZone("")) }) {
			return nil
		}
		return &errClosed{a}
	}
}

func (o *Options) dialer() *net.Dialer {
	return &net.Dialer{Timeout: o.Idle, Resolver: o.Resolver, ControlContext: control(o.Allow)}
}
