import { sql } from "kysely";
import type { Context } from "../context.ts";
import { notFound } from "../errors.ts";
import { openDetails, getPayoutAccount } from "../payout-account/index.ts";
import type { Vault } from "../vault.ts";
import { getLegalEntity, type LegalEntityFields } from "../payer-account/index.ts";
import { EVEN_IF_BLOCKED, requireRole, WEBMASTER_OR_OPERATOR } from "../role.ts";
import { getSettings } from "../settings/index.ts";
import type { PayoutDetails } from "../payout-details/index.ts";
import type { TaxProfileKind } from "../words.ts";
import { civilDayAt, dateText } from "../zone.ts";
import { getDocument } from "./documents.ts";

/** What an act or an invoice of a payout says. Amounts are minor units, days YYYY-MM-DD in the network's zone. */
export interface Paper {
  payoutId: string;
  /** Unix ms, when the payout was sent: the same paper is always made of the same time. */
  madeAt: number;
  date: string;
  from: string;
  to: string;
  /** Who pays; null: no payer account was chosen. */
  customer: LegalEntityFields | null;
  /** Who is paid. The mask of the account; null: paid by agreement. */
  contractor: { name: string; taxId: string | null; accountMask: string | null };
  currency: string;
  /** The offers with the largest amounts. */
  offers: { name: string; conversions: number; amountMinor: number }[];
  taxProfile: TaxProfileKind;
  amountMinor: number;
  vatBps: number;
  vatMinor: number;
  withheldMinor: number;
  feeMinor: number;
  netMinor: number;
}

/** More would not fit a paper of two pages; their amounts stand in one line. */
const OFFERS_MAX = 25;

/** What the act or invoice of a document says. Throws `forbidden`, `not_found`. */
export async function readPaper(ctx: Context, vault: Vault, id: string): Promise<Paper> {
  requireRole(ctx, WEBMASTER_OR_OPERATOR, "read the papers of payouts", EVEN_IF_BLOCKED);
  const document = await getDocument(ctx, id);
  if (document.kind !== "act") throw notFound("act of this payout");
  const payout = await ctx.db.query
    .selectFrom("payout")
    .selectAll()
    .where("id", "=", document.payout_id)
    .executeTakeFirstOrThrow(); // referred to by the document
  const { zone } = await getSettings(ctx.db);
  const day = (at: number) => dateText(civilDayAt(zone, at));
  const { rows } = await sql<{ name: string; conversions: number; minor: number; first: number; last: number }>`
    SELECT o.name, count(*) AS conversions, sum(l.amount_minor) AS minor, min(c.recorded_at) AS first, max(c.recorded_at) AS last
    FROM payout_line l JOIN conversion c ON c.id = l.conversion_id JOIN offer o ON o.id = c.offer_id
    WHERE l.payout_id = ${payout.id} AND l.is_dropped = 0 GROUP BY o.id ORDER BY minor DESC, o.id`.execute(
    ctx.db.query,
  );
  const times = rows.flatMap(({ first, last }) => [first, last]);
  const { contractor, taxProfile } = await contractorOf(ctx, vault, payout);
  return {
    ...{ payoutId: payout.id, madeAt: document.required_at, date: day(document.required_at) },
    ...{
      from: day(Math.min(document.required_at, ...times)),
      to: day(times.length === 0 ? document.required_at : Math.max(...times)),
    },
    customer: payout.legal_entity_id === null ? null : await getLegalEntity(ctx, payout.legal_entity_id),
    ...{ contractor, taxProfile, currency: payout.currency },
    offers: rows
      .slice(0, OFFERS_MAX)
      .map(({ name, conversions, minor }) => ({ name, conversions, amountMinor: minor })),
    ...{ amountMinor: payout.amount_minor, vatBps: payout.vat_bps, vatMinor: payout.vat_minor },
    ...{ withheldMinor: payout.withheld_minor, feeMinor: payout.fee_minor, netMinor: payout.net_minor },
  };
}

async function contractorOf(
  ctx: Context,
  vault: Vault,
  { account_id, webmaster_id }: { account_id: string | null; webmaster_id: string },
): Promise<Pick<Paper, "contractor" | "taxProfile">> {
  const { name } = await ctx.db.query
    .selectFrom("webmaster")
    .select("name")
    .where("id", "=", webmaster_id)
    .executeTakeFirstOrThrow(); // referred to by the payout
  if (account_id === null) return { contractor: { name, taxId: null, accountMask: null }, taxProfile: "none" };
  const { mask, taxProfile } = await getPayoutAccount(ctx, account_id);
  const row = await ctx.db.query
    .selectFrom("payout_account")
    .select(["id", "webmaster_id", "key_id", "sealed"])
    .where("id", "=", account_id)
    .executeTakeFirstOrThrow(); // it was read above
  const { details, taxId } = await openDetails(vault, row);
  const own = taxId ?? (details.method === "russian_bank" ? details.inn : null);
  return { contractor: { name: holderOf(details) ?? name, taxId: own, accountMask: mask }, taxProfile };
}

function holderOf(details: PayoutDetails): string | null {
  switch (details.method) {
    case "sepa":
    case "russian_bank":
    case "swift":
      return details.holder;
    case "paypal":
    case "usdt_trc20":
    case "other":
      return null;
  }
}
