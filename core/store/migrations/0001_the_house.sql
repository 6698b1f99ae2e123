-- The tables that carry the first path (design.md, "Tables"). Instants are UTC as fixed-width ISO-8601 text, written
-- by core.store.values only; dates are local dates. Columns with people's words are named in core.domain.privacy.

CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;

CREATE TABLE counters (kind TEXT NOT NULL, year INTEGER NOT NULL, value INTEGER NOT NULL, PRIMARY KEY (kind, year)) STRICT;

CREATE TABLE units (
  code TEXT PRIMARY KEY, parent TEXT REFERENCES units (code) DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL, name_nb TEXT NOT NULL, name_nn TEXT NOT NULL, name_en TEXT NOT NULL, email TEXT NOT NULL
) STRICT;

CREATE TABLE subjects (
  code TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('course', 'programme')),
  unit TEXT NOT NULL REFERENCES units (code) DEFERRABLE INITIALLY DEFERRED,
  name_nb TEXT NOT NULL, name_en TEXT NOT NULL, PRIMARY KEY (kind, code)
) STRICT;

CREATE TABLE people (
  login TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, language TEXT NOT NULL, active INTEGER NOT NULL
) STRICT;

CREATE TABLE roles (
  unit TEXT NOT NULL REFERENCES units (code) DEFERRABLE INITIALLY DEFERRED, role TEXT NOT NULL,
  login TEXT NOT NULL REFERENCES people (login), course TEXT NOT NULL, PRIMARY KEY (unit, role, login, course)
) STRICT;

CREATE TABLE absences (
  id TEXT PRIMARY KEY, login TEXT NOT NULL REFERENCES people (login), from_on TEXT NOT NULL, to_on TEXT,
  substitute TEXT REFERENCES people (login), source TEXT NOT NULL
) STRICT;

-- An address that a mail server refused for good; a corrected or re-used address is taken off the list.
CREATE TABLE addresses (address TEXT PRIMARY KEY, state TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL) STRICT;

CREATE TABLE cases (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, reference TEXT NOT NULL, state TEXT NOT NULL,
  faculty TEXT NOT NULL, unit TEXT NOT NULL, course TEXT NOT NULL, programme TEXT NOT NULL, title TEXT NOT NULL,
  language TEXT NOT NULL, handler TEXT, received_at TEXT NOT NULL, closed_at TEXT, next_due_on TEXT,
  restricted INTEGER NOT NULL, version INTEGER NOT NULL
) STRICT;
CREATE INDEX cases_reference ON cases (reference);
-- Holds all that a list asks for, in the list's order: its keys are read without touching a case or sorting (views).
CREATE INDEX cases_order ON cases (next_due_on, n, state, faculty, restricted, handler, unit, id, received_at);
CREATE INDEX cases_handler ON cases (handler) WHERE handler IS NOT NULL;

CREATE TABLE deviations (
  "case" TEXT PRIMARY KEY REFERENCES cases (id), area TEXT NOT NULL, category TEXT NOT NULL, description TEXT NOT NULL,
  tried_channels TEXT NOT NULL, severity TEXT, consequence TEXT NOT NULL, cause TEXT NOT NULL, gate TEXT NOT NULL,
  rejection TEXT NOT NULL, reason TEXT NOT NULL, transferred_to TEXT NOT NULL, outcome TEXT NOT NULL,
  answer TEXT NOT NULL, no_measure TEXT NOT NULL, hops INTEGER NOT NULL, masked INTEGER NOT NULL
) STRICT;

-- The reporter's identity, apart from the case (D3), and other parties with an address of their own.
CREATE TABLE parties (
  id TEXT PRIMARY KEY, "case" TEXT NOT NULL REFERENCES cases (id), kind TEXT NOT NULL, name TEXT NOT NULL,
  email TEXT NOT NULL, email_key TEXT NOT NULL, reporter_kind TEXT NOT NULL, language TEXT NOT NULL
) STRICT;
CREATE INDEX parties_case ON parties ("case", kind);
CREATE INDEX parties_email ON parties (email_key);

-- relation: reader (a faculty that passed the case on keeps read access), from (the unit it stood at before), excluded
-- (D18). `who` is a unit or a login.
CREATE TABLE participants (
  "case" TEXT NOT NULL REFERENCES cases (id), who TEXT NOT NULL, relation TEXT NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY ("case", relation, n)
) STRICT;
CREATE INDEX participants_who ON participants (who, relation);

CREATE TABLE consultations (
  "case" TEXT NOT NULL REFERENCES cases (id), n INTEGER NOT NULL, with_login TEXT NOT NULL, on_day TEXT NOT NULL,
  result TEXT NOT NULL, PRIMARY KEY ("case", n)
) STRICT;

