-- Customers. Budgets are nano-USD, null means none; moments are Unix milliseconds; lists and settings are JSON.
CREATE TABLE workspaces (
  id                  BLOB    NOT NULL PRIMARY KEY,
  name                TEXT    NOT NULL,
  plan                TEXT    NOT NULL,
  subscription        TEXT    NOT NULL,
  budget              INTEGER,
  period              INTEGER NOT NULL,
  time_zone           TEXT    NOT NULL,
  requests_per_minute INTEGER,
  rate_limit_off      INTEGER NOT NULL,
  settings            TEXT    NOT NULL,
  created_at_ms       INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE projects (
  id             BLOB    NOT NULL PRIMARY KEY,
  workspace      BLOB    NOT NULL,
  slug           TEXT    NOT NULL,
  name           TEXT    NOT NULL,
  color          TEXT,
  description    TEXT,
  budget         INTEGER,
  created_at_ms  INTEGER NOT NULL,
  archived_at_ms INTEGER,
  UNIQUE (workspace, slug)
) WITHOUT ROWID;

CREATE TABLE api_keys (
  id                BLOB    NOT NULL PRIMARY KEY,
  workspace         BLOB    NOT NULL,
  project           BLOB,
  name              TEXT    NOT NULL,
  public_id         TEXT    NOT NULL UNIQUE,
  secret_hash       BLOB    NOT NULL,
  retired_public_id TEXT,
  retired_hash      BLOB,
  retired_until_ms  INTEGER,
  mode              INTEGER NOT NULL,
  budget            INTEGER,
  expires_at_ms     INTEGER,
  revoked_at_ms     INTEGER,
  workflow_tag      TEXT,
  models            TEXT,
  scopes            INTEGER NOT NULL,
  created_at_ms     INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE provider_accounts (
  workspace     BLOB    NOT NULL,
  name          TEXT    NOT NULL,
  kind          TEXT    NOT NULL,
  base_url      TEXT,
  timeout_ms    INTEGER,
  credentials   TEXT    NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  PRIMARY KEY (workspace, name)
) WITHOUT ROWID;

CREATE TABLE price_overrides (
  workspace BLOB    NOT NULL,
  provider  TEXT    NOT NULL,
  model     TEXT    NOT NULL,
  price     TEXT    NOT NULL,
  set_at_ms INTEGER NOT NULL,
  PRIMARY KEY (workspace, provider, model)
) WITHOUT ROWID;
