-- Whose money a transfer moves, if a webmaster's: a statement reads the transfers of one webmaster by time.
ALTER TABLE transfer ADD COLUMN webmaster_id TEXT GENERATED ALWAYS AS (CASE
  WHEN substr(debit, 1, 10) = 'webmaster:' THEN substr(debit, 11, instr(substr(debit, 11), ':') - 1)
  WHEN substr(credit, 1, 10) = 'webmaster:' THEN substr(credit, 11, instr(substr(credit, 11), ':') - 1) END) VIRTUAL;
CREATE INDEX transfer_by_webmaster ON transfer (webmaster_id, posted_at, id) WHERE webmaster_id IS NOT NULL;
