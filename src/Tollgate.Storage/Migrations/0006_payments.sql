-- Payments for tokens, automatic top-ups, who pays, and the events that payment methods sent. mode: 1 live, 2 test.

-- A row is there before anything is asked of the payment method. Amounts in US cents. reversals: JSON. type, state: as in PaymentType, PaymentState.
CREATE TABLE payments (
  id             BLOB    NOT NULL PRIMARY KEY,
  workspace      BLOB    NOT NULL,
  mode           INTEGER NOT NULL,
  type           INTEGER NOT NULL,
  state          INTEGER NOT NULL,
  cents          INTEGER NOT NULL,
  tokens         INTEGER NOT NULL,
  attempt        INTEGER NOT NULL,
  customer       TEXT,
  card           TEXT,
  provider_id    TEXT,
  action_url     TEXT,
  receipt_url    TEXT,
  code           TEXT,
  reversals      TEXT,
  taken_tokens   INTEGER NOT NULL,
  moves          INTEGER NOT NULL,
  created_at_ms  INTEGER NOT NULL,
  updated_at_ms  INTEGER NOT NULL,
  sent_at_ms     INTEGER
) WITHOUT ROWID;
CREATE INDEX payments_by_wallet ON payments (workspace, mode, id);
CREATE INDEX payments_by_provider ON payments (provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX payments_by_time ON payments (mode, created_at_ms);
CREATE INDEX payments_open ON payments (workspace, mode) WHERE state <= 4;

CREATE TABLE auto_reloads (
  workspace        BLOB    NOT NULL,
  mode             INTEGER NOT NULL,
  state            INTEGER NOT NULL,
  threshold_tokens INTEGER NOT NULL,
  topup_cents      INTEGER NOT NULL,
  declines_in_row  INTEGER NOT NULL,
  failed_at_ms     INTEGER,
  failed_before_ms INTEGER,
  day_ms           INTEGER NOT NULL,
  day_cents        INTEGER NOT NULL,
  month_ms         INTEGER NOT NULL,
  month_cents      INTEGER NOT NULL,
  set_at_ms        INTEGER NOT NULL,
  PRIMARY KEY (workspace, mode)
) WITHOUT ROWID;

-- Of a card only what may be shown: never its number.
CREATE TABLE payment_profiles (
  workspace          BLOB    NOT NULL,
  mode               INTEGER NOT NULL,
  method             TEXT    NOT NULL,
  customer           TEXT,
  card_id            TEXT,
  card_brand         TEXT,
  card_last4         TEXT,
  card_month         INTEGER,
  card_year          INTEGER,
  subscription_at_ms INTEGER NOT NULL,
  PRIMARY KEY (workspace, mode)
) WITHOUT ROWID;
CREATE INDEX payment_profiles_by_customer ON payment_profiles (method, customer) WHERE customer IS NOT NULL;

-- verdict: as in EventVerdict. Each event once, by the method's id.
CREATE TABLE payment_events (
  method  TEXT    NOT NULL,
  id      TEXT    NOT NULL,
  kind    TEXT    NOT NULL,
  at_ms   INTEGER NOT NULL,
  verdict INTEGER NOT NULL,
  reason  TEXT,
  payment BLOB,
  PRIMARY KEY (method, id)
) WITHOUT ROWID;
CREATE INDEX payment_events_refused ON payment_events (at_ms) WHERE verdict = 3;
