-- What a run carried over from the one it follows comes before what it wrote itself.
ALTER TABLE plan_row ADD COLUMN carried_from VARCHAR;
ALTER TABLE plan_row ADD COLUMN edits INTEGER DEFAULT 0;
COMMENT ON COLUMN plan_row.carried_from IS 'Trace of the run before that it was carried over from when tools were edited; null where this run wrote it.';
COMMENT ON COLUMN plan_row.edits IS 'Edits of tools it has come through since it was written. More come first: where duplicates are dropped and where a dataset is chosen.';
COMMENT ON COLUMN plan_row.plan_id IS 'Its place in the plan: hash of seed, template, called tools, cell and index. A row carried over has that of the place it holds.';
