CREATE OR REPLACE VIEW kept_trace AS
SELECT trace.*, plan_row.position, coalesce(plan_row.edits, 0) AS edits
FROM trace JOIN plan_row USING (run_id, plan_id)
WHERE plan_row.state = 'accepted';
COMMENT ON VIEW kept_trace IS 'The traces a dataset is drawn from: accepted and no duplicate of a kept one.';
COMMENT ON COLUMN kept_trace.position IS 'Plan order.';
COMMENT ON COLUMN kept_trace.edits IS 'Edits of tools it has come through since it was written.';
