import { actorName, type Actor, type Context } from "../context.ts";
import { insertRows, rawStatement, type Statement } from "../db/index.ts";
import { mintId } from "../ids.ts";

/** What happened to what, as the audit names it: `subject.verb`. */
export const AUDIT_EVENTS = [
  "api_key.create",
  "api_key.revoke",
  "postback_token.create",
  "postback_token.revoke",
  "postback_secret.create",
  "postback_secret.revoke",
  "destination_change.approve",
  "destination_change.refuse",
  "host.revoke",
  "host.restore",
  "link.create",
  "link.change",
  "link.pause",
  "link.resume",
  "creative.add",
  "creative.remove",
  "traffic_source.add",
  "traffic_source.remove",
  "traffic_source.verify",
  "invitation.create",
  "invitation.revoke",
  "member.join",
  "member.change",
  "member.change_role",
  "member.accept_terms",
  "member.remove",
  "member.vouch",
  "money_guard.change",
  "own_traffic.add",
  "own_traffic.end",
  "rule_set.create",
  "rule_set.activate",
  "rule_set.retire",
  "quality_policy.create",
  "quality_policy.activate",
  "quality_policy.retire",
  "source_limit.impose",
  "source_limit.lift",
  "source_limit.end",
  "webmaster.answer_check",
  "webmaster.set_payout_minimums",
  "webmaster.set_withholding",
  "webmaster.set_payout_schedule",
  "session.sign_in",
  "session.sign_out",
  "session.revoke",
  "session.end_others",
  "session.end_all",
  "session.confirm",
  "password.change",
  "password.reset",
  "second_factor.enable",
  "second_factor.disable",
  "quota.set",
  "settings.change",
  "settings.publish_text",
  "abuse_report.close",
  "payout.return",
  "payout.resolve",
  "payout_run.hand_over",
  "payout_document.upload",
  "payout_document.accept",
  "payout_document.refuse",
  "payout_document.miss",
  "payout_account.add",
  "payout_account.make_main",
  "payout_account.remove",
  "payout_account.hold",
  "payout_account.release",
  "payout_account.reveal",
  "payout.exclude",
  "bank_file.make",
  "bank_file.void",
  "bank_statement.upload",
  "bank_statement.commit",
  "bank_statement.discard",
  "bank_statement.resolve",
  "payout_terms.change",
  "legal_entity.add",
  "legal_entity.change",
  "payer_account.add",
  "payer_account.make_main",
  "payer_account.disable",
] as const;

export type AuditEvent = (typeof AUDIT_EVENTS)[number];

type Field = string | number | boolean | readonly string[] | Readonly<Record<string, string | number>> | null;
type Fields = Readonly<Record<string, Field>>;

interface AuditEntry {
  event: AuditEvent;
  /** Id of what was changed. */
  subject: string;
  /** The advertiser or webmaster that it concerns; empty for the network's own. */
  account: string;
  /** Fields that changed, without secrets. */
  before?: Fields;
  after?: Fields;
  reason?: string | null;
}

/** Belongs in the batch of what it records: one statement for any usual number of entries. */
export function audit(ctx: Pick<Context, "actor" | "now" | "network">, ...entries: AuditEntry[]): Statement[] {
  const [at, actor, network] = [ctx.now(), actorName(ctx.actor), ctx.network()];
  return insertRows(
    "audit",
    ["id", "at", "account", "actor", "event", "subject", "before", "after", "reason", "network"],
    entries.map(({ event, subject, account, before, after, reason = null }) => ({
      ...{ id: mintId("aud", at), at, account, actor, event, subject, reason, network },
      before: before === undefined ? null : JSON.stringify(before),
      after: after === undefined ? null : JSON.stringify(after),
    })),
  );
}

/**
 * The same for what only the batch itself can find: one row if `found` selects a subject, and none else. `found` has one
 * parameter, ?1. Belongs before what changes that.
 */
export function auditFound(
  ctx: Pick<Context, "actor" | "now" | "network">,
  { event, account, before, after, reason = null }: Omit<AuditEntry, "subject">,
  { sql: found, parameters }: Statement,
): Statement {
  const [at, shown] = [
    ctx.now(),
    (fields: Fields | undefined) => (fields === undefined ? null : JSON.stringify(fields)),
  ];
  return rawStatement(
    `INSERT INTO audit (id, at, account, actor, event, subject, before, after, reason, network)
     SELECT ?2, CAST(?3 AS INTEGER), ?4, ?5, ?6, subject, ?7, ?8, ?9, ?10 FROM (${found})`,
    [
      ...parameters,
      ...[mintId("aud", at), at, account, actorName(ctx.actor), event],
      ...[shown(before), shown(after), reason, ctx.network()],
    ],
  );
}

/** The account of an actor; empty for the network's own. */
export function accountOf(actor: Actor): string {
  switch (actor.role) {
    case "advertiser":
      return actor.advertiserId;
    case "webmaster":
      return actor.webmasterId;
    case "operator":
    case "system":
      return "";
  }
}
