-- What happens to a case after its first path: links, pauses, proposals, answers that were given by other means.

-- What one undid by an older version holds less than this one puts back.
UPDATE acts SET before = NULL;

-- A case follows its lead (a duplicate), or is the same matter again (a recurrence).
ALTER TABLE cases ADD COLUMN lead TEXT REFERENCES cases (id);
ALTER TABLE cases ADD COLUMN link TEXT NOT NULL DEFAULT '' CHECK (link IN ('', 'duplicate', 'recurrence'));
CREATE INDEX cases_lead ON cases (lead) WHERE lead IS NOT NULL;
CREATE INDEX cases_course ON cases (course, n) WHERE course <> '';

-- Since when a deadline stands still; one pause at a time, the earlier ones are in its trace and in the history.
ALTER TABLE deadlines ADD COLUMN paused_on TEXT;

-- What an owner proposes for a measure (R76), and with whom in the line it was cleared (R77).
ALTER TABLE tasks ADD COLUMN proposal TEXT NOT NULL DEFAULT '';
ALTER TABLE tasks ADD COLUMN cleared_with TEXT NOT NULL DEFAULT '';

-- The day on which a letter's message reached its reader by phone, post or in a meeting.
ALTER TABLE outbox ADD COLUMN told_on TEXT;

CREATE INDEX acts_batch ON acts (batch) WHERE batch IS NOT NULL;
