-- title: What is wrong in a trace (weight 0) is nowhere in it right (weight 1), unless the world was at fault
-- pass: no rows
SELECT trace_id, wrong.tool, wrong.arguments, kept_trace.fault
FROM call AS wrong JOIN call AS trained USING (trace_id, tool, arguments) JOIN kept_trace USING (trace_id)
WHERE run_id IN (SELECT unnest($run_ids)) AND wrong.weight = 0 AND trained.weight = 1
