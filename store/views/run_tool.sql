CREATE OR REPLACE VIEW run_tool AS
SELECT DISTINCT offered.run_id, tool.hash, tool.name, tool.definition
FROM (SELECT DISTINCT run_id, unnest(from_json(tools, '["VARCHAR"]')) AS hash FROM trace) AS offered
JOIN tool USING (hash)
WHERE NOT coalesce((tool.definition ->> 'foreign')::BOOLEAN, false);
COMMENT ON VIEW run_tool IS 'The user''s tools offered in a run''s traces; distractors and other tools from elsewhere are not listed.';
