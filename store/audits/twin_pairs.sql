-- title: Twin pairs, by what was changed
SELECT CASE WHEN twin.category = 'no_call' THEN 'the tool taken away'
            WHEN twin.category = 'clarify' THEN 'a value taken away'
            ELSE 'renamed' END AS changed,
       count(*) AS pairs, count(*) FILTER (twin.request = origin.request) AS same_request
FROM kept_trace AS twin
JOIN plan_row ON plan_row.run_id = twin.run_id AND plan_row.plan_id = twin.plan_id
JOIN kept_trace AS origin ON origin.run_id = twin.run_id AND origin.plan_id = plan_row.twin_of
WHERE twin.run_id IN (SELECT unnest($run_ids))
GROUP BY changed ORDER BY pairs DESC
