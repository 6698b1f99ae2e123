-- How many tries of a mail ended without anybody knowing how: the connection was lost after DATA, or the daemon died
-- with the mail in hand. Each of them may have left a copy with the reader.
ALTER TABLE outbox ADD COLUMN losses INTEGER NOT NULL DEFAULT 0;
