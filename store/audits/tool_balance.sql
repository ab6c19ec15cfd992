-- title: Trained calls by tool
SELECT call.tool, count(*) AS calls, count(DISTINCT trace_id) AS traces
FROM call JOIN trace USING (trace_id) JOIN plan_row USING (plan_id)
WHERE run_id = $run_id AND state = 'accepted' AND call.weight = 1 GROUP BY call.tool ORDER BY calls DESC
