package web

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"chancery"
	"chancery/internal/ledger"
)

// Judging is what a reviewer makes of a claim.
type Judging struct {
	Verdict chancery.Verdict `json:"verdict" enum:"accepted,rejected,corrected" doc:"what is made of the claim"`
	Note    string           `json:"note,omitempty" maxLength:"2000" doc:"why"`
	Instead *Correction      `json:"instead,omitempty" doc:"with corrected: what the claim should be"`
}

// Correction is what a claim should be; what is left out stays as it is.
type Correction struct {
	Type       *string          `json:"type,omitempty" maxLength:"20"`
	Mode       *string          `json:"mode,omitempty" maxLength:"50"`
	Date       *string          `json:"date,omitempty" maxLength:"10" doc:"YYYY-MM-DD, YYYY-MM or YYYY"`
	Modality   *string          `json:"modality,omitempty" maxLength:"20"`
	Kind       *string          `json:"kind,omitempty" maxLength:"50" doc:"of relation; empty for none"`
	Status     *string          `json:"status,omitempty" maxLength:"50"`
	What       *string          `json:"what,omitempty" maxLength:"500" doc:"the territory or treaty"`
	Since      *string          `json:"since,omitempty" maxLength:"10" doc:"of a standing"`
	Until      *string          `json:"until,omitempty" maxLength:"10" doc:"of a standing"`
	Actors     []CorrectedParty `json:"actors,omitempty" maxItems:"50"`
	Recipients []CorrectedParty `json:"recipients,omitempty" maxItems:"50" doc:"an empty list: towards nobody"`
	Trigger    *chancery.Span   `json:"trigger,omitempty" doc:"the words that tell it first, in code points of the document's text"`
}

// CorrectedParty is a side of a corrected claim: a code or a name, and the words that
// name it. Without words, those that named this side before are kept.
type CorrectedParty struct {
	Code  string         `json:"code" maxLength:"200"`
	Words *chancery.Span `json:"words,omitempty" doc:"in code points of the document's text"`
}

// judge records what whoever sends a request makes of a claim, in the ledger and in the
// audit log.
func (s *Server) judge(r *http.Request, id string, in *Judging) error {
	ctx, who := r.Context(), s.visitor(r)
	if !who.Review {
		return errNoReviewer
	}
	if !isClaimID(id) {
		return notFound("%q is no id of a claim; it has 48 hexadecimal digits.", id)
	}
	if len(in.Note) > mostNote {
		return badRequest("note: it is longer than %d bytes", mostNote)
	}
	c, err := s.ledger.Claim(ctx, id)
	if err != nil {
		return err
	}
	if c.Class == chancery.VerdictClaim {
		return badRequest("Claim %s is itself a verdict; judge the claim it is about, %s.", id, c.About)
	}
	j := ledger.Judgement{Claim: id, Verdict: in.Verdict, By: who.Name, Note: strings.TrimSpace(in.Note)}
	switch in.Verdict {
	case chancery.Accepted, chancery.Rejected:
		if in.Instead != nil {
			return badRequest("instead: it goes with the verdict corrected alone")
		}
	case chancery.Corrected:
		if in.Instead == nil {
			return badRequest("instead: a correction needs what the claim should be")
		}
		if err := s.correct(ctx, &c, in.Instead); err != nil {
			return err
		}
		j.Instead = &c
	default:
		return badRequest("verdict: it is accepted, rejected or corrected, not %q", in.Verdict)
	}
	if err := s.ledger.Judge(ctx, j, s.o.Now()); err != nil {
		return err
	}
	s.guard.Note(r, "verdict", slog.String("claim", id), slog.String("verdict", string(in.Verdict)))
	return nil
}

// mostNote is how many bytes a note may have.
const mostNote = 4000

