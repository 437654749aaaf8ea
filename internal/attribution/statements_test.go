package attribution

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"chancery"
	"chancery/internal/language"
	"chancery/internal/names"
)

// TestStatements reads sentences of all shapes. A statement is written as
// kind: source | cue | content, with " via X" behind it; words held at a
// distance as scare: words.
func TestStatements(t *testing.T) {
	r := newReader(t)
	for _, c := range statements {
		doc, _, found := r.lines(c.text)
		got := described(doc, found)
		if want := strings.Join(c.want, "; "); got != want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, want)
		}
	}
	if len(statements) < 50 {
		t.Errorf("only %d cases", len(statements))
	}
}

var statements = []struct {
	text string
	want []string
}{
	// Words in quotation marks.
	{"“We will not yield to threats,” the minister said on Monday.", []string{"direct: the minister | said | We will not yield to threats"}},
	{"\"We will not yield to threats,\" the minister said on Monday.", []string{"direct: the minister | said | We will not yield to threats"}},
	{"‘We have lost the town,’ the general said.", []string{"direct: the general | said | We have lost the town"}},
	{"The minister said: “We will not yield to threats.”", []string{"direct: The minister | said | We will not yield to threats."}},
	{"The minister told reporters, “We will not yield to threats.”", []string{"direct: The minister | told | We will not yield to threats."}},
	{"“Why did they come here?” the governor asked.", []string{"direct: the governor | asked | Why did they come here?"}},
	{"“Nobody was hurt,” said Amara Diallo, the governor of the province.", []string{"direct: Amara Diallo, the governor of the province | said | Nobody was hurt"}},
	{"“The bridge,” the governor said, “was closed before dawn and nobody was hurt.”", []string{"direct: the governor | said | The bridge / was closed before dawn and nobody was hurt."}},
	{"“The bridge was closed,” the governor said. “Nobody was hurt in the blast.”", []string{"direct: the governor | said | The bridge was closed / Nobody was hurt in the blast."}},
	{"“It is over,” she said. “We have lost.”", []string{"direct: she | said | It is over / We have lost."}},
	{"“He told me ‘go home’ and I went home,” the sailor said.", []string{"direct: the sailor | said | He told me ‘go home’ and I went home", "scare: go home"}},
	{"“The bridge is gone,” the governor said.\n“We will build it again before winter.”", []string{"direct: the governor | said | The bridge is gone", "direct: the governor | - | We will build it again before winter."}},
	{"The governor said: “The bridge is gone.\n“We will build it again before winter.”", []string{"direct: The governor | said | The bridge is gone. / We will build it again before winter."}},
	{"“We will answer in kind,” the minister said, according to a translation by the Interfax agency.", []string{"direct: the minister | said | We will answer in kind via the Interfax agency"}},
	{"The statement continued: “Nobody was hurt in the blast.”", []string{"direct: The statement | continued | Nobody was hurt in the blast."}},
	{"“I cannot believe what they did,” the nurse said.", []string{"direct: the nurse | said | I cannot believe what they did"}},

	// Words partly in quotation marks.
	{"The plan is “a gift to the rebels who burned our villages,” the governor said.", []string{"mixed: the governor | said | The plan is / a gift to the rebels who burned our villages"}},
	{"The governor said the plan was “a gift to the rebels who burned our villages”.", []string{"mixed: The governor | said | the plan was / a gift to the rebels who burned our villages"}},

	{"The two sides agreed to “deepen and widen their trade,” a statement from Togo claimed.", []string{"mixed: a statement from Togo | claimed | The two sides agreed to / deepen and widen their trade", "mixed: The two sides | agreed | to / deepen and widen their trade"}},
	{"The head of the “Free Valley Republic,” a lawyer, left the town.", []string{"scare: Free Valley Republic"}},

	// A clause that is said.
	{"The governor said that the bridge was closed.", []string{"indirect: The governor | said | that the bridge was closed"}},
	{"The governor said the bridge was closed.", []string{"indirect: The governor | said | the bridge was closed"}},
	{"The governor said the bridge was closed and that nobody was hurt.", []string{"indirect: The governor | said | the bridge was closed and that nobody was hurt"}},
	{"The governor, who was elected in May, said the bridge was closed.", []string{"indirect: The governor, who was elected in May | said | the bridge was closed"}},
	{"The bridge, the governor said, was closed before dawn.", []string{"indirect: the governor | said | The bridge / was closed before dawn"}},
	{"The bridge was closed before dawn, the governor said.", []string{"indirect: the governor | said | The bridge was closed before dawn"}},
	{"The talks have failed, the envoy told the newspaper.", []string{"indirect: the envoy | told | The talks have failed"}},
	{"The governor denied that the bridge was closed.", []string{"indirect: The governor | denied | that the bridge was closed"}},
	{"Ghana warned that the border would be closed.", []string{"indirect: Ghana | warned | that the border would be closed"}},
	{"The ministry said it was concerned about the shelling.", []string{"indirect: The ministry | said | it was concerned about the shelling"}},
	{"The minister said in a statement that the bridge was closed.", []string{"indirect: The minister | said in a statement | that the bridge was closed"}},
	{"The envoy’s claim that the bridge was shelled is false.", []string{"indirect: The envoy’s | claim | that the bridge was shelled"}},
	{"The minister will say that the bridge was closed.", []string{"indirect: The minister | will say | that the bridge was closed"}},

	// Cues of fixed words.
	{"According to the ministry, the bridge was closed.", []string{"indirect: the ministry | According to | the bridge was closed"}},
	{"The bridge was closed, according to the ministry.", []string{"indirect: the ministry | according to | The bridge was closed"}},
	{"The bridge, according to the ministry, was closed.", []string{"indirect: the ministry | according to | The bridge / was closed"}},
	{"The army reportedly left the town.", []string{"indirect: - | reportedly | The army / left the town"}},

	// The passive.
	{"The minister was quoted as saying that the bridge was closed.", []string{"indirect: The minister | was quoted as saying | that the bridge was closed"}},
	{"Ghana was accused of arming the rebels.", []string{"indirect: - | was accused of | Ghana / arming the rebels"}},
	{"The rebels were warned not to cross the river.", []string{"indirect: - | were warned | The rebels / not to cross the river"}},
	{"The queen is expected to travel to Oslo.", []string{"indirect: - | is expected | The queen / to travel to Oslo"}},

	// One who hands on what another said.
	{"The agency reported that the minister said the bridge was closed.", []string{
		"indirect: The agency | reported | that the minister said the bridge was closed",
		"indirect: the minister | said | the bridge was closed via The agency"}},

	// Who is quoted by another.
	{"The agency quoted the minister as saying that the bridge was closed.", []string{
		"indirect: the minister | quoted | that the bridge was closed via The agency"}},
	{"An official was quoted by the newspaper as saying the bridge was closed.", []string{
		"indirect: An official | was quoted | the bridge was closed via the newspaper"}},
	{"“The bridge is closed,” the agency quoted the mayor as saying.", []string{
		"direct: the mayor | quoted | The bridge is closed via the agency"}},
	{"“The bridge is closed,” the mayor was quoted by the agency as saying.", []string{
		"direct: the mayor | was quoted | The bridge is closed via the agency"}},
	{"The bridge is closed, the agency said, quoting the mayor as saying that “the work is done”.", []string{
		"indirect: the agency | said | The bridge is closed",
		"direct: the mayor | quoting | the work is done via the agency"}},

	// Judgements, demands and plans.
	{"Ghana accused Togo of arming the rebels.", []string{"indirect: Ghana | accused | Togo of arming the rebels"}},
	{"Ghana demanded the release of its sailors.", []string{"indirect: Ghana | demanded | the release of its sailors"}},
	{"Ghana urged Togo to release the sailors.", []string{"indirect: Ghana | urged | Togo to release the sailors"}},
	{"Ghana promised to send more troops.", []string{"indirect: Ghana | promised | to send more troops"}},
	{"Ghana announced plans to close the border.", []string{"indirect: Ghana | announced | plans to close the border"}},
	{"The envoy criticised the vote.", []string{"indirect: The envoy | criticised | the vote"}},
	{"The envoy called for an inquiry into the shelling.", []string{"indirect: The envoy | called for | an inquiry into the shelling"}},
	{"The envoy thanked Ghana for its help.", []string{"indirect: The envoy | thanked | Ghana for its help"}},

	// Words that are only set beside a name.
	{"HANSEN: We lost the harbour in a day.", []string{"direct: HANSEN | : | We lost the harbour in a day"}},
	{"SEN. OKORO: Who gave the order?\nHANSEN: Nobody did.", []string{"direct: SEN. OKORO | : | Who gave the order", "direct: HANSEN | : | Nobody did"}},
	{"“The harbour is lost and nobody came to help us.” — Ada Okoro", []string{"direct: Ada Okoro | — | The harbour is lost and nobody came to help us."}},
	{"“The harbour is lost and nobody came.” ― Ada Okoro “We were left alone for a week.” ― Jan Hansen", []string{
		"direct: Ada Okoro | ― | The harbour is lost and nobody came.", "direct: Jan Hansen | ― | We were left alone for a week."}},
	{"The governor said:\n“The bridge is gone, and the road with it.”", []string{"direct: The governor | said | The bridge is gone, and the road with it."}},
	{"The governor said he was tired. “We have lost the bridge and the road.”", []string{
		"mixed: The governor | said | he was tired / We have lost the bridge and the road."}},

	{"The governor said he would go.\nThe words in full:\n\"I came to this valley as a boy.\n\"I leave it as an old man.\"", []string{
		"indirect: The governor | said | he would go", "direct: The governor | - | I came to this valley as a boy.",
		"direct: The governor | - | I leave it as an old man."}},
	{"Sen. Ada Okoro (North): “Who gave the order to leave the harbour?”", []string{
		"direct: Sen. Ada Okoro (North) | : | Who gave the order to leave the harbour?"}},

	// What the model adds to the rules, and the deeds that it must leave alone.
	{"The envoy has no doubt that the war will end.", []string{"indirect: The envoy | has no doubt | that the war will end"}},
	{"The soldiers stormed the palace and seized the radio station.", nil},
	{"The navy sank two boats off the coast.", nil},

	// Headlines.
	{"Border will be closed, says minister", []string{"indirect: minister | says | Border will be closed"}},
	{"Minister says border will be closed", []string{"indirect: Minister | says | border will be closed"}},

	// Words held at a distance, and nothing said at all.
	{"The “liberation” of the town took a month.", []string{"scare: liberation"}},
	{"The so-called “people’s republic” has no embassies.", []string{"scare: people’s republic"}},
	{"The troops crossed the river at dawn.", nil},
	{"Heavy rain fell on the coast.", nil},
	{"The committee met in Accra on Monday.", nil},
	{"The rebels attacked the port with rockets.", nil},
	{"The storm continued to get stronger.", nil},
	{"The army continued to advance.", nil},
	{"The police held him for allegedly stealing the ships.", []string{"indirect: - | allegedly | stealing the ships"}},
	{"The bank, which the minister criticised, closed its doors.", nil},
	{"The minister said nothing.", nil},
	{"", nil},
}

