package access

import (
	"net/http"
)

// policy lets a page load its own scripts, styles, pictures and data, and nothing
// that stands in it: an article's words that got through as markup do nothing.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// headers are on every answer, also on refusals. A handler may set its own after.
func (g *Guard) headers(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY") // for browsers without frame-ancestors
	// Not no-referrer: with it browsers send our own forms with Origin: null.
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Permissions-Policy", "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), payment=(), usb=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if g.o.Secure {
		h.Set("Strict-Transport-Security", "max-age=31536000") // of this name alone: others under it are not ours
	}
}

// Server is a server with limits on time and headers. A handler whose answer takes
// longer than Write, such as an export, says so as it goes on:
//
//	http.NewResponseController(w).SetWriteDeadline(now().Add(time.Minute))
func Server(addr string, h http.Handler, l Limits) *http.Server {
	l = l.orDefaults(false)
	return &http.Server{Addr: addr, Handler: h, ReadHeaderTimeout: l.ReadHeader, ReadTimeout: l.Read, WriteTimeout: l.Write,
		IdleTimeout: l.KeepAlive, MaxHeaderBytes: l.HeaderBytes}
}
