-- title: No request of train stands in test too, case aside
-- pass: no rows
SELECT DISTINCT train.request
FROM kept_trace AS train JOIN kept_trace AS test ON lower(test.request) = lower(train.request)
WHERE train.run_id = $run_id AND test.run_id = $run_id AND train.side = 'train' AND test.side = 'test'