// lines reads a text each line of which is a paragraph.
func (r *reader) lines(text string) (*language.Doc, *names.Result, *Result) {
	var paragraphs []chancery.Span
	at := 0
	for line := range strings.SplitSeq(text, "\n") {
		n := utf8.RuneCountInString(line)
		paragraphs = append(paragraphs, chancery.Span{Start: at, End: at + n})
		at += n + 1
	}
	doc := r.eng.Analyze(text, paragraphs)
	who := r.names.Resolve(doc, "")
	return doc, who, r.said.Find(doc, who)
}

// described writes what was found in a text.
func described(doc *language.Doc, found *Result) string {
	var out []string
	for i := range found.Quotes {
		q := &found.Quotes[i]
		s := string(q.Kind) + ": " + line(doc, q)
		for _, v := range q.Via {
			s += " via " + words(doc, v.Range)
		}
		out = append(out, s)
	}
	for _, s := range found.Scare {
		out = append(out, "scare: "+words(doc, s))
	}
	return strings.Join(out, "; ")
}

// check demands what holds of every result.
func check(t *testing.T, doc *language.Doc, who *names.Result, found *Result) {
	t.Helper()
	n := len(doc.Tokens)
	inside := func(what string, r language.Range) {
		if r.First < 0 || r.End > n || r.First > r.End {
			t.Fatalf("%q: %s %+v of %d tokens", doc.Text, what, r, n)
		}
	}
	seen := map[string]bool{}
	for k, q := range found.Quotes {
		inside("cue", q.Cue)
		inside("source", q.Source.Range)
		for _, v := range append(slices.Clone(q.Via), q.Source) {
			inside("voice", v.Range)
			if v.Mention < -1 || v.Mention >= len(who.Mentions) {
				t.Fatalf("%q: mention %d of %d", doc.Text, v.Mention, len(who.Mentions))
			}
		}
		if len(q.Content) == 0 {
			t.Fatalf("%q: quote %d says nothing", doc.Text, k)
		}
		last := -1
		for _, c := range q.Content {
			inside("content", c)
			if c.Empty() || c.First <= last {
				t.Fatalf("%q: contents %+v", doc.Text, q.Content)
			}
			last = c.End - 1
		}
		if k > 0 && found.Quotes[k-1].Content[0].First > q.Content[0].First {
			t.Fatalf("%q: quote %d begins before the one in front of it", doc.Text, k)
		}
		if key := words(doc, q.Source.Range) + "|" + words(doc, q.Cue) + "|" + words(doc, q.Content...); seen[key] && q.Cue.Empty() {
			t.Fatalf("%q: twice %s", doc.Text, key)
		} else {
			seen[key] = true
		}
	}
	for i := range n {
		k := found.Of(i)
		if k < -1 || k >= len(found.Quotes) {
			t.Fatalf("%q: Of(%d) is %d", doc.Text, i, k)
		}
		holds := func(q *Quote) bool {
			return slices.ContainsFunc(q.Content, func(c language.Range) bool { return c.Contains(i) })
		}
		if k >= 0 && !holds(&found.Quotes[k]) {
			t.Fatalf("%q: quote %d does not hold token %d", doc.Text, k, i)
		}
		for m := range found.Quotes {
			if k < 0 && holds(&found.Quotes[m]) {
				t.Fatalf("%q: quote %d holds token %d, Of knows none", doc.Text, m, i)
			}
		}
	}
	for _, s := range found.Scare {
		inside("scare", s)
	}
}

