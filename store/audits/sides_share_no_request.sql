-- title: No request of train stands in test too
-- pass: no rows
SELECT train.request
FROM trace AS train JOIN plan_row AS train_row ON train_row.plan_id = train.plan_id
JOIN trace AS test ON lower(test.request) = lower(train.request) JOIN plan_row AS test_row ON test_row.plan_id = test.plan_id
WHERE train_row.run_id = $run_id AND test_row.run_id = $run_id AND train_row.state = 'accepted' AND test_row.state = 'accepted'
  AND train.side = 'train' AND test.side = 'test'
