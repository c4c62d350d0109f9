import { namesOf, PRESETS, type PresetName } from "@waymark/contract/postback-preset";
import { SNAPSHOT_VERSION, type TokenSnapshot } from "@waymark/contract/snapshot";
import { actorName, type Context } from "../context.ts";
import { insertRows, retryOnConcurrentWrite, type Db } from "../db/index.ts";
import { changesNothing } from "../empty-change.ts";
import { NetworkError } from "../errors.ts";
import { readStatusWords } from "../report/index.ts";
import { ADVERTISER_OR_OPERATOR, EVEN_IF_BLOCKED, requireRole } from "../role.ts";
import { secretView, tokenView, type PostbackSecret, type PostbackToken } from "./credentials.ts";
import { findCurrent, liveSecrets, publishTokens, requireAdvertiser, secretsOf, tokensOf } from "./queries.ts";
import { faultsOf, rangeOf, type PostbackSettings } from "./settings.ts";

/** An advertiser's postback settings, tokens and secrets; newest tokens and secrets first. */
export interface PostbackSetup {
  settings: PostbackSettings;
  /** 0 until the settings are first changed. */
  version: number;
  tokens: PostbackToken[];
  secrets: PostbackSecret[];
}

/** Throws `not_found`, also for another advertiser's, and `forbidden` to a webmaster. */
export async function getPostbackSetup(ctx: Context, advertiserId: string): Promise<PostbackSetup> {
  requireRole(ctx, ADVERTISER_OR_OPERATOR, "read the postback settings", EVEN_IF_BLOCKED);
  await requireAdvertiser(ctx, advertiserId);
  const [{ settings, version }, tokens, secrets] = await Promise.all([
    findCurrent(ctx.db, advertiserId),
    tokensOf(ctx.db, advertiserId).limit(100).execute(),
    secretsOf(ctx.db, advertiserId).limit(100).execute(),
  ]);
  return { settings, version, tokens: tokens.map(tokenView), secrets: secrets.map(secretView) };
}

/** The parts of the settings to change. A preset is applied first, then the given parts. */
export type SettingsChange = { [Part in keyof PostbackSettings]?: PostbackSettings[Part] | undefined } & {
  preset?: PresetName | undefined;
  /** The version that the change is based on. */
  version?: number | undefined;
};

/**
 * Changes how an advertiser's postbacks are read and accepted. Throws `invalid_input` with paths, `conflict`,
 * `not_found`.
 */
export async function changePostbackSettings(
  ctx: Context,
  advertiserId: string,
  change: SettingsChange,
): Promise<PostbackSetup> {
  requireRole(ctx, ADVERTISER_OR_OPERATOR, "change the postback settings");
  await requireAdvertiser(ctx, advertiserId);
  await retryOnConcurrentWrite(() => changeOnce(ctx, advertiserId, change), { triesMax: 5 });
  return getPostbackSetup(ctx, advertiserId);
}

async function changeOnce(
  ctx: Context,
  advertiserId: string,
  { preset, version: seen, ...parts }: SettingsChange,
): Promise<void> {
  const { settings: before, version } = await findCurrent(ctx.db, advertiserId);
  if (seen !== undefined && seen !== version)
    throw new NetworkError("conflict", `The settings were changed by another request; their version is now ${version}`);
  if (preset === undefined && changesNothing(parts)) return;
  const base = preset === undefined ? before : { ...before, ...PRESETS[preset] };
  const { words, faults: wordFaults } = readStatusWords(Object.entries(parts.statuses ?? {}));
  const statuses = parts.statuses === undefined ? undefined : words;
  const settings: PostbackSettings = {
    parameters:
      preset === undefined ? (parts.parameters ?? base.parameters) : { ...base.parameters, ...parts.parameters },
    statuses: preset === undefined ? (statuses ?? base.statuses) : { ...base.statuses, ...statuses },
    decimalSeparator: parts.decimalSeparator === undefined ? base.decimalSeparator : parts.decimalSeparator,
    addresses: parts.addresses ?? base.addresses,
    requiresSignature: parts.requiresSignature ?? base.requiresSignature,
  };
  const faults = faultsOf(settings);
  for (const { word, message } of wordFaults) faults.push({ path: `statuses.${word}`, message });
  if (settings.requiresSignature && (await liveSecrets(ctx.db, advertiserId)).length === 0)
    faults.push({ path: "requires_signature", message: "create a signing secret first" });
  if (faults.length > 0) throw new NetworkError("invalid_input", "These settings can't be used", faults);
  const row = {
    advertiser_id: advertiserId,
    version: version + 1,
    settings: JSON.stringify(settings),
    actor: actorName(ctx.actor),
    changed_at: ctx.now(),
  };
  await ctx.db.write([
    ...insertRows("postback_settings", ["advertiser_id", "version", "settings", "actor", "changed_at"], [row]),
    publishTokens(ctx, advertiserId),
  ]);
}

/** What the edge must know of a token; undefined if it is unknown, revoked or expired. */
export async function tokenSnapshot(db: Db, sha256: string, now: number): Promise<TokenSnapshot | undefined> {
  const row = await db.query
    .selectFrom("postback_token")
    .selectAll()
    .where("sha256", "=", sha256)
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  if (row === undefined || (row.expires_at ?? Infinity) <= now) return undefined;
  const { settings } = await findCurrent(db, row.advertiser_id);
  return {
    v: SNAPSHOT_VERSION,
    advertiserId: row.advertiser_id,
    ...(row.expires_at !== null && { until: row.expires_at }),
    ...(Object.keys(settings.parameters).length > 0 && { names: namesOf(settings.parameters) }),
    // Each was validated when it was saved.
    ...(settings.addresses.length > 0 && {
      addresses: settings.addresses.map(rangeOf).filter((range) => range !== undefined),
    }),
    ...(settings.requiresSignature && { signing: await liveSecrets(db, row.advertiser_id) }),
  };
}
