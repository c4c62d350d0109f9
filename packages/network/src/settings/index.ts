import { hexOf } from "@waymark/contract/bytes";
import { apiName } from "../api-names.ts";
import { audit } from "../audit/index.ts";
import { actorName, type Context } from "../context.ts";
import { insertRows, retryOnConcurrentWrite, type Db } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { LANGUAGES, type Language } from "../mail/index.ts";
import type { PayoutSchedule } from "../payout-schedule/index.ts";
import { OPERATOR, requireRole } from "../role.ts";
import { PAYOUT_METHODS, type PayoutMethod } from "../words.ts";
import { isReadable } from "./colour.ts";
import { LOGO_BYTES_MAX, LOGO_FAULTS, readLogo, type Logo } from "./logo.ts";

export { acceptTerms, findLegalText, LEGAL_TEXTS, listLegalTexts, publishLegalText, termsOf } from "./legal-texts.ts";
export { beginDayZone, listDayZones, type DayZone } from "./day-zone.ts";
export type { LegalText, LegalTextState } from "./legal-texts.ts";
export { LOGO_BYTES_MAX, LOGO_TYPES } from "./logo.ts";

/** What the network is called, looks like and falls back to. */
interface Settings {
  name: string;
  /** `#rrggbb`, on light paper. */
  accentColour: string;
  /** On dark paper. */
  accentColourDark: string;
  /** The name beside the sender's address of mails; null: only the address. */
  mailSenderName: string | null;
  /** Where people write who can't sign in; null: not stated. */
  supportEmail: string | null;
  /** For people who have chosen none. */
  zone: string;
  currency: string;
  /** When webmasters are paid. */
  payoutSchedule: PayoutSchedule;
  /** Methods by which they can be paid. */
  payoutMethods: readonly PayoutMethod[];
  /** Days within which the operator answers an appeal of a webmaster. */
  appealDays: number;
  /** Languages that the cabinet offers; the first is for people whose browser prefers none of them. */
  languages: readonly Language[];
  /** `sha256` is of the file. */
  logo: (Logo & { sha256: string; sizeBytes: number }) | null;
}

export type StoredSettings = Settings & { version: number };

const DEFAULTS: Settings = {
  payoutSchedule: { kind: "half_month" },
  // USDT is not a currency (ISO 4217), and the law of some countries forbids it: the operator decides.
  payoutMethods: PAYOUT_METHODS.filter((method) => method !== "usdt_trc20"),
  ...{ name: "Waymark", accentColour: "#1f5e4a", accentColourDark: "#5fc3a0" },
  ...{ mailSenderName: null, supportEmail: null, zone: "UTC", currency: "USD", languages: LANGUAGES, logo: null },
  appealDays: 14,
};

const versionsOf = ({ query }: Db) =>
  query.selectFrom("network_settings").select(["version", "settings"]).orderBy("version", "desc").limit(1);

/** The settings in force. */
export async function getSettings(db: Db): Promise<StoredSettings> {
  const { version, settings } = await versionsOf(db).executeTakeFirstOrThrow(); // the migration inserts the first
  return { ...readStored(settings), version };
}

const readStored = (settings: string): Settings => ({ ...DEFAULTS, ...(JSON.parse(settings) as Partial<Settings>) }); // written by changeSettings

type SettingsChange = { [Name in keyof Settings]?: Settings[Name] | undefined } & { version?: number | undefined };

/** Changes settings; omitted fields are unchanged. Operator only. Throws `forbidden`, `invalid_input`, `conflict`. */
export async function changeSettings(ctx: Context, { version, ...change }: SettingsChange): Promise<StoredSettings> {
  requireRole(ctx, OPERATOR, "change the settings of the network");
  requireReadable(change);
  return retryOnConcurrentWrite(async () => {
    const { version: current, ...before } = await getSettings(ctx.db);
    if (version !== undefined && version !== current) throw await conflictOf(ctx, { version, before, change });
    const names = namesOf(change).filter((name) => change[name] !== undefined && !isSame(change[name], before[name]));
    if (names.length === 0) return { ...before, version: current };
    const after: Settings = { ...before, ...Object.fromEntries(names.map((name) => [name, change[name]])) };
    await ctx.db.write([
      ...insertRows(
        "network_settings",
        ["version", "settings", "changed_at", "changed_by"],
        [
          {
            ...{ version: current + 1, settings: JSON.stringify(after) },
            ...{ changed_at: ctx.now(), changed_by: actorName(ctx.actor) },
          },
        ],
      ),
      ...audit(ctx, {
        ...{ event: "settings.change", subject: "settings", account: "" },
        ...{ before: auditFields(before, names), after: auditFields(after, names) },
      }),
    ]);
    return { ...after, version: current + 1 };
  }, TRIES);
}

