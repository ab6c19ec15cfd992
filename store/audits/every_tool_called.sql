-- title: Every tool offered is called in train
-- pass: no rows
SELECT tool AS tool_never_called FROM tool_coverage WHERE run_id = $run_id AND train = 0
