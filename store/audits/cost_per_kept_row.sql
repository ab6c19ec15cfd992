-- title: Cost of each kept row
SELECT model, requests, prompt_tokens, completion_tokens, cost, kept, cost_per_kept FROM cost WHERE run_id IN (SELECT unnest($run_ids))
