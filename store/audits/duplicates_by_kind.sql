-- title: Duplicates dropped
SELECT kind, category, count(*) AS rows, round(min(similarity), 2) AS least_similar FROM duplicates WHERE run_id = $run_id
GROUP BY kind, category ORDER BY rows DESC
