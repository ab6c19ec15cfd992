-- Every kept row of the runs $run_ids in the order of choosing, with the reason why it may be in no dataset of them all, null where it may. Within one run sides
-- share no phrasing and train shows nothing held out, by construction; rows of several runs can be at odds.
WITH held AS (
    SELECT unnest(from_json(coalesce(arguments -> '$.holdout_tools', '[]'), '["VARCHAR"]')) AS name
    FROM run WHERE run_id IN (SELECT unnest($run_ids))
),
held_template AS (
    SELECT unnest(from_json(coalesce(arguments -> '$.holdout_templates', '[]'), '["VARCHAR"]')) AS name
    FROM run WHERE run_id IN (SELECT unnest($run_ids))
),
shows_held AS (
    SELECT DISTINCT trace_id
    FROM (
        SELECT trace_id, unnest(from_json(tools, '["VARCHAR"]')) AS hash
        FROM kept_trace WHERE run_id IN (SELECT unnest($run_ids)) AND side = 'train'
    ) JOIN tool USING (hash) SEMI JOIN held ON held.name = tool.name
),
phrased AS (
    SELECT phrasing, max(list_position(['train', 'validation', 'test'], side)) AS last_side
    FROM kept_trace WHERE run_id IN (SELECT unnest($run_ids)) GROUP BY phrasing
)
SELECT kept_trace.trace_id, category, tool, kept_trace.request,
       CASE
           WHEN list_position(['train', 'validation', 'test'], side) < last_side THEN 'its wording is one of a later side'
           WHEN shows_held.trace_id IS NOT NULL THEN 'train, and a held-out tool is shown'
           WHEN side <> 'test' AND template IN (SELECT name FROM held_template) THEN 'of a held-out template, and not test'
       END AS reason
FROM kept_trace JOIN phrased USING (phrasing) LEFT JOIN shows_held USING (trace_id)
WHERE run_id IN (SELECT unnest($run_ids))
ORDER BY edits DESC, position, run_id, kept_trace.trace_id
