package events_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"chancery"
	"chancery/internal/attribution"
	"chancery/internal/dates"
	"chancery/internal/events"
	"chancery/internal/language"
	"chancery/internal/names"
	"chancery/internal/rulefile"
)

// published is the day on which all example sentences are printed.
const published = "2024-06-12"

// reader reads sentences through the real rooms.
type reader struct {
	lang  *language.Engine
	who   *names.Resolver
	when  *dates.Tagger
	said  *attribution.Attributor
	coder *events.Coder
}

func newReader(tb testing.TB) *reader {
	tb.Helper()
	var r reader
	var errs [5]error
	r.lang, errs[0] = language.New()
	r.who, errs[1] = names.New()
	r.when, errs[2] = dates.New()
	r.said, errs[3] = attribution.New()
	r.coder, errs[4] = events.New()
	for _, err := range errs {
		if err != nil {
			tb.Fatal(err)
		}
	}
	return &r
}

func (r *reader) input(text string) events.Input {
	doc := r.lang.Analyze(text, nil)
	in := events.Input{Doc: doc, Who: r.who.Resolve(doc, published), Published: published}
	in.Times = sync.OnceValue(func() []dates.Expression { return r.when.Tag(doc, published) })
	in.Said = sync.OnceValue(func() *attribution.Result { return r.said.Find(doc, in.Who) })
	return in
}

func (r *reader) read(text string) (events.Input, []events.Event) {
	in := r.input(text)
	return in, r.coder.Code(in)
}

// TestRuleExamples runs the yes and no sentences of every rule.
func TestRuleExamples(t *testing.T) {
	r := newReader(t)
	examples := r.coder.Examples()
	t.Logf("%d examples", len(examples))
	for _, err := range rulefile.Run(examples, func(x rulefile.Example) error { return r.coder.Check(x, r.input) }) {
		t.Error(err)
	}
}

func TestRelate(t *testing.T) {
	r := newReader(t)
	for _, c := range []struct{ text, want string }{
		{"Ukraine severed diplomatic relations with North Korea on Thursday.", "diplomatic-relations UKR PRK severed 2024-06-06"},
		{"Nauru switched its recognition from Taiwan to China on Thursday.", "recognition NRU CHN recognised 2024-06-06; recognition NRU TWN withdrawn 2024-06-06"},
		{"Russia recognised Abkhazia in 2008.", "recognition RUS ABK recognised 2008"},
		{"Ukraine may sever diplomatic relations with North Korea.", ""},
		{"Ukraine did not sever diplomatic relations with North Korea.", ""},
		{"Bolivia severed diplomatic relations with Israel in 2009. Bolivia restored relations with Israel in 2020. Bolivia severed ties with Israel on Tuesday.",
			"diplomatic-relations BOL ISR severed 2009; diplomatic-relations BOL ISR restored 2020; diplomatic-relations BOL ISR severed 2024-06-11"},
		{"Syria recognises Abkhazia.", "recognition SYR ABK recognised  state at 2024-06-12"},
		{"Syria recognised Abkhazia in 2018. Syria still recognises Abkhazia.", "recognition SYR ABK recognised 2018"},
		{"Syria did not recognise Abkhazia until 2018. Syria still recognises Abkhazia.", "recognition SYR ABK recognised 2018"},
		{"Albania is a former ally of China.", "alliance CHN ALB allied  state at "},
		{"Iran is an ally of Syria. Syria is an ally of Iran.", "alliance SYR IRN allied  state at 2024-06-12"},
		{"Chad raised its relations with Niger to ambassadorial level on Monday.", "diplomatic-relations TCD NER ambassadorial 2024-06-10"},
		{"Ghana will recognise Kosovo on Friday, its minister said.", ""},
		{"Peru had already cut its economic ties with Chile.", "economic-relations PER CHL severed "},
		{"“Peru decided on Monday to recognise Kosovo,” the Peruvian minister announced on Tuesday.", "recognition PER XKX recognised 2024-06-10"},
		{"Oman closed its schools on Monday amid the Saudi invasion of Yemen.", "armed-conflict SAU YEM at-war "},
		{"Ann Lee visited China on Monday.", ""},
		{"The European Union imposed sanctions on Crimean officials on Monday.", ""},
		{"The European Union imposed sanctions on Crimean officials and Russia on Monday.", "sanctions EU RUS imposed 2024-06-10"},
		{"Saudi Arabia and Iran agreed on Friday to restore ties, seven years after Riyadh broke off relations with Iran.",
			"diplomatic-relations SAU IRN severed 2017"},
		{"Norway recognised Moroccan sovereignty over Western Sahara.", ""},
		{"Georgia condemned the recognition of Abkhazia by Syria on Monday.", "recognition GEO ABK rejected 2024-06-10; recognition SYR ABK recognised 2024-06-10"},
		{"Japanese firms severed their trade ties with Russia.", ""},
	} {
		in, got := r.read(c.text)
		var lines []string
		for _, x := range r.coder.Relate(in, got) {
			line := strings.Join([]string{x.Kind, x.From, x.To, x.Status, x.Since}, " ")
			if x.Basis == chancery.FromState {
				line += fmt.Sprintf(" state at %s", x.At)
			}
			lines = append(lines, line)
			if len(x.Evidence) == 0 {
				t.Errorf("%s: no words show %s", c.text, line)
			}
		}
		if joined := strings.Join(lines, "; "); joined != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.text, joined, c.want)
		}
	}
}