// correct makes a claim what it should be, and refuses what the tables do not know.
func (s *Server) correct(ctx context.Context, c *chancery.Claim, in *Correction) error {
	if in.Type != nil && *in.Type != c.Type && in.Mode == nil {
		c.Mode = "" // modes are those of a type
	}
	for _, f := range []struct {
		to   *string
		from *string
	}{
		{&c.Type, in.Type}, {&c.Mode, in.Mode}, {&c.Date, in.Date}, {(*string)(&c.Modality), in.Modality},
		{&c.Kind, in.Kind}, {&c.Status, in.Status}, {&c.What, in.What}, {&c.Since, in.Since}, {&c.Until, in.Until},
	} {
		if f.from != nil {
			*f.to = strings.TrimSpace(*f.from)
		}
	}
	if c.Kind == "" {
		c.Status, c.What = "", ""
	}
	src, err := s.ledger.Source(ctx, c.Source)
	if err != nil {
		return err
	}
	text := []rune(src.Text)
	if in.Actors != nil {
		if c.Actors, err = s.parties(c.Actors, in.Actors, text); err != nil {
			return err
		}
	}
	if in.Recipients != nil {
		if c.Recipients, err = s.parties(c.Recipients, in.Recipients, text); err != nil {
			return err
		}
	}
	if in.Trigger != nil && len(c.Told) > 0 {
		if !within(*in.Trigger, text) {
			return badRequest("trigger: %d to %d lie outside the text of %d code points", in.Trigger.Start, in.Trigger.End, len(text))
		}
		c.Told = slices.Clone(c.Told)
		c.Told[0].Trigger = chancery.Words{Span: *in.Trigger, Text: string(text[in.Trigger.Start:in.Trigger.End])}
	}
	return s.sensible(c)
}

// within tells whether a span holds something of a text.
func within(s chancery.Span, text []rune) bool {
	return s.Start >= 0 && s.Start < s.End && s.End <= len(text)
}

// sensible refuses a correction that the tables do not know.
func (s *Server) sensible(c *chancery.Claim) error {
	for name, d := range map[string]string{"date": c.Date, "since": c.Since, "until": c.Until} {
		if _, err := ledger.ParseDate(d); err != nil {
			return badRequest("%s: it takes YYYY-MM-DD, YYYY-MM or YYYY, not %q", name, d)
		}
	}
	switch {
	case c.Class == chancery.EventClaim && !s.events.IsType(c.Type):
		return badRequest("type: there is no type of event %q; there are %s", c.Type, strings.Join(s.events.Types(), ", "))
	case c.Class == chancery.EventClaim && !s.events.HasMode(c.Type, c.Mode):
		return badRequest("mode: %s has no mode %q; there are %s", c.Type, c.Mode, strings.Join(s.events.Modes(c.Type), ", "))
	case c.Class == chancery.EventClaim && !slices.Contains(modalities(), string(c.Modality)):
		return badRequest("modality: it is one of %s, not %q", strings.Join(modalities(), ", "), c.Modality)
	case c.Kind != "" && !s.events.IsRelation(c.Kind, c.Status):
		return badRequest("status: %q is no status of a relation of the kind %q", c.Status, c.Kind)
	case c.Class == chancery.StateClaim && c.Kind == "":
		return badRequest("kind: a standing needs a kind of relation")
	case len(c.Actors) == 0:
		return badRequest("actors: somebody must have done it; reject the claim if nobody did")
	}
	return nil
}

func modalities() []string {
	return []string{string(chancery.Asserted), string(chancery.Future), string(chancery.Hypothetical), string(chancery.Negated), string(chancery.Historical)}
}

// mostParties is how many a side may be.
const mostParties = 50

// parties are corrected sides; those that stood there before keep their words and
// sector.
func (s *Server) parties(before []chancery.Party, in []CorrectedParty, text []rune) ([]chancery.Party, error) {
	if len(in) > mostParties {
		return nil, badRequest("a side is %d parties at most, not %d", mostParties, len(in))
	}
	var out []chancery.Party
	for _, p := range in {
		code, err := s.code(p.Code)
		if err != nil {
			return nil, badRequest("%v", err)
		}
		if code == "" || strings.ContainsFunc(code, func(r rune) bool { return r < ' ' || r == ',' }) || slices.ContainsFunc(out, func(o chancery.Party) bool { return o.Code == code }) {
			continue
		}
		side := chancery.Party{Code: code, Country: s.directory.Country(code)}
		if i := slices.IndexFunc(before, func(o chancery.Party) bool { return o.Code == code }); i >= 0 {
			side = before[i]
		}
		if p.Words != nil {
			if !within(*p.Words, text) {
				return nil, badRequest("words: %d to %d lie outside the text of %d code points", p.Words.Start, p.Words.End, len(text))
			}
			side.Words = &chancery.Words{Span: *p.Words, Text: string(text[p.Words.Start:p.Words.End])}
		}
		out = append(out, side)
	}
	return out, nil
}

