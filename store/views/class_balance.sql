CREATE OR REPLACE VIEW class_balance AS
SELECT run_id, category, tool, side, count(*) AS rows, count(*) / sum(count(*)) OVER (PARTITION BY run_id) AS share
FROM plan_row
WHERE state = 'accepted'
GROUP BY run_id, category, tool, side
ORDER BY run_id, category, tool, side;
COMMENT ON VIEW class_balance IS 'Rows kept by category, anchor tool and side.';
COMMENT ON COLUMN class_balance.share IS 'Of all rows kept of the run.';
