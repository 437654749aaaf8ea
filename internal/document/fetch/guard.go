package fetch

import (
	"net"
	"net/netip"
	"time"
)

// Dialer dials as a Client does: the public internet, told by the address that is
// dialled, and the networks allowed. It is for those who send instead of fetch.
func Dialer(allow []netip.Prefix, timeout time.Duration) *net.Dialer {
	o := Options{Allow: allow, Idle: timeout}
	return o.dialer()
}
