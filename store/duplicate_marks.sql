-- Writes an outcome down for the runs $run_ids, touching only the rows that it changes: the marks there are go, the new ones are put
-- into `cluster`, and the plan rows follow.
DELETE FROM cluster WHERE trace_id IN (SELECT trace_id FROM trace WHERE run_id IN (SELECT unnest($run_ids)));

UPDATE plan_row SET state = 'accepted'
WHERE run_id IN (SELECT unnest($run_ids)) AND state = 'duplicate'
  AND NOT EXISTS (
      FROM trace JOIN cluster USING (trace_id) WHERE trace.run_id = plan_row.run_id AND trace.plan_id = plan_row.plan_id
  );

UPDATE plan_row SET state = 'duplicate'
WHERE run_id IN (SELECT unnest($run_ids)) AND state = 'accepted'
  AND EXISTS (
      FROM trace JOIN cluster USING (trace_id) WHERE trace.run_id = plan_row.run_id AND trace.plan_id = plan_row.plan_id
  );
