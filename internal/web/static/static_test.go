package static_test

import (
	"compress/gzip"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"chancery/internal/web/static"
)

// What a page with a chart loads of these files, compressed, must leave room for the page.
func TestPagesAreLight(t *testing.T) {
	const most = 120_000
	for _, page := range [][]string{
		{"base.js", "style.css", "map.js", "world.json", "points.json", "favicon.svg"},
		{"base.js", "style.css", "band.js", "favicon.svg"},
		{"base.js", "style.css", "network.js", "favicon.svg"},
	} {
		total := 0
		for _, name := range page {
			data, err := fs.ReadFile(static.Files(), name)
			if err != nil {
				t.Fatal(err)
			}
			var n counter
			zip := gzip.NewWriter(&n)
			zip.Write(data)
			zip.Close()
			total += int(n)
		}
		if total > most {
			t.Errorf("%s: %d bytes compressed, want at most %d", strings.Join(page, " "), total, most)
		}
	}
}

type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// The policy forbids what would need unsafe-eval; markup made of text is never trusted.
func TestModulesHoldToThePolicy(t *testing.T) {
	made, err := filepath.Glob("*.js")
	if err != nil {
		t.Fatal(err)
	}
	written, err := filepath.Glob("src/*.js")
	if err != nil {
		t.Fatal(err)
	}
	parts, err := filepath.Glob("src/lib/*.js")
	if err != nil {
		t.Fatal(err)
	}
	if len(made) != len(written) || len(made) == 0 || len(parts) == 0 {
		t.Fatalf("%d modules of %d sources and %d parts", len(made), len(written), len(parts))
	}
	never := []string{"eval(", "new Function", "document.write", "sourceMappingURL"}
	check := func(files []string, words []string) {
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range words {
				if strings.Contains(string(data), w) {
					t.Errorf("%s contains %s", f, w)
				}
			}
		}
	}
	check(made, never)
	check(append(written, parts...), append(never, "innerHTML", "outerHTML", "insertAdjacentHTML", ".html(", "//cdn"))
}

func TestInBrowser(t *testing.T) {
	in := browser(t)
	s := newSite(t)
	for _, c := range []struct {
		name, page string
		test       func(*tab)
	}{
		{"band draws spans and marks", "band", bandDraws},
		{"band zooms", "band", bandZooms},
		{"map draws", "map", mapDraws},
		{"map follows the day", "map", mapFollows},
		{"map knows former states", "map", mapOfOnce},
		{"map tells of failures", "map", mapFails},
		{"network draws", "network", networkDraws},
		{"reader lights up", "reader", readerLights},
		{"review by keyboard", "review", reviewKeys},
		{"review marks code points", "review", reviewPicks},
		{"theme", "page", themeTurns},
		{"search suggests", "page", searchSuggests},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(open(t, in, s, c.page, 1280)) })
	}
	t.Run("phone", func(t *testing.T) {
		for _, page := range []string{"band", "map", "network", "reader", "review", "page"} {
			p := open(t, in, s, page, 390)
			p.until("document.readyState === 'complete'")
			want(p, "document.documentElement.scrollWidth <= 390", true)
		}
	})
	if *shots != "" {
		t.Run("screenshots", func(t *testing.T) { screenshots(t, in, s) })
	}
}

func bandDraws(p *tab) {
	p.until("document.querySelector('#band .axis text')")
	want(p, "document.querySelectorAll('#band .chart .span-link').length", 8)
	want(p, "document.querySelectorAll('#band .chart .mark').length", 9)
	want(p, "[...document.querySelectorAll('#band a')].filter(a => !a.getAttribute('aria-label')).length", 0)
	want(p, "document.querySelector('#band .skeleton')", (*string)(nil))
	// What is no path of this host is no link, and markup stays text.
	want(p, "document.querySelectorAll('#band a[href^=javascript]').length", 0)
	want(p, "[...document.querySelectorAll('#band .chart .mark')].at(-1).getAttribute('aria-label').includes('<script>')", true)
	// Bounds that are a stretch of days are faded, the rest is not.
	want(p, "+document.querySelector('.row:nth-of-type(2) .faded').getAttribute('width') > 0", true)
	want(p, "+document.querySelector('.row:nth-of-type(1) .faded').getAttribute('width')", 0.0)
	want(p, "document.querySelectorAll('#band .legend li').length > 5", true)
}

