-- title: No dataset holds a row that was rejected or dropped after it was built
-- pass: no rows
SELECT dataset, split, trace_id, plan_row.state
FROM dataset_row JOIN trace USING (trace_id) JOIN plan_row ON plan_row.run_id = trace.run_id AND plan_row.plan_id = trace.plan_id
WHERE trace.run_id IN (SELECT unnest($run_ids)) AND plan_row.state <> 'accepted'
