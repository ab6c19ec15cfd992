-- title: Rejected by rule
SELECT code, sum(rows)::BIGINT AS rows, any_value(example) AS example FROM rejections WHERE run_id IN (SELECT unnest($run_ids)) GROUP BY code ORDER BY rows DESC
