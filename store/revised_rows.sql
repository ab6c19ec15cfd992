-- The traces $trace_ids with their plan rows, what they called and what was found in them, in plan order.
SELECT trace.*, plan_row.position, plan_row.twin_of, plan_row.today, coalesce(plan_row.edits, 0) AS edits,
       called.tools AS called, found.findings, other.plan_id IS NOT NULL AS has_other_half
FROM trace JOIN plan_row USING (run_id, plan_id)
LEFT JOIN plan_row AS other ON other.run_id = trace.run_id AND other.plan_id = plan_row.twin_of
LEFT JOIN (SELECT trace_id, list(DISTINCT tool) AS tools FROM call WHERE trace_id IN (SELECT unnest($trace_ids)) GROUP BY trace_id) AS called
    USING (trace_id)
LEFT JOIN (
    SELECT trace_id, to_json(list({'code': code, 'path': path, 'message': message, 'severity': severity})) AS findings
    FROM finding WHERE trace_id IN (SELECT unnest($trace_ids)) GROUP BY trace_id
) AS found USING (trace_id)
WHERE trace_id IN (SELECT unnest($trace_ids))
ORDER BY plan_row.position