/** A change without a version applies to the newest one. */
const TRIES = { triesMax: 10 };

function requireReadable({ accentColour, accentColourDark }: SettingsChange): void {
  const fault = (path: string, paper: string) =>
    new NetworkError("invalid_input", "The colour can't be used", [
      { path, message: `text in this colour can't be read on ${paper} paper: its contrast is below 4.5` },
    ]);
  if (accentColour !== undefined && !isReadable(accentColour, "light")) throw fault("accent_colour", "light");
  if (accentColourDark !== undefined && !isReadable(accentColourDark, "dark"))
    throw fault("accent_colour_dark", "dark");
}

const namesOf = (change: { [Name in keyof Settings]?: unknown }) => Object.keys(change) as (keyof Settings)[]; // its keys are closed

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** A conflict that names each setting that others set since, with `theirs` and, if the caller set it too, `yours`. */
async function conflictOf(
  { db }: Context,
  { version, before, change }: { version: number; before: Settings; change: SettingsChange },
): Promise<NetworkError> {
  const seen = await versionsOf(db).where("version", "=", version).executeTakeFirst();
  const base = seen === undefined ? before : readStored(seen.settings);
  const names = namesOf(before).filter((name) => !isSame(base[name], before[name]));
  const theirs = auditFields(before, names);
  return new NetworkError(
    "conflict",
    "The settings were changed after the version that you saw",
    names.map((name) => ({
      ...{ path: apiName(name), message: "was changed", theirs: theirs[name] },
      ...(change[name] !== undefined && { yours: change[name] }),
    })),
  );
}

/** A logo is audited by its file. */
const auditFields = (of: Settings, names: readonly (keyof Settings)[]) =>
  Object.fromEntries(names.map((name) => [name, name === "logo" ? (of.logo?.sha256 ?? null) : of[name]]));

const keyOf = (sha256: string) => `logo/${sha256}`;

/**
 * Stores a picture as the network's logo. The bytes are stored before the settings name them. Operator only. Throws
 * `forbidden`, `too_large`, `file_refused`.
 */
export async function setLogo(ctx: Context, bytes: Uint8Array<ArrayBuffer>): Promise<StoredSettings> {
  requireRole(ctx, OPERATOR, "change the logo");
  if (bytes.length > LOGO_BYTES_MAX) throw new NetworkError("too_large", `A logo has at most ${LOGO_BYTES_MAX} bytes`);
  const logo = readLogo(bytes);
  if (typeof logo === "string") throw new NetworkError("file_refused", LOGO_FAULTS[logo]);
  const sha256 = hexOf(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  await ctx.files.put(keyOf(sha256), bytes, { httpMetadata: { contentType: logo.type } });
  return changeSettings(ctx, { logo: { ...logo, sha256, sizeBytes: bytes.length } });
}

/** Removes the logo; its file stays for the history. Operator only. Throws `forbidden`. */
export const removeLogo = (ctx: Context): Promise<StoredSettings> => changeSettings(ctx, { logo: null });

/** The logo with its bytes. Throws `not_found`. */
export async function readLogoFile(
  ctx: Context,
): Promise<{ logo: NonNullable<Settings["logo"]>; body: ReadableStream }> {
  const { logo } = await getSettings(ctx.db);
  const file = logo === null ? null : await ctx.files.get(keyOf(logo.sha256));
  if (logo === null || file === null) throw notFound("logo");
  return { logo, body: file.body };
}
