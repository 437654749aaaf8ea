-- What is told of a pair without a beginning, in the order of pairs: as of a day long
-- ago it is looked up by itself, and what came later is passed over.
CREATE INDEX dyads_pair_undated ON dyads (lo, hi, last_day) WHERE first_day = -2147483648;
