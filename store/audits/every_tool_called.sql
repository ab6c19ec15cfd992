-- title: Every tool offered is called in train, but for those held out
-- pass: no rows
SELECT tool_coverage.tool AS tool_never_called
FROM tool_coverage JOIN run USING (run_id)
WHERE run_id IN (SELECT unnest($run_ids)) AND train = 0
  AND NOT list_contains(from_json(coalesce(arguments -> '$.holdout_tools', '[]'), '["VARCHAR"]'), tool_coverage.tool)
