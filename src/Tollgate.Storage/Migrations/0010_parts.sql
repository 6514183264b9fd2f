-- The request that a call is a part of, as the detectors of one detect_signal are.
ALTER TABLE calls ADD COLUMN parent BLOB;
CREATE INDEX calls_by_parent ON calls (workspace, parent) WHERE parent IS NOT NULL;
