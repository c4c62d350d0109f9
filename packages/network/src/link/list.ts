import { sql } from "kysely";
import type { Context } from "../context.ts";
import {
  contains,
  equal,
  filteredList,
  selectedColumns,
  idsAround,
  inRange,
  rangeOrNone,
  readListPage,
  type ListPage,
  type ListRequest,
  type ListRules,
  type TimeRange,
} from "../db/index.ts";
import { ownAccountOf } from "../role.ts";
import { LINK_COLUMNS, linkOf, OFFER_NAME, type Link, type LinkRow } from "./insert.ts";

/** Omitted fields ask for nothing; `from` and `to` are about the time of creation. */
export interface LinkFilter extends TimeRange {
  slug?: string | undefined;
  /** A part of the slug. */
  search?: string | undefined;
  status?: LinkRow["status"] | undefined;
  pausedBy?: NonNullable<LinkRow["paused_by"]> | undefined;
  offerId?: string | undefined;
  landingId?: string | undefined;
  webmasterId?: string | undefined;
  advertiserId?: string | undefined;
}

const LINK_LIST: ListRules<Exclude<keyof LinkFilter, keyof TimeRange> | "created"> = {
  table: "link",
  idPrefix: "lnk",
  conditions: {
    slug: (slug: string) => sql`slug = ${slug.toLowerCase()}`,
    search: contains("slug"),
    status: equal("status"),
    pausedBy: equal("paused_by"),
    offerId: equal("offer_id"),
    landingId: equal("landing_id"),
    webmasterId: equal("webmaster_id"),
    advertiserId: equal("advertiser_id"),
    created: inRange("created_at"),
  },
  orderedBy: ["id"],
  indexes: [
    // Of UNIQUE in the table's definition: the second one.
    { name: "slug", index: "sqlite_autoindex_link_2" },
    { name: "webmasterId", index: "link_by_webmaster" },
    { name: "offerId", index: "link_by_offer" },
    { name: "advertiserId", index: "link_by_advertiser" },
  ],
  wholeIndex: "sqlite_autoindex_link_1",
  joined: sql`${OFFER_NAME}`,
  reader: { selected: selectedColumns(LINK_COLUMNS), rowOf: linkOf },
};

/** Newest first. Throws `invalid_input`. */
export function listLinks(
  ctx: Context,
  { from, to, ...asked }: LinkFilter,
  request: ListRequest,
): Promise<ListPage<Link>> {
  const list = filteredList(LINK_LIST, {
    own: ownAccountOf(ctx.actor),
    asked: { ...asked, created: rangeOrNone({ from, to }) },
    range: idsAround("id", "lnk", { from, to }),
  });
  return readListPage<Link>(ctx.db, list, request);
}
