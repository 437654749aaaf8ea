package events

// CodeAsking is Code, but it asks who says "we" whether that may matter or not.
func (c *Coder) CodeAsking(in Input) []Event {
	t := c.tree(in)
	t.worthAsking = func() bool { return true }
	return c.code(t, in)
}

// StandingsAsking are the standings of a document, asking as CodeAsking does, or as Code does.
func (c *Coder) StandingsAsking(in Input, always bool) []Standing {
	t := c.tree(in)
	if always {
		t.worthAsking = func() bool { return true }
	}
	return c.standings(t, in)
}