func TestProperties(t *testing.T) {
	r := newReader(t)
	var all []string
	for _, c := range statements {
		all = append(all, c.text)
		doc, who, found := r.lines(c.text)
		check(t, doc, who, found)
	}
	doc, who, found := r.find(strings.Join(all, " "))
	check(t, doc, who, found)
	doc, who, found = r.lines(strings.Join(all, "\n"))
	check(t, doc, who, found)
	if len(found.Quotes) < 40 {
		t.Errorf("%d quotes in all sentences together", len(found.Quotes))
	}
	if again := described(doc, r.said.Find(doc, who)); again != described(doc, found) {
		t.Error("two readings differ")
	}
	bare := r.said.Find(doc, nil)
	for _, q := range bare.Quotes {
		if q.Source.Mention != -1 {
			t.Errorf("a mention %d without names", q.Source.Mention)
		}
	}
}

func FuzzFind(f *testing.F) {
	r := newReader(f)
	for _, c := range statements {
		f.Add(c.text)
	}
	f.Add("“")
	f.Add("\"\" '' `` ‘’ «» said \"")
	f.Add("said said said that that, said: “said” according to")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4000 {
			return
		}
		doc, who, found := r.lines(text)
		check(t, doc, who, found)
	})
}

func BenchmarkFind(b *testing.B) {
	r := newReader(b)
	var all []string
	for _, c := range statements {
		all = append(all, c.text)
	}
	doc := r.eng.Analyze(strings.Join(all, "\n"), nil)
	who := r.names.Resolve(doc, "")
	b.ReportMetric(float64(len(doc.Tokens)), "tokens/op")
	for b.Loop() {
		r.said.Find(doc, who)
	}
}
