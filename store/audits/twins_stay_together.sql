-- title: Twins stand on the side of the row they are twins of
-- pass: no rows
SELECT twin.plan_id, twin.side, origin.side AS side_of_origin
FROM plan_row AS twin JOIN plan_row AS origin ON origin.run_id = twin.run_id AND origin.plan_id = twin.twin_of
WHERE twin.run_id IN (SELECT unnest($run_ids)) AND twin.state <> 'rejected' AND twin.side <> origin.side