func bandZooms(p *tab) {
	p.until("document.querySelector('#band .axis text')")
	whole := eval[string](p, "document.querySelector('#band .range').textContent")
	p.click("[data-zoom=in]")
	p.until("document.querySelector('#band .range').textContent !== " + quote(whole))
	closer := eval[string](p, "document.querySelector('#band .range').textContent")
	p.click("[data-zoom=all]")
	p.until("document.querySelector('#band .range').textContent === " + quote(whole))
	eval[any](p, "document.querySelector('#band svg').focus()")
	p.press("+")
	p.until("document.querySelector('#band .range').textContent === " + quote(closer))
	p.press(kb.ArrowRight)
	p.until("document.querySelector('#band .range').textContent !== " + quote(closer))
	p.press("0")
	p.until("document.querySelector('#band .range').textContent === " + quote(whole))
	// The wheel is the page's until the chart has the focus.
	wheel := "document.querySelector('#band svg').dispatchEvent(new WheelEvent('wheel', {deltaY: -200, bubbles: true, cancelable: true, clientX: 700, clientY: 400}))"
	eval[any](p, "document.activeElement.blur()")
	want(p, wheel, true)
	want(p, "document.querySelector('#band .range').textContent", whole)
	eval[any](p, "document.querySelector('#band svg').focus()")
	want(p, wheel, false)
	p.until("document.querySelector('#band .range').textContent !== " + quote(whole))
	// The arrow keys go from mark to mark, and the chart follows.
	eval[any](p, "document.querySelector('#band .chart .mark').focus()")
	p.press(kb.ArrowRight)
	p.until("document.activeElement === document.querySelectorAll('#band .chart .mark')[1]")
}

func mapDraws(p *tab) {
	p.until("document.querySelector('#map .land path[d]')")
	want(p, "document.querySelectorAll('#map .land path[d]').length >= 177", true)
	want(p, "document.querySelectorAll('#map .hatched[d]').length", 7)
	want(p, "document.querySelector('#map a[data-code=FRA]').classList.contains('is-recognised')", true)
	want(p, "document.querySelector('#map a[data-code=UKR]').classList.contains('series-3')", true)
	want(p, "document.querySelector('#map a[data-code=NRU] circle.dot') !== null", true)
	want(p, "document.querySelector('#map [data-code=ABK] circle.is-disputed') !== null", true)
	// Land that is taken for a state's while it has no value of its own says so.
	want(p, "document.querySelector('#map a[data-code=CRIR]').getAttribute('aria-label')", "Crimea, as Ukraine: undecided")
	want(p, "document.querySelector('#map .legend').textContent.includes('Recognises (6)')", true)
	want(p, "document.querySelectorAll('[data-map-list=recognised] a').length", 6)
	want(p, "document.querySelectorAll('#map a[tabindex=\"0\"]').length", 1)
	eval[any](p, "document.querySelector('#map a[data-code=FRA]').focus()")
	p.press(kb.ArrowRight)
	p.until("document.activeElement.dataset.code && document.activeElement.dataset.code !== 'FRA'")
}

func mapFollows(p *tab) {
	p.until("document.querySelector('#map .land path[d]') && !document.getElementById('map').hasAttribute('aria-busy')")
	want(p, "document.querySelector('#as-of output').textContent", "1 January 2020")
	eval[any](p, "document.getElementById('day-slider').focus()")
	p.press(kb.ArrowRight + kb.ArrowRight)
	p.until("document.querySelector('#map a[data-code=FRA]')?.getAttribute('aria-label') === 'France on 2020-01-03'")
	want(p, "[...document.querySelectorAll('#map .land a')].map(a => a.dataset.code).join()", "FRA,GUF")
	want(p, "location.search", "?on=2020-01-03")
	want(p, "document.querySelector('[data-bind=\"counts.recognised\"]').textContent", "2")
	want(p, "document.querySelector('#as-of output').textContent", "3 January 2020")
	want(p, "document.getElementById('announcer').textContent", "As of 3 January 2020: Recognises 2")
	want(p, "document.querySelectorAll('[data-map-list=recognised] li').length", 2)
	want(p, "document.getElementById('map').hasAttribute('aria-busy')", false)
}