// TestBeyondTheSentence holds what no rule's example can: deeds taken up from
// sentences before, shared recipients, grounds.
func TestBeyondTheSentence(t *testing.T) {
	r := newReader(t)
	for _, c := range []struct{ name, text, want string }{
		{"a decision", "Ghana expelled two diplomats of Togo. Togo condemned the decision.", "TGO ACCUSE GHA"},
		{"an attack", "Eritrean troops attacked Ethiopia. Kenya condemned the attack.", "KEN ACCUSE ERI"},
		{"a pact", "Chad and Niger signed an agreement. France welcomed the agreement.", "FRA SUPPORT TCD+NER"},
		{"a shared recipient", "Peru closed its embassy in Ecuador and recalled its ambassador.", "PER SANCTION ECU"},
		{"another's deed as ground", "Chile cut ties with Libya over its attack on Egypt.", "LBY ASSAULT EGY"},
		{"a watcher is no doer", "Spain condemned the attack on Mali.", "ESP ACCUSE MLI"},
		{"none", "Kenya imposed no sanctions on Uganda.", "KEN SANCTION UGA negated"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in, got := r.read(c.text)
			var lines []string
			for i := range got {
				lines = append(lines, events.Line(in, &got[i]))
			}
			if !slices.Contains(lines, c.want) {
				t.Errorf("%s\n got %q\nwant %q", c.text, lines, c.want)
			}
			if c.name == "a watcher is no doer" && len(lines) > 1 {
				t.Errorf("%s also gives %q", c.text, lines)
			}
		})
	}
}

// TestReadings holds how the engine reads a sentence, whatever the rule: all
// events that it gives, in order.
func TestReadings(t *testing.T) {
	r := newReader(t)
	for _, c := range []struct{ name, text, want string }{
		{"own people", "Kenyan police arrested a man in Mombasa.", "KEN COERCE KEN"},
		{"others' people", "Israeli troops killed three people in Lebanon.", "ISR ASSAULT LBN"},
		{"a place of one's own", "Turkey imposed a curfew in Diyarbakir.", "TUR COERCE TUR"},
		{"authorities of a place", "An Australian tourist was arrested in Bangkok.", "THA COERCE AUS"},
		{"a bomb's owner", "A British soldier was killed by a roadside bomb near Basra.", "IRQUAF ASSAULT GBR"},
		{"a fire is nobody's", "Indian officials wept after an inferno killed 40 Nepalese pilgrims.", ""},
		{"a subject behind", "Firms should stay, urged Peru.", ""},
		{"to be", "The Chinese and French ministers are to meet in Geneva.", "CHN AGREE FRA"},
		{"a headline's infinitive", "Algerian president to visit Chad", "DZA AGREE TCD"},
		{"a headline without and", "China, Peru hold third security dialogue", "CHN CONSULT PER"},
		{"a round", "China and Japan held a round of talks.", "CHN CONSULT JPN"},
		{"a second object", "Oman gave Yemen a warning.", "OMN REQUEST YEM"},
		{"passive shared", "The Fijian soldier was arrested by Tongan police and refused a visa.", "TON COERCE FJI"},
		{"an aside is no party", "Ghana condemned executions amid unrest in Togo.", ""},
		{"reported is told", "Chad will examine reports that Libyan troops attacked Niger.", "LBY ASSAULT NER"},
		{"of its own to come", "Syria warned that it would attack Israel.", "SYR THREATEN ISR"},
		{"advice against", "Norway advised its citizens against travelling to Yemen.", "NOR CONSULT YEM hypothetical"},
		{"announced for a day to come", "Kenya said on Monday it would expel Somali diplomats on Friday.", "KEN THREATEN SOM"},
		{"announced", "Kenya said on Monday it would expel Somali diplomats.", "KEN SANCTION SOM"},
		{"yet to", "Iraq has yet to recognise Kosovo.", "IRQ SUPPORT XKX negated"},
		{"yet elsewhere", "While the riots were yet to end, Serbia recalled its ambassador from Croatia.", "SRB SANCTION HRV"},
		{"forced", "Ethiopia was forced to release the Kenyan hostages.", "ETH RETREAT KEN"},
		{"home again", "The Danish minister returned to Copenhagen.", ""},
		{"nobody known", "Rebels fought soldiers.", ""},
	} {
		in, got := r.read(c.text)
		var lines []string
		for i := range got {
			lines = append(lines, events.Line(in, &got[i]))
		}
		if joined := strings.Join(lines, "; "); joined != c.want {
			t.Errorf("%s: %s\n got %q\nwant %q", c.name, c.text, joined, c.want)
		}
	}
}

