import type { Context } from "../context.ts";
import { syncNotices, type WantedNotice } from "../notice/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";

const PERIODS_MAX = 1_000;

/** Notices about periods whose file is overdue. The advertiser has had mails of its own. Returns how many changed. */
export async function alertOverdueUploads(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "look for overdue uploads");
  const rows = await ctx.db.query
    .selectFrom("upload_period")
    .innerJoin("offer", "offer.id", "upload_period.offer_id")
    .select(["offer_id", "starts_at", "ends_at", "due_at", "offer.name", "offer.advertiser_id"])
    .where("upload_period.upload_id", "is", null)
    .where("overdue_at", "<=", ctx.now())
    .orderBy("overdue_at")
    .limit(PERIODS_MAX)
    .execute();
  const wanted = rows.flatMap((row): WantedNotice[] => {
    const notice = {
      kind: "upload_overdue" as const,
      subject: `${row.offer_id}/${row.starts_at}`,
      parameters: {
        ...{ offerId: row.offer_id, offerName: row.name },
        ...{ startsAt: row.starts_at, endsAt: row.ends_at, dueAt: row.due_at },
      },
    };
    return [
      { ...notice, side: { role: "advertiser", advertiserId: row.advertiser_id }, hasOwnMail: true },
      { ...notice, side: { role: "operator" } },
    ];
  });
  return syncNotices(ctx, ["upload_overdue"], wanted);
}