func mapOfOnce(p *tab) {
	p.until("document.querySelector('#map .land path[d]') && !document.getElementById('map').hasAttribute('aria-busy')")
	eval[any](p, "document.querySelector('#as-of [name=on]').value = '1990-01-01'")
	p.click("#as-of button")
	p.until("document.querySelector('#map .land a[data-code=ARM]')")
	want(p, "document.querySelector('#map a[data-code=ARM]').getAttribute('aria-label')", "Armenia, as Soviet Union")
	want(p, "document.querySelector('#map a[data-code=CRIR]').getAttribute('aria-label')", "Crimea, as Soviet Union")
	want(p, "document.querySelector('#map a[data-code=SUN]')", (*string)(nil))
	want(p, "document.querySelector('#map a[data-code=POL]')", (*string)(nil))
}

func mapFails(p *tab) {
	p.until("document.querySelector('#map .land path[d]') && !document.getElementById('map').hasAttribute('aria-busy')")
	eval[any](p, "document.querySelector('#as-of [name=on]').value = '2001-01-01'")
	p.click("#as-of button")
	p.until("document.querySelector('#as-of [role=alert]')?.textContent.includes('the ledger sleeps')")
	want(p, "document.querySelector('#map a[data-code=DEU]') !== null", true)
	p.forgive("500")
}

func networkDraws(p *tab) {
	p.until("document.querySelector('#network .node[transform]')")
	want(p, "document.querySelectorAll('#network .node').length", 11)
	want(p, "document.querySelectorAll('#network .link').length", 18)
	want(p, "document.querySelectorAll('#network .link.balance-oppose').length > 0", true)
	places := "[...document.querySelectorAll('#network .node')].map(n => n.getAttribute('transform')).join()"
	first := eval[string](p, places)
	if err := chromedp.Do(p.ctx, chromedp.Reload()); err != nil {
		p.t.Fatal(err)
	}
	p.until("document.querySelector('#network .node[transform]')")
	want(p, places, first)
	eval[any](p, "document.querySelector('#network .node[data-code=PRK]').focus()")
	p.until("document.querySelector('#network svg').classList.contains('has-lit')")
	want(p, "document.querySelectorAll('#network .node.is-lit').length", 3)
	eval[any](p, "document.getElementById('network-threshold').focus()")
	p.press(kb.End)
	p.until("document.querySelectorAll('#network .link:not([display=none])').length === 1")
	want(p, "document.querySelectorAll('#network .node:not([display=none])').length", 2)
}

func readerLights(p *tab) {
	p.until("document.documentElement.classList.contains('reader-ready')")
	silence := eval[string](p, "document.querySelector('.yield').textContent")
	eval[any](p, "document.querySelector('.doc .ev[data-event=e1]').focus()")
	p.until("document.querySelector('.doc .lit-actor')?.textContent === 'Ukraine'")
	want(p, "document.querySelector('.doc .lit-recipient').textContent", "North Korea")
	want(p, "document.querySelector('.doc .lit-date').textContent", "Wednesday")
	want(p, "document.querySelector('.yield').textContent.startsWith('SANCTION')", true)
	p.press(kb.ArrowRight)
	p.until("document.querySelector('.yield').textContent.startsWith('North Korea: a state')")
	// From the list, by click: it stays, until Escape.
	p.click(".events [data-event=e2]")
	p.until("document.querySelector('.doc .lit-trigger')?.textContent === 'recognised'")
	p.press(kb.Escape)
	p.until("!document.querySelector('.lit')")
	want(p, "document.querySelector('.yield').textContent", silence)
}

func reviewKeys(p *tab) {
	p.until("document.querySelector('.item.is-current')?.id === 'item-1'")
	p.press("j")
	p.until("document.querySelector('.item.is-current').id === 'item-2'")
	// A verdict that the server refuses is told, and the item stays.
	p.press("r")
	p.until("document.querySelector('#item-2 [role=alert]')?.textContent.includes('somebody was faster')")
	p.forgive("409")
	want(p, "document.querySelector('.item.is-current').id", "item-2")
	p.press("k")
	p.press("a")
	p.until("document.getElementById('item-1').dataset.done === 'accept'")
	p.until("document.querySelector('.item.is-current').id === 'item-2'")
	want(p, "document.querySelector('[data-left]').textContent", "2")
	want(p, "document.getElementById('announcer').textContent.startsWith('Accepted: Ukraine severs ties with North Korea. Next: Second.')", true)
	p.press("?")
	p.until("document.querySelector('dialog.help').open")
	p.press("a") // the dialog keeps keys to itself
	p.press(kb.Escape)
	p.until("!document.querySelector('dialog.help').open")
	got := p.site.taken()
	want := []string{"/review/2/fails", "/review/1/accept"}
	var paths []string
	for _, g := range got {
		paths = append(paths, g.path)
		if g.form.Get("csrf") != "token" {
			p.t.Errorf("%s came without its token", g.path)
		}
	}
	if !slices.Equal(paths, want) {
		p.t.Errorf("the server was sent %v, want %v", paths, want)
	}
}

