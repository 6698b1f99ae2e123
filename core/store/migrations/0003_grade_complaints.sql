-- The second kind of case: complaints on grades, and what they do to diplomas that are out (workflow.md §4).

-- Dates are local dates. Small lists that only the rules read stand as JSON (grades, letters, steps, locks, flags,
-- protocol), as the gate's answers do; the student is the case's reporter.
CREATE TABLE complaints (
  "case" TEXT PRIMARY KEY REFERENCES cases (id),
  type TEXT NOT NULL CHECK (type IN ('BEGRUNNELSE', 'FORMELL FEIL', 'SENSUR')),
  student_number TEXT NOT NULL, term TEXT NOT NULL, part TEXT NOT NULL, part_weight INTEGER,
  announced TEXT NOT NULL, received_on TEXT NOT NULL, sent_on TEXT, explanation_given TEXT, formal_decided_on TEXT,
  original_grade TEXT NOT NULL, scale TEXT NOT NULL CHECK (scale IN ('letters', 'passfail')),
  journal_number TEXT NOT NULL, student_reasons TEXT NOT NULL, remark TEXT NOT NULL, late_accepted TEXT NOT NULL,
  grades TEXT NOT NULL, gap INTEGER, third INTEGER NOT NULL, log_deleted INTEGER NOT NULL,
  decision TEXT CHECK (decision IN ('GUNST', 'UGUNST', 'UENDRET', 'AVVIST', 'TRUKKET')), basis TEXT NOT NULL,
  decided_on TEXT, told_on TEXT, reason TEXT NOT NULL, appealed_on TEXT, total_on TEXT, protocol TEXT,
  corrected_on TEXT, blocked INTEGER NOT NULL, postponed_until TEXT,
  diploma_kind TEXT NOT NULL CHECK (diploma_kind IN ('none', 'paper', 'digital', 'both')), diploma_state TEXT NOT NULL,
  diploma_issued_on TEXT, diploma_known_on TEXT, diploma_returned_on TEXT, diploma_posted_on TEXT,
  locks TEXT NOT NULL, letters TEXT NOT NULL, steps TEXT NOT NULL, flags TEXT NOT NULL, masked INTEGER NOT NULL
) STRICT;
-- A student's other complaints: one open one of a type on a part, and what came of a sibling starts the clock anew.
CREATE INDEX complaints_student ON complaints (student_number, term);

CREATE TABLE complaint_parts (
  "case" TEXT NOT NULL REFERENCES complaints ("case"), n INTEGER NOT NULL, part TEXT NOT NULL,
  weight INTEGER NOT NULL, grade TEXT NOT NULL, PRIMARY KEY ("case", n)
) STRICT;

CREATE TABLE commissions (
  id TEXT PRIMARY KEY, "case" TEXT NOT NULL REFERENCES complaints ("case"), round INTEGER NOT NULL,
  number TEXT NOT NULL, sent_on TEXT, due_on TEXT, UNIQUE ("case", round)
) STRICT;

-- Name and address of an examiner are a named party's of the case, in `parties`.
CREATE TABLE examiners (
  commission TEXT NOT NULL REFERENCES commissions (id), n INTEGER NOT NULL, party TEXT NOT NULL REFERENCES parties (id),
  external INTEGER NOT NULL, PRIMARY KEY (commission, n)
) STRICT;
CREATE INDEX examiners_party ON examiners (party);

-- What lapses when its date is missed (core.domain.complaint.lapse): looked for every working day.
CREATE INDEX deadlines_lapsing ON deadlines (due_on) WHERE state = 'open' AND kind = 'diploma_return';

-- A list holds one kind of case, or the rights of both: the kind is read from the index of its order too.
DROP INDEX cases_order;
CREATE INDEX cases_order ON cases (next_due_on, n, state, faculty, restricted, handler, unit, id, received_at, kind);
