CREATE OR REPLACE VIEW run_tool AS
SELECT DISTINCT offered.run_id, tool.hash, tool.name, tool.definition
FROM (SELECT DISTINCT run_id, unnest(from_json(tools, '["VARCHAR"]')) AS hash FROM trace) AS offered
JOIN tool USING (hash);
COMMENT ON VIEW run_tool IS 'The tools offered in a run''s traces.';
