-- title: Only error recovery holds wrong calls
-- pass: no rows
SELECT trace_id, turn, call.tool, category FROM call JOIN kept_trace USING (trace_id)
WHERE run_id IN (SELECT unnest($run_ids)) AND call.weight = 0 AND category <> 'error_recovery'
