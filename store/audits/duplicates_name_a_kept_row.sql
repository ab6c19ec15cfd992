-- title: Every duplicate names a row that is kept
-- pass: no rows
SELECT dropped.trace_id, cluster.kept_trace_id
FROM cluster JOIN trace AS dropped USING (trace_id)
WHERE dropped.run_id IN (SELECT unnest($run_ids)) AND cluster.kept_trace_id NOT IN (SELECT trace_id FROM kept_trace)
