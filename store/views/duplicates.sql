CREATE OR REPLACE VIEW duplicates AS
SELECT dropped.run_id, cluster.kind, cluster.similarity, dropped.category, dropped.tool, dropped.trace_id, dropped.request,
       kept.trace_id AS kept_trace_id, kept.request AS kept_request
FROM cluster
JOIN trace AS dropped USING (trace_id)
JOIN trace AS kept ON kept.trace_id = cluster.kept_trace_id
JOIN plan_row ON plan_row.run_id = dropped.run_id AND plan_row.plan_id = dropped.plan_id
ORDER BY dropped.run_id, plan_row.position;
COMMENT ON VIEW duplicates IS 'What was dropped, for which kept row, at what similarity.';
COMMENT ON COLUMN duplicates.request IS 'Of the row dropped.';
COMMENT ON COLUMN duplicates.kept_request IS 'Of the row kept in its place.';
