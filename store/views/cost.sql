CREATE OR REPLACE VIEW cost AS
SELECT run_id, model, count(*) AS requests, sum(prompt_tokens) AS prompt_tokens, sum(completion_tokens) AS completion_tokens,
       sum(cost) AS cost, any_value(kept.rows) AS kept, sum(cost) / nullif(any_value(kept.rows), 0) AS cost_per_kept
FROM request LEFT JOIN (SELECT run_id, count(*) AS rows FROM plan_row WHERE state = 'accepted' GROUP BY run_id) AS kept USING (run_id)
GROUP BY run_id, model
ORDER BY run_id, model;
COMMENT ON VIEW cost IS 'What the teacher''s requests came to.';
COMMENT ON COLUMN cost.kept IS 'Rows kept of the whole run.';
COMMENT ON COLUMN cost.cost_per_kept IS 'Cost for each of them.';
