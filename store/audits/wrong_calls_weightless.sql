-- title: A deliberately wrong call is never trained on
-- pass: no rows
SELECT trace_id, turn, call.tool, fault
FROM call JOIN trace USING (trace_id) JOIN plan_row USING (plan_id)
WHERE run_id = $run_id AND plan_row.state = 'accepted' AND call.weight = 0 AND trace.category <> 'error_recovery'
