-- Wallets. Tokens are whole numbers, moments are Unix milliseconds, ids are 16 bytes big-endian.

-- issued + purchased = balance + reserved + spent + expired + taken_back. last: number of the newest transaction.
CREATE TABLE wallets (
  workspace  BLOB    NOT NULL,
  mode       INTEGER NOT NULL,
  balance    INTEGER NOT NULL,
  reserved   INTEGER NOT NULL,
  issued     INTEGER NOT NULL,
  purchased  INTEGER NOT NULL,
  spent      INTEGER NOT NULL,
  expired    INTEGER NOT NULL,
  taken_back INTEGER NOT NULL,
  last       INTEGER NOT NULL,
  PRIMARY KEY (workspace, mode)
) WITHOUT ROWID;

-- number: that of the transaction that brought the lot. kind: as there.
CREATE TABLE wallet_lots (
  workspace     BLOB    NOT NULL,
  mode          INTEGER NOT NULL,
  number        INTEGER NOT NULL,
  id            BLOB    NOT NULL,
  kind          INTEGER NOT NULL,
  tokens        INTEGER NOT NULL,
  remaining     INTEGER NOT NULL,
  reserved      INTEGER NOT NULL,
  expires_at_ms INTEGER,
  at_ms         INTEGER NOT NULL,
  PRIMARY KEY (workspace, mode, number)
) WITHOUT ROWID;
CREATE INDEX wallet_lots_alive ON wallet_lots (workspace, mode) WHERE remaining > 0 OR reserved > 0;
CREATE INDEX wallet_lots_by_end ON wallet_lots (expires_at_ms) WHERE expires_at_ms IS NOT NULL AND remaining > 0;

-- Open reservations only. parts: pairs of a lot's number and tokens of it, eight bytes each, little-endian.
CREATE TABLE wallet_reservations (
  workspace BLOB    NOT NULL,
  mode      INTEGER NOT NULL,
  id        BLOB    NOT NULL,
  at_ms     INTEGER NOT NULL,
  server    TEXT    NOT NULL,
  tool      TEXT    NOT NULL,
  tokens    INTEGER NOT NULL,
  api_key   BLOB    NOT NULL,
  parts     BLOB    NOT NULL,
  PRIMARY KEY (workspace, mode, id)
) WITHOUT ROWID;

-- kind: 1 grant, 2 purchase, 3 reserve, 4 commit, 5 refund, 6 reversal, 7 expire, 8 take-back, 9 give-back. balance and reserved: right after it.
CREATE TABLE wallet_transactions (
  workspace BLOB    NOT NULL,
  mode      INTEGER NOT NULL,
  number    INTEGER NOT NULL,
  kind      INTEGER NOT NULL,
  id        BLOB    NOT NULL,
  at_ms     INTEGER NOT NULL,
  tokens    INTEGER NOT NULL,
  balance   INTEGER NOT NULL,
  reserved  INTEGER NOT NULL,
  lot       BLOB,
  server    TEXT,
  tool      TEXT,
  api_key   BLOB,
  reason    TEXT,
  PRIMARY KEY (workspace, mode, number)
) WITHOUT ROWID;
-- Moves are few, and each is looked up by its id before it is made.
CREATE INDEX wallet_moves ON wallet_transactions (workspace, mode, id) WHERE kind IN (1, 2, 7, 8, 9);
