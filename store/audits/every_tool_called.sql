-- title: Every tool of the run is called in training
-- pass: no rows
SELECT name AS tool_never_called
FROM tool
WHERE hash IN (SELECT unnest(from_json(tools, '["VARCHAR"]')) FROM trace JOIN plan_row USING (plan_id) WHERE run_id = $run_id)
  AND name NOT IN (
      SELECT call.tool FROM call JOIN trace USING (trace_id) JOIN plan_row USING (plan_id)
      WHERE run_id = $run_id AND state = 'accepted' AND call.weight = 1
  )