func reviewPicks(p *tab) {
	p.until("document.querySelector('.item.is-current')?.id === 'item-1'")
	p.press("c")
	p.until("document.querySelector('#item-1 details').open && document.activeElement.name === 'type'")
	want(p, "document.querySelector('#item-1 output').textContent", "severed ties")
	// The text starts at 100 and the face before “Ukraine” is one code point.
	eval[any](p, `(() => { const pick = document.querySelector('#item-1 .pick'), r = document.createRange();
		const last = pick.lastChild; r.setStart(last, last.data.indexOf('North')); r.setEnd(last, last.data.indexOf(' on')); getSelection().removeAllRanges(); getSelection().addRange(r); })()`)
	p.click("[data-use=recipient]")
	p.until("document.querySelector('[name=recipient_start]').value !== ''")
	want(p, "[document.querySelector('[name=recipient_start]').value, document.querySelector('[name=recipient_end]').value].join()", "128,139")
	want(p, "document.querySelector('[data-use=recipient] + output').textContent", "North Korea")
}

func themeTurns(p *tab) {
	p.until("!document.querySelector('[data-theme-toggle]').hidden")
	ground := "getComputedStyle(document.documentElement).backgroundColor"
	p.click("[data-theme-toggle]")
	p.until("document.documentElement.dataset.theme === 'light'")
	light := eval[string](p, ground)
	p.click("[data-theme-toggle]")
	p.until("document.documentElement.dataset.theme === 'dark'")
	if dark := eval[string](p, ground); dark == light {
		p.t.Errorf("light and dark have the same ground %s", light)
	}
	if err := chromedp.Do(p.ctx, chromedp.Reload()); err != nil {
		p.t.Fatal(err)
	}
	p.until("document.documentElement.dataset.theme === 'dark'")
	p.click("[data-theme-toggle]")
	p.until("!('theme' in document.documentElement.dataset)")
}

func searchSuggests(p *tab) {
	p.until("document.querySelector('#q').getAttribute('role') === 'combobox'")
	p.click("#q")
	p.press("ukr")
	p.until("document.querySelector('#q').getAttribute('aria-expanded') === 'true'")
	want(p, "document.querySelectorAll('.suggestions [role=option]').length", 2)
	want(p, "document.querySelectorAll('.suggestions b').length", 0)
	p.press(kb.ArrowDown)
	p.until("document.querySelector('#q').getAttribute('aria-activedescendant') === 'q-suggestions-0'")
	got, err := chromedp.RunResponse(p.ctx, chromedp.Click(chromedp.ID("q-suggestions-0")))
	if err != nil {
		p.t.Fatal(err)
	}
	if got.URL != p.site.URL+"/page/band" {
		p.t.Errorf("the suggestion leads to %s", got.URL)
	}
}

func screenshots(t *testing.T, in context.Context, s *site) {
	for _, page := range []string{"band", "map", "network", "reader", "review", "page"} {
		for _, width := range []int64{390, 1280} {
			for _, theme := range []string{"light", "dark"} {
				p := open(t, in, s, page, width)
				p.until("document.readyState === 'complete' && !document.querySelector('[aria-busy]')")
				eval[any](p, "document.documentElement.dataset.theme = "+quote(theme))
				if page == "reader" {
					eval[any](p, "document.querySelector('.doc .ev').focus()")
				}
				png, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
				if err != nil {
					t.Fatal(err)
				}
				name := page + "-" + theme + map[int64]string{390: "-phone", 1280: ""}[width] + ".png"
				if err := os.WriteFile(filepath.Join(*shots, name), png, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
