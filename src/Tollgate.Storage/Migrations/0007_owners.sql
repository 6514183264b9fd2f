-- The mail address that a workspace belongs to, in its one normal spelling: nobody has two.
ALTER TABLE workspaces ADD COLUMN owner TEXT;
CREATE UNIQUE INDEX workspaces_by_owner ON workspaces (owner) WHERE owner IS NOT NULL;
