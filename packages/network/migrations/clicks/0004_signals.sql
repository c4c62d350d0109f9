-- How many of the columns that came later the tables of a month have. A job adds what tables that exist lack
-- (packages/network/src/click/months.ts), since only the rows of this table know their names.
ALTER TABLE click_month ADD COLUMN form INTEGER NOT NULL DEFAULT 0;
