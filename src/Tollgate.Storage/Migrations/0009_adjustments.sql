-- What calls cost at other prices than those that they were charged at. The calls themselves never change, nor does any budget.
CREATE TABLE adjustments (
  workspace    BLOB    NOT NULL,
  request_id   BLOB    NOT NULL,
  number       INTEGER NOT NULL,
  at_ms        INTEGER NOT NULL,
  before       INTEGER NOT NULL,
  after        INTEGER NOT NULL,
  from_version TEXT,
  to_version   TEXT    NOT NULL,
  PRIMARY KEY (workspace, request_id, number)
) WITHOUT ROWID;

-- Each adjustment is posted to both accounts of its workspace: what calls cost more, and the other side of it.
CREATE TABLE reporting_accounts (
  workspace   BLOB    NOT NULL PRIMARY KEY,
  adjusted    INTEGER NOT NULL,
  differences INTEGER NOT NULL
) WITHOUT ROWID;