CREATE TABLE tasks (
  id TEXT PRIMARY KEY, "case" TEXT NOT NULL REFERENCES cases (id), number INTEGER NOT NULL, kind TEXT NOT NULL,
  owner_kind TEXT NOT NULL, owner TEXT NOT NULL, text TEXT NOT NULL, state TEXT NOT NULL, report TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;
CREATE INDEX tasks_case ON tasks ("case");
CREATE INDEX tasks_declined ON tasks ("case") WHERE state = 'declined';
CREATE INDEX tasks_owner ON tasks (owner, owner_kind);

CREATE TABLE rules (
  id TEXT NOT NULL, version INTEGER NOT NULL, faculty TEXT NOT NULL, content TEXT NOT NULL,
  PRIMARY KEY (id, version, faculty)
) STRICT;

CREATE TABLE deadlines (
  id TEXT PRIMARY KEY, "case" TEXT NOT NULL REFERENCES cases (id), task TEXT REFERENCES tasks (id), kind TEXT NOT NULL,
  owner_kind TEXT NOT NULL, owner TEXT NOT NULL, raw_on TEXT NOT NULL, due_on TEXT NOT NULL, act_on TEXT NOT NULL,
  opened_on TEXT NOT NULL, rule TEXT NOT NULL, trace TEXT NOT NULL, state TEXT NOT NULL, next_on TEXT
) STRICT;
CREATE INDEX deadlines_case ON deadlines ("case");
CREATE INDEX deadlines_next ON deadlines (next_on) WHERE state = 'open';
CREATE INDEX deadlines_owner ON deadlines (owner, owner_kind) WHERE state = 'open';

CREATE TABLE reminders (
  deadline TEXT NOT NULL REFERENCES deadlines (id), due_on TEXT NOT NULL, stage TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (deadline, due_on, stage)
) STRICT;

CREATE TABLE acts (
  n INTEGER PRIMARY KEY, "case" TEXT REFERENCES cases (id), batch TEXT, actor TEXT NOT NULL, on_behalf_of TEXT,
  how TEXT NOT NULL, kind TEXT NOT NULL, task TEXT, at TEXT NOT NULL, note TEXT NOT NULL, "values" TEXT NOT NULL,
  before TEXT, undo_until TEXT, version INTEGER NOT NULL, undoes INTEGER REFERENCES acts (n)
) STRICT;
CREATE INDEX acts_case ON acts ("case", n);
CREATE INDEX acts_before ON acts (undo_until) WHERE before IS NOT NULL;

-- losses: how many tries ended without anybody knowing how, each of which may have left a copy with the reader.
CREATE TABLE outbox (
  n INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, act INTEGER REFERENCES acts (n), "case" TEXT REFERENCES cases (id),
  to_kind TEXT NOT NULL, to_id TEXT NOT NULL, template TEXT NOT NULL, facts TEXT NOT NULL, priority INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'held', 'sent', 'unknown', 'failed', 'cancelled')),
  not_before TEXT NOT NULL, attempts INTEGER NOT NULL, losses INTEGER NOT NULL DEFAULT 0, lease_until TEXT, message_id TEXT, date TEXT, bytes BLOB,
  subject TEXT NOT NULL, digest TEXT NOT NULL, answer TEXT NOT NULL, sent_at TEXT, created_at TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_due ON outbox (priority, not_before) WHERE state IN ('waiting', 'unknown');
CREATE INDEX outbox_state ON outbox (state, n);
CREATE INDEX outbox_case ON outbox ("case");
CREATE INDEX outbox_act ON outbox (act) WHERE act IS NOT NULL;

CREATE TABLE outbox_lines (
  outbox INTEGER NOT NULL REFERENCES outbox (n), deadline TEXT NOT NULL REFERENCES deadlines (id),
  due_on TEXT NOT NULL, stage TEXT NOT NULL, role TEXT NOT NULL, PRIMARY KEY (outbox, deadline)
) STRICT;

-- What an import has seen: an HMAC of the row, so that a masked case is still "unchanged".
CREATE TABLE imports (
  source TEXT NOT NULL, reference TEXT NOT NULL, hmac BLOB NOT NULL, "case" TEXT NOT NULL REFERENCES cases (id),
  PRIMARY KEY (source, reference)
) STRICT;

CREATE TABLE drafts (
  login TEXT NOT NULL, "case" TEXT NOT NULL, field TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (login, "case", field)
) STRICT;

CREATE TABLE seen (login TEXT NOT NULL, "case" TEXT NOT NULL, version INTEGER NOT NULL, at TEXT NOT NULL, PRIMARY KEY (login, "case")) STRICT;

CREATE VIRTUAL TABLE search USING fts5 (
  number, title, body, scope, tokenize = "unicode61 remove_diacritics 0", prefix = '1 2 3 4'
);
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
