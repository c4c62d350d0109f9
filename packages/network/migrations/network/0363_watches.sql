-- Baselines also tell since when a link or an offer is watched, and what is usual of its conversions. They are learnt
-- again the next night.
DELETE FROM traffic_baseline;
