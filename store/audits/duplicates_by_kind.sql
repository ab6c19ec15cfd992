-- title: Duplicates dropped
SELECT kind, category, count(*) AS rows, round(min(similarity), 2) AS least_similar FROM duplicates WHERE run_id IN (SELECT unnest($run_ids))
GROUP BY kind, category ORDER BY rows DESC
