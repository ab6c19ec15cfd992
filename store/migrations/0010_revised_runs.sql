-- A run whose tools were edited is followed by another that carries its rows over.
ALTER TABLE run ADD COLUMN settings VARCHAR;
ALTER TABLE run ADD COLUMN cells INTEGER;
ALTER TABLE run ADD COLUMN tools JSON;
ALTER TABLE run ADD COLUMN follows VARCHAR;
ALTER TABLE plan_row ADD COLUMN today DATE;
COMMENT ON COLUMN run.settings IS 'Hash of the settings that decide which rows come, the tools left out: runs that share it differ by their tools.';
COMMENT ON COLUMN run.cells IS 'Cells of its plan: a row''s index within its cell is its position divided by them.';
COMMENT ON COLUMN run.tools IS 'Name -> hash of the tools served, in their order.';
COMMENT ON COLUMN run.follows IS 'The run whose rows it carried over, because tools were edited; null where it began anew.';
COMMENT ON COLUMN plan_row.today IS 'The date its system text states; null where it states none.';
COMMENT ON COLUMN plan_row.state IS 'planned, accepted, rejected (by a rule or by hand), duplicate, or stale: it called a tool that was edited since.';
