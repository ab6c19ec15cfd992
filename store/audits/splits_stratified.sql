-- title: Each cell of 50 rows and more has its share of test, within five points of the split asked for
-- pass: no rows
WITH wanted AS (
    SELECT run_id, (arguments ->> '$.split[2]')::DOUBLE AS test
    FROM run
    WHERE run_id IN (SELECT unnest($run_ids)) AND (arguments -> '$.split[2]') IS NOT NULL
      AND json_array_length(coalesce(arguments -> '$.holdout_tools', '[]')) = 0
      AND json_array_length(coalesce(arguments -> '$.holdout_templates', '[]')) = 0
)
SELECT category, tool, count(*) AS rows, round(avg((side = 'test')::INTEGER), 3) AS share_of_test, any_value(wanted.test) AS asked_for
FROM plan_row JOIN wanted USING (run_id)
WHERE state = 'accepted'
GROUP BY run_id, category, tool
HAVING count(*) >= 50 AND abs(avg((side = 'test')::INTEGER) - any_value(wanted.test)) > 0.05
