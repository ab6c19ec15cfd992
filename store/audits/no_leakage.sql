-- title: No decision of test stands in train: the same gold calls for the same request, case and spaces aside
-- pass: no rows
WITH decided AS (
    SELECT kept_trace.trace_id, side, trim(regexp_replace(lower(request), '[\s[:punct:]]+', ' ', 'g')) AS request,
           coalesce(string_agg(call.tool || call.arguments, chr(10) ORDER BY turn, call.position) FILTER (weight = 1), '') AS calls
    FROM kept_trace LEFT JOIN call USING (trace_id)
    WHERE run_id = $run_id
    GROUP BY kept_trace.trace_id, side, kept_trace.request
)
SELECT test.trace_id AS test, train.trace_id AS train, test.request
FROM decided AS test JOIN decided AS train USING (request, calls)
WHERE test.side = 'test' AND train.side = 'train'
