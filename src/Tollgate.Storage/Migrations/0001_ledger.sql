-- The books. Money is nano-USD, moments are Unix milliseconds, ids are 16 bytes big-endian (time-ordered).

CREATE TABLE ledger_state (
  id                 INTEGER PRIMARY KEY CHECK (id = 1),
  committed_sequence INTEGER NOT NULL,
  clean              INTEGER NOT NULL,
  latest_ms          INTEGER NOT NULL
);
INSERT INTO ledger_state (id, committed_sequence, clean, latest_ms) VALUES (1, 0, 1, 0);

CREATE TABLE accounts (
  ordinal      INTEGER PRIMARY KEY,
  scope        INTEGER NOT NULL,
  workspace    BLOB    NOT NULL,
  owner        BLOB    NOT NULL,
  name         TEXT    NOT NULL,
  mode         INTEGER NOT NULL,
  window_start INTEGER NOT NULL,
  window_end   INTEGER NOT NULL,
  posted       INTEGER NOT NULL DEFAULT 0,
  suspense     INTEGER NOT NULL DEFAULT 0,
  held         INTEGER NOT NULL DEFAULT 0,
  watermark    INTEGER NOT NULL DEFAULT 0,
  UNIQUE (workspace, scope, owner, name, mode, window_start, window_end)
);
CREATE INDEX accounts_by_end ON accounts (window_end);

-- The same accounts are charged together again and again: each combination is stored once. 0 means none.
CREATE TABLE account_sets (
  id              INTEGER PRIMARY KEY,
  key_account     INTEGER NOT NULL,
  project_account INTEGER NOT NULL,
  workspace_account INTEGER NOT NULL,
  provider        INTEGER NOT NULL,
  key_control     INTEGER NOT NULL,
  project_control INTEGER NOT NULL,
  variance        INTEGER NOT NULL,
  UNIQUE (key_account, project_account, workspace_account, provider, key_control, project_control, variance)
);

-- kind: 5 settle, 7 suspend, 8 resolve, 10 lost slice.
CREATE TABLE transfers (
  id          BLOB    NOT NULL,
  kind        INTEGER NOT NULL,
  at_ms       INTEGER NOT NULL,
  account_set INTEGER NOT NULL,
  amount      INTEGER NOT NULL,
  held        INTEGER NOT NULL,
  variance    INTEGER NOT NULL,
  PRIMARY KEY (id, kind)
) WITHOUT ROWID;
-- Few rows: what is or was in suspense, so that a start need not read all transfers.
CREATE INDEX transfers_in_doubt ON transfers (id, kind) WHERE kind >= 7;

-- Open holds only; call is the draft of the call's log row.
CREATE TABLE holds (
  id          BLOB    NOT NULL PRIMARY KEY,
  at_ms       INTEGER NOT NULL,
  deadline_ms INTEGER NOT NULL,
  amount      INTEGER NOT NULL,
  account_set INTEGER NOT NULL,
  dispatched  INTEGER NOT NULL,
  call        BLOB
) WITHOUT ROWID;
