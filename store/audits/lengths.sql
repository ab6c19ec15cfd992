-- title: Length of conversations in characters (a token is about four)
SELECT category, count(*) AS rows, median(length(messages))::BIGINT AS median, quantile_cont(length(messages), 0.95)::BIGINT AS p95,
       max(length(messages)) AS longest
FROM kept_trace WHERE run_id = $run_id GROUP BY category ORDER BY longest DESC