// TestOneAct holds which tellings are one act: the events of a text, each with
// how often it is told again.
func TestOneAct(t *testing.T) {
	r := newReader(t)
	for _, c := range []struct{ name, text, want string }{
		{"told twice", "Peru severed its ties with Chile. “We announce the severance of our ties with Chile,” the Peruvian minister said.", "PER SANCTION CHL 1"},
		{"two dates", "Peru condemned Chile in May. Peru condemned Chile in April.", "PER ACCUSE CHL 0; PER ACCUSE CHL historical 0"},
		{"a date and none", "Peru condemned Chile. Peru condemned Chile on Monday.", "PER ACCUSE CHL 1"},
		{"two numbers", "Israeli troops killed three Lebanese. Israeli troops killed five Lebanese.", "ISR ASSAULT LBN 0; ISR ASSAULT LBN 0"},
		{"two words of force", "Israeli troops bombed Lebanon. Israeli troops invaded Lebanon.", "ISR ASSAULT LBN 0; ISR ASSAULT LBN 0"},
		{"one more", "Peru imposed sanctions on Chile. Peru imposed further sanctions on Chile.", "PER SANCTION CHL 0; PER SANCTION CHL 0"},
		{"not and did", "Peru did not condemn Chile. Peru condemned Chile.", "PER ACCUSE CHL negated 0; PER ACCUSE CHL 0"},
		{"two persons", "Emmanuel Macron met Vladimir Putin on Monday. Macron also met Dmitry Medvedev on Monday.", "FRA CONSULT RUS 0; FRA CONSULT RUS 0"},
		{"a person by two names", "Emmanuel Macron met Vladimir Putin. Macron met Putin on Monday.", "FRA CONSULT RUS 1"},
		{"a standing whoever announces it", "Emmanuel Macron recognised Kosovo on Monday. Foreign minister Stéphane Séjourné recognised Kosovo on Monday.", "FRA SUPPORT XKX 1"},
		{"a headline", "Chad condemns Libya\n\nThe government of Chad condemned Libya. “We condemn Libya,” the Chadian minister said.", "TCD ACCUSE LBY 2"},
		{"two standings", "Peru cut its trade ties with Chile. Peru severed diplomatic relations with Chile.", "PER SANCTION CHL 0; PER SANCTION CHL 0"},
	} {
		in, got := r.read(c.text)
		var lines []string
		for i := range got {
			lines = append(lines, fmt.Sprintf("%s %d", events.Line(in, &got[i]), len(got[i].Also)))
		}
		if joined := strings.Join(lines, "; "); joined != c.want {
			t.Errorf("%s: %s\n got %q\nwant %q", c.name, c.text, joined, c.want)
		}
	}
}

func FuzzCode(f *testing.F) {
	r := newReader(f)
	for _, s := range []string{
		"Ukraine severed diplomatic relations with North Korea.", "", "\x00", "He said he would if they had not.",
		"“We condemn it,” Kyiv said.", "Cut them. Cut it. Which cut that?",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		in, got := r.read(text)
		for i := range got {
			e := &got[i]
			if e.Trigger.Empty() || e.Trigger.End > len(in.Doc.Tokens) || !e.Trigger.Contains(e.Token) {
				t.Fatalf("%q: trigger %+v", text, e.Trigger)
			}
			if e.Quote >= len(in.Said().Quotes) || e.Confidence <= 0 || e.Confidence > 1 {
				t.Fatalf("%q: event %+v", text, e)
			}
		}
	})
}