// passedOver is the verdict of a form that is none: on to the next claim.
const passedOver chancery.Verdict = "skipped"

// mostForm is how many bytes a form may have.
const mostForm = 64 << 10

// judgeForm answers the forms of the review page, and of the reader.
func (s *Server) judgeForm(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, mostForm)
	if err := r.ParseForm(); err != nil {
		s.refuse(w, r, badRequest("The form could not be read: %v.", err))
		return
	}
	id := r.PathValue("id")
	in, err := judgingOf(r.PostForm)
	if err == nil && in.Verdict != passedOver {
		err = s.judge(r, id, in)
	}
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	next, err := s.onward(r.Context(), id, r.PostForm)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	if !wantsJSON(r) {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]string{"claim": id, "verdict": string(in.Verdict), "next": next})
}

// onward is where a reviewer goes after a verdict: back to the claim's page or document,
// if he came from there, else on in the queue. It is made of parts that are checked, so that a
// forged form leads nowhere else.
func (s *Server) onward(ctx context.Context, id string, form url.Values) (string, error) {
	switch form.Get("back") {
	case "source":
		c, err := s.ledger.Claim(ctx, id)
		return "/source/" + c.Source + "#c-" + id, err
	case "claim":
		if isClaimID(id) {
			return "/claim/" + id, nil
		}
	}
	asked, err := url.ParseQuery(form.Get("query"))
	if err != nil {
		asked = nil
	}
	q := url.Values{}
	for _, name := range []string{"by", "type", "publisher", "limit", "cursor"} {
		if v := asked.Get(name); v != "" && len(v) <= maxParameter {
			q.Set(name, v)
		}
	}
	next := "/review"
	if len(q) > 0 {
		next += "?" + q.Encode()
	}
	if following := form.Get("next"); isClaimID(following) {
		next += "#c-" + following
	}
	return next, nil
}

// wantsJSON tells whether a request is a script's that wants an answer as JSON.
func wantsJSON(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "application/json")
}

// refuse tells an error as whoever asked wants it.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if !wantsJSON(r) {
		s.fail(w, r, err)
		return
	}
	problem := s.problem(r.Context(), err).(huma.StatusError)
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(problem.GetStatus())
	json.NewEncoder(w).Encode(problem)
}

// judgeQuestion is a verdict sent to the API.
type judgeQuestion struct {
	ID   string `path:"id" maxLength:"64" doc:"the claim's id: 48 hexadecimal digits"`
	Body Judging
}

// judgeJSON records a verdict sent to the API and answers with the claim and all that
// was made of it.
func (s *Server) judgeJSON(ctx context.Context, q *judgeQuestion) (*struct{ Body *ledger.Judged }, error) {
	r, _ := ctx.Value(requestKey{}).(*http.Request)
	if err := s.judge(r, q.ID, &q.Body); err != nil {
		return nil, s.problem(ctx, err)
	}
	j, err := s.ledger.JudgedClaim(ctx, q.ID)
	if err != nil {
		return nil, s.problem(ctx, err)
	}
	return &struct{ Body *ledger.Judged }{&j}, nil
}

// requestKey is under what an operation of the API finds the request that asks it.
type requestKey struct{}

// knowRequest tells an operation which request asks it.
func (s *Server) knowRequest(ctx huma.Context, next func(huma.Context)) {
	r, _ := humago.Unwrap(ctx)
	next(huma.WithValue(ctx, requestKey{}, r))
}
