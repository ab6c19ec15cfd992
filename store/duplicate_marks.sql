-- Writes an outcome (`dropped`) down for the runs $run_ids, touching only the rows that it changes.
DELETE FROM cluster WHERE trace_id IN (SELECT trace_id FROM trace WHERE run_id IN (SELECT unnest($run_ids)));

INSERT INTO cluster BY NAME SELECT * FROM dropped;

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
