-- title: How models evaluated here answer twin pairs: who reads only the words gets one of the two
WITH answered AS (
    SELECT evaluation_id, item AS trace_id, bool_and(diagnosis IS NULL) AS good FROM prediction GROUP BY evaluation_id, item
)
SELECT evaluation.model, count(*) AS pairs, count(*) FILTER (twin_answer.good AND origin_answer.good) AS both_right,
       count(*) FILTER (twin_answer.good <> origin_answer.good) AS one_right,
       count(*) FILTER (NOT twin_answer.good AND NOT origin_answer.good) AS none_right
FROM trace AS twin
JOIN plan_row ON plan_row.run_id = twin.run_id AND plan_row.plan_id = twin.plan_id
JOIN trace AS origin ON origin.run_id = twin.run_id AND origin.plan_id = plan_row.twin_of
JOIN answered AS twin_answer ON twin_answer.trace_id = twin.trace_id
JOIN answered AS origin_answer ON origin_answer.trace_id = origin.trace_id AND origin_answer.evaluation_id = twin_answer.evaluation_id
JOIN evaluation ON evaluation.evaluation_id = twin_answer.evaluation_id
WHERE twin.run_id IN (SELECT unnest($run_ids))
GROUP BY evaluation.evaluation_id, evaluation.model ORDER BY both_right DESC
