package access

import (
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHosts(t *testing.T) {
	for _, tt := range []struct {
		name    string
		o       Options
		allowed string
		refused string
	}{
		{"on loopback", Options{Loopback: true},
			"localhost localhost:8080 LOCALHOST:1 127.0.0.1 127.0.0.1:80 127.0.0.2 [::1] [::1]:8080 [::ffff:127.0.0.1]:80",
			"evil.example evil.example:8080 localhost.evil.example 127.0.0.1.evil.example 192.0.2.1 [2001:db8::1]:80 localhost:evil room.example localhost.  0.0.0.0:80"},
		{"on loopback, with a name", Options{Loopback: true, Hosts: []string{"Room.Example"}},
			"room.example ROOM.example:8080 localhost", "example a.room.example room.example.evil.example"},
		{"beyond loopback, with a name", Options{Hosts: []string{"room.example", "192.0.2.1", "2001:db8::1"}},
			"room.example 192.0.2.1:80 [2001:db8::1]:443 127.0.0.1:80", "evil.example 192.0.2.2"},
		{"beyond loopback", Options{}, "room.example 192.0.2.1:80", " room.example:x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h, err := newHosts(tt.o)
			if err != nil {
				t.Fatal(err)
			}
			for _, host := range strings.Fields(tt.allowed) {
				if !h.allow(host) {
					t.Errorf("%q is refused", host)
				}
			}
			for _, host := range append(strings.Fields(tt.refused), "") {
				if h.allow(host) {
					t.Errorf("%q is allowed", host)
				}
			}
		})
	}
	for _, bad := range []string{"", "https://room.example", "room.example:8080", "room.example/", "*.room.example", "a b", "[::1]"} {
		if _, err := newHosts(Options{Hosts: []string{bad}}); err == nil || !strings.Contains(err.Error(), "without scheme, port and path") {
			t.Errorf("%q is taken for a host's name: %v", bad, err)
		}
	}
}

func TestClient(t *testing.T) {
	for _, tt := range []struct {
		name, remote string
		forwarded    []string
		trust        bool
		want, block  string
	}{
		{"IPv4", "192.0.2.1:1234", nil, false, "192.0.2.1", "192.0.2.1"},
		{"IPv6", "[2001:db8:1:2:3::4]:1234", nil, false, "2001:db8:1:2:3::4", "2001:db8:1:2::"},
		{"IPv4 in IPv6", "[::ffff:192.0.2.1]:1234", nil, false, "192.0.2.1", "192.0.2.1"},
		{"with a zone", "[fe80::1%eth0]:1234", nil, false, "fe80::1", "fe80::"},
		{"a socket", "@", nil, false, "invalid IP", "invalid IP"},
		{"forwarded, not trusted", "192.0.2.1:1234", []string{"198.51.100.7"}, false, "192.0.2.1", "192.0.2.1"},
		{"forwarded", "127.0.0.1:1234", []string{"198.51.100.7"}, true, "198.51.100.7", "198.51.100.7"},
		{"forwarded twice: the last hop", "127.0.0.1:1234", []string{"203.0.113.1, 198.51.100.7"}, true, "198.51.100.7", "198.51.100.7"},
		{"on two lines: the last", "127.0.0.1:1234", []string{"203.0.113.1", "203.0.113.2,198.51.100.7"}, true, "198.51.100.7", "198.51.100.7"},
		{"with a port", "127.0.0.1:1234", []string{"198.51.100.7:99"}, true, "198.51.100.7", "198.51.100.7"},
		{"IPv6 with a port", "127.0.0.1:1234", []string{"[2001:db8::1]:99"}, true, "2001:db8::1", "2001:db8::"},
		{"IPv6 in brackets", "127.0.0.1:1234", []string{"[2001:db8::1]"}, true, "2001:db8::1", "2001:db8::"},
		{"no address: the proxy's", "127.0.0.1:1234", []string{"198.51.100.7, unknown"}, true, "127.0.0.1", "127.0.0.1"},
		{"nothing forwarded", "127.0.0.1:1234", nil, true, "127.0.0.1", "127.0.0.1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/", nil)
			r.RemoteAddr = tt.remote
			for _, f := range tt.forwarded {
				r.Header.Add("X-Forwarded-For", f)
			}
			a := client(r, tt.trust)
			if a.String() != tt.want || block(a).String() != tt.block {
				t.Errorf("%v, of %v", a, block(a))
			}
		})
	}
}

func FuzzClient(f *testing.F) {
	f.Add("192.0.2.1:80", "198.51.100.7, [2001:db8::1]:9")
	f.Add("@", ",,")
	f.Fuzz(func(t *testing.T, remote, forwarded string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = remote
		r.Header.Set("X-Forwarded-For", forwarded)
		a := client(r, true)
		if a.Zone() != "" || a.Is4In6() {
			t.Errorf("%v keeps its zone or mapping", a)
		}
		if b := block(a); a.Is6() && (b.As16()[8] != 0 || block(b) != b) {
			t.Errorf("%v is of %v", a, b)
		}
	})
}
