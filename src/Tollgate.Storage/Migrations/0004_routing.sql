-- Keys made by keys, attempts of a call, policies, replies kept for idempotency keys, top-ups and events.

-- A key's parent is charged too: it becomes part of what makes a combination of accounts.
CREATE TABLE account_sets_next (
  id                INTEGER PRIMARY KEY,
  key_account       INTEGER NOT NULL,
  parent_account    INTEGER NOT NULL DEFAULT 0,
  project_account   INTEGER NOT NULL,
  workspace_account INTEGER NOT NULL,
  provider          INTEGER NOT NULL,
  key_control       INTEGER NOT NULL,
  project_control   INTEGER NOT NULL,
  variance          INTEGER NOT NULL,
  UNIQUE (key_account, parent_account, project_account, workspace_account, provider, key_control, project_control, variance)
);
INSERT INTO account_sets_next
  (id, key_account, project_account, workspace_account, provider, key_control, project_control, variance)
  SELECT id, key_account, project_account, workspace_account, provider, key_control, project_control, variance FROM account_sets;
DROP TABLE account_sets;
ALTER TABLE account_sets_next RENAME TO account_sets;

-- Of a key made by a key: who made it, and the end of the window that its budget counts in.
ALTER TABLE api_keys ADD COLUMN parent BLOB;
ALTER TABLE api_keys ADD COLUMN life_end_ms INTEGER;

-- attempts: JSON, null for a call that was tried once at the provider its row names. policy: the one that met the call.
ALTER TABLE calls ADD COLUMN attempts TEXT;
ALTER TABLE calls ADD COLUMN policy TEXT;

CREATE TABLE policies (
  workspace     BLOB    NOT NULL PRIMARY KEY,
  policies      TEXT    NOT NULL,
  updated_at_ms INTEGER NOT NULL
) WITHOUT ROWID;

-- name and fingerprint are SHA-256; reply is sealed, null until the request has ended.
CREATE TABLE idempotency (
  id          INTEGER PRIMARY KEY,
  scope       BLOB    NOT NULL,
  name        BLOB    NOT NULL,
  fingerprint BLOB    NOT NULL,
  request_id  BLOB    NOT NULL,
  at_ms       INTEGER NOT NULL,
  state       INTEGER NOT NULL,
  reply       BLOB,
  UNIQUE (scope, name)
);
CREATE INDEX idempotency_by_request ON idempotency (request_id);
CREATE INDEX idempotency_by_time ON idempotency (at_ms);

-- More room for one window of one budget. scope: as in accounts.
CREATE TABLE top_ups (
  id           BLOB    NOT NULL PRIMARY KEY,
  workspace    BLOB    NOT NULL,
  scope        INTEGER NOT NULL,
  owner        BLOB    NOT NULL,
  window_start INTEGER NOT NULL,
  window_end   INTEGER NOT NULL,
  amount       INTEGER NOT NULL,
  at_ms        INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX top_ups_by_end ON top_ups (window_end);

-- once: what makes an event happen at most once (a budget's threshold in one window); null for those that may repeat.
CREATE TABLE events (
  workspace BLOB    NOT NULL,
  id        BLOB    NOT NULL,
  at_ms     INTEGER NOT NULL,
  kind      TEXT    NOT NULL,
  once      TEXT,
  data      TEXT    NOT NULL,
  PRIMARY KEY (workspace, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX events_once ON events (workspace, once) WHERE once IS NOT NULL;
