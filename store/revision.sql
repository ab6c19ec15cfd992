-- What became of the rows of the run $before in the run $run_id that follows it; $changed: the tools edited.
WITH row AS (
    SELECT trace.trace_id, EXISTS (FROM call WHERE call.trace_id = trace.trace_id AND list_contains($changed, call.tool)) AS stale,
           heir.plan_id IS NOT NULL AS carried
    FROM trace LEFT JOIN plan_row AS heir ON heir.run_id = $run_id AND heir.carried_from = trace.trace_id
    WHERE trace.run_id = $before
)
SELECT count(*) FILTER (stale) AS stale, count(*) FILTER (stale AND carried) AS held,
       count(*) FILTER (NOT stale AND carried) AS rendered, count(*) FILTER (NOT stale AND NOT carried) AS gone
FROM row
