-- Writes an outcome (`dropped`) down for a run ($run_id), touching only the rows that it changes.
DELETE FROM cluster WHERE trace_id IN (SELECT trace_id FROM trace WHERE run_id = $run_id);

INSERT INTO cluster BY NAME SELECT * FROM dropped;

UPDATE plan_row SET state = 'accepted'
WHERE run_id = $run_id AND state = 'duplicate'
  AND plan_id NOT IN (SELECT plan_id FROM trace JOIN cluster USING (trace_id) WHERE run_id = $run_id);

UPDATE plan_row SET state = 'duplicate'
WHERE run_id = $run_id AND state = 'accepted'
  AND plan_id IN (SELECT plan_id FROM trace JOIN cluster USING (trace_id) WHERE run_id = $run_id);
