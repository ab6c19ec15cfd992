-- title: Trained decisions by act
WITH message AS (
    SELECT unnest(from_json(messages, '[{"act": "VARCHAR", "weight": "INTEGER", "role": "VARCHAR"}]'), recursive := true)
    FROM kept_trace WHERE run_id IN (SELECT unnest($run_ids))
)
SELECT act, count(*) AS rows, round(count(*) / sum(count(*)) OVER (), 3) AS share
FROM message WHERE role = 'assistant' AND weight = 1 GROUP BY act ORDER BY rows DESC
