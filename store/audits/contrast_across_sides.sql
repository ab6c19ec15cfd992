-- title: Kept as contrast: requests of test with the very words of one in train (any order, case aside) but other gold calls
WITH decided AS (
    SELECT kept_trace.trace_id, side, category,
           list_sort(list_distinct(string_split(trim(regexp_replace(lower(kept_trace.request), '[\s[:punct:]]+', ' ', 'g')), ' '))) AS words,
           coalesce(string_agg(call.tool || call.arguments, chr(10) ORDER BY turn, call.tool, call.arguments) FILTER (weight = 1), '') AS calls
    FROM kept_trace LEFT JOIN call USING (trace_id)
    WHERE run_id IN (SELECT unnest($run_ids))
    GROUP BY kept_trace.trace_id, side, category, kept_trace.request
)
SELECT test.category, count(DISTINCT test.trace_id) AS rows, count(DISTINCT train.trace_id) AS of_train, min(test.trace_id) AS example
FROM decided AS test JOIN decided AS train USING (words)
WHERE test.side = 'test' AND train.side = 'train' AND test.calls <> train.calls
GROUP BY test.category ORDER BY rows DESC
