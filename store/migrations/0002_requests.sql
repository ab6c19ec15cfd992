-- What a request was made with, and when in a row's life.
ALTER TABLE request ADD COLUMN template_version INTEGER;
ALTER TABLE request ADD COLUMN prompt_version VARCHAR;
COMMENT ON COLUMN request.template_version IS 'Of the plan row''s template.';
COMMENT ON COLUMN request.prompt_version IS 'Hash of the prompt''s texts: the instructions, less the row''s own values.';
COMMENT ON COLUMN request.attempt IS 'From 1, over all starts of a run.';
COMMENT ON COLUMN request.cost IS 'In the currency of the price list; null where the list has no price for the model, or the server counted no tokens.';
COMMENT ON COLUMN request.outcome IS 'accepted or rejected by the rules; invalid, refused, cut_off; rate_limited, failed, timeout, disconnected, unsupported; lost where the process ended while it was in flight.';
