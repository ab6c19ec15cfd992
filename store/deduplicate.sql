-- Exact duplicates of one run ($run_id): of traces with the same content in the same cell the first in plan order is kept.
-- Recomputed whole each time, so that the outcome depends on the rows alone and not on when it was asked.
DELETE FROM cluster WHERE trace_id IN (SELECT trace_id FROM trace JOIN plan_row USING (plan_id) WHERE run_id = $run_id);

INSERT INTO cluster
SELECT trace_id, kept_trace_id, 'exact', 1.0
FROM (
    SELECT trace_id, first_value(trace_id) OVER (PARTITION BY plan_row.category, plan_row.tool, content_hash ORDER BY position) AS kept_trace_id
    FROM trace JOIN plan_row USING (plan_id)
    WHERE run_id = $run_id AND plan_row.state IN ('accepted', 'duplicate')
)
WHERE trace_id <> kept_trace_id;

UPDATE plan_row SET state = 'accepted' WHERE run_id = $run_id AND state = 'duplicate';

UPDATE plan_row SET state = 'duplicate'
WHERE run_id = $run_id AND plan_id IN (SELECT plan_id FROM trace JOIN cluster USING (trace_id));
