-- The advertiser of the link's offer, which never changes: an advertiser's links are listed by it.
ALTER TABLE link ADD COLUMN advertiser_id TEXT NOT NULL DEFAULT '';
UPDATE link SET advertiser_id = (SELECT advertiser_id FROM offer WHERE id = offer_id);

-- Links are listed by id; an index that ends with the number of its row would sort all links of a webmaster.
DROP INDEX link_by_webmaster;
CREATE INDEX link_by_webmaster ON link (webmaster_id, id);
DROP INDEX link_by_offer;
CREATE INDEX link_by_offer ON link (offer_id, id);
-- With the webmaster, because advertisers see the webmasters that have links to their offers.
CREATE INDEX link_by_advertiser ON link (advertiser_id, id, webmaster_id);

-- Names as they are searched (packages/network/src/db/search.ts). SQLite knows only the case of ASCII letters.
ALTER TABLE advertiser ADD COLUMN searched_name TEXT NOT NULL DEFAULT '';
UPDATE advertiser SET searched_name = lower(name);
ALTER TABLE webmaster ADD COLUMN searched_name TEXT NOT NULL DEFAULT '';
UPDATE webmaster SET searched_name = lower(name);
ALTER TABLE person ADD COLUMN searched_name TEXT NOT NULL DEFAULT '';
UPDATE person SET searched_name = lower(name);
