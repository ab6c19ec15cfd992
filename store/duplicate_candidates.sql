-- The accepted traces of the runs $run_ids, numbered in the order of keeping: what came through more edits of the tools first, so that
-- nothing written since takes its place; then test before validation before train, so that of a pair across sides the row in train
-- goes; and in plan order within a side.
CREATE OR REPLACE TEMP TABLE candidate AS
WITH gold AS (
    SELECT trace_id, string_agg(call.tool || ' ' || call.arguments, chr(10) ORDER BY turn, call.tool, call.arguments) AS calls
    FROM call JOIN trace USING (trace_id)
    WHERE run_id IN (SELECT unnest($run_ids)) AND weight = 1
    GROUP BY trace_id
)
SELECT row_number() OVER (
           ORDER BY coalesce(plan_row.edits, 0) DESC, list_position(['test', 'validation', 'train'], trace.side), position, trace_id
       ) AS n,
       trace_id, trace.phrasing, trace.side, content_hash,
       trim(regexp_replace(lower(request), '\s{2,}|[\t\n\f\r]', ' ', 'g')) AS request,
       hash(trace.category, trace.tool, coalesce(gold.calls, '')) AS block
FROM trace JOIN plan_row USING (run_id, plan_id) LEFT JOIN gold USING (trace_id)
WHERE run_id IN (SELECT unnest($run_ids)) AND plan_row.state IN ('accepted', 'duplicate');
