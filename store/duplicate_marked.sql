-- What is marked as dropped of the runs $run_ids, as an outcome states it.
SELECT trace_id, kept_trace_id, kind, similarity
FROM cluster JOIN trace USING (trace_id)
WHERE run_id IN (SELECT unnest($run_ids))
ORDER BY trace_id
