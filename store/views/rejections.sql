CREATE OR REPLACE VIEW rejections AS
SELECT trace.run_id, finding.code, trace.category, trace.tool, count(DISTINCT trace.trace_id) AS rows, min(finding.message) AS example
FROM finding JOIN trace USING (trace_id) JOIN plan_row ON plan_row.run_id = trace.run_id AND plan_row.plan_id = trace.plan_id
WHERE plan_row.state = 'rejected' AND finding.severity = 'error'
GROUP BY ALL
ORDER BY trace.run_id, rows DESC, code;
COMMENT ON VIEW rejections IS 'What was rejected, by which rule. A trace with two errors counts under both.';
COMMENT ON COLUMN rejections.rows IS 'Traces rejected.';
COMMENT ON COLUMN rejections.example IS 'One of the messages.';
