import { audit } from "../audit/index.ts";
import { actorName, type Context } from "../context.ts";
import { insertRows, rawStatement, retryOnConcurrentWrite, voidIf, type ListPage, type Tables } from "../db/index.ts";
import { changesNothing } from "../empty-change.ts";
import { NetworkError, notFound, type Fault } from "../errors.ts";
import { requireMoneyScope } from "../guard/index.ts";
import { createOnce, newId } from "../ids.ts";
import { innFault } from "../payout-details/index.ts";
import { OPERATOR, requireRole } from "../role.ts";
import { sql } from "kysely";

/** What papers and banks have to know of a legal entity. */
export interface LegalEntityFields {
  name: string;
  /** ISO 3166-1. */
  country: string;
  town: string;
  postcode: string | null;
  /** Street, building, office: at most two lines. */
  addressLines: readonly string[];
  /** The number by which its tax office knows it; of a Russian entity the INN. */
  taxNumber: string | null;
  /** The registration code of a Russian company; null for others. */
  kpp: string | null;
  vatNumber: string | null;
}

/** A legal entity that pays webmasters. Times are Unix ms. */
export interface LegalEntity extends LegalEntityFields {
  id: string;
  version: number;
  createdAt: number;
  changedAt: number;
}

type EntityRow = Tables["legal_entity"];

/** Newest first; `before` is the id of the last one seen. Throws `forbidden`. */
export async function listLegalEntities(
  ctx: Context,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<ListPage<LegalEntity>> {
  requireRole(ctx, OPERATOR, "read legal entities");
  let query = ctx.db.query.selectFrom("legal_entity").selectAll().orderBy("id", "desc").limit(limit);
  if (cursor !== undefined) query = query.where("id", "<", cursor);
  const rows = await query.execute();
  return { rows: rows.map(entityOf), next: rows.length < limit ? null : (rows.at(-1)?.id ?? null) };
}

/** Throws `not_found`. */
export async function getLegalEntity({ db }: Pick<Context, "db">, id: string): Promise<LegalEntity> {
  const row = await db.query.selectFrom("legal_entity").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("legal entity");
  return entityOf(row);
}

/** Throws `forbidden`, `scope_missing`, `invalid_input`. */
export async function addLegalEntity(ctx: Context, input: LegalEntityFields): Promise<LegalEntity> {
  requireRole(ctx, OPERATOR, "add a legal entity");
  requireMoneyScope(ctx);
  requireGood(input);
  const id = newId(ctx, "ent");
  const find = async () => {
    const known = ctx.db.query.selectFrom("legal_entity").select("id").where("id", "=", id);
    return (await known.executeTakeFirst()) && getLegalEntity(ctx, id);
  };
  return createOnce(ctx, find, async () => {
    const [at, by] = [ctx.now(), actorName(ctx.actor)];
    await ctx.db.write([
      ...insertRows(
        "legal_entity",
        [...COLUMNS, "id", "version", "created_at", "created_by", "changed_at", "changed_by"],
        [{ ...columnsOf(input), id, version: 1, created_at: at, created_by: by, changed_at: at, changed_by: by }],
      ),
      ...audit(ctx, { event: "legal_entity.add", subject: id, account: "", after: columnsOf(input) }),
    ]);
    return getLegalEntity(ctx, id);
  });
}

const TRIES = { triesMax: 3 };

/** Changes fields; omitted fields are unchanged. Throws `forbidden`, `scope_missing`, `not_found`, `invalid_input`, `conflict`. */
export async function changeLegalEntity(
  ctx: Context,
  id: string,
  {
    version,
    ...change
  }: { [Name in keyof LegalEntityFields]?: LegalEntityFields[Name] | undefined } & {
    version?: number | undefined;
  },
): Promise<LegalEntity> {
  requireRole(ctx, OPERATOR, "change a legal entity");
  requireMoneyScope(ctx);
  return retryOnConcurrentWrite(async () => {
    const before = await getLegalEntity(ctx, id);
    if (version !== undefined && version !== before.version)
      throw new NetworkError("conflict", "The legal entity was changed after the version that you saw");
    if (changesNothing(change)) return before;
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const after: LegalEntityFields = { ...before, ...given };
    requireGood(after);
    const columns = columnsOf(after);
    const names = COLUMNS.filter((name) => columns[name] !== columnsOf(before)[name]);
    if (names.length === 0) return before;
    const only = (of: LegalEntityFields) => Object.fromEntries(names.map((name) => [name, columnsOf(of)[name]]));
    await ctx.db.write([
      voidIf(
        ctx.db,
        sql`NOT EXISTS (SELECT 1 FROM legal_entity WHERE id = ${id} AND version = CAST(${before.version} AS INTEGER))`,
      ),
      rawStatement(
        `UPDATE legal_entity SET ${names.map((name) => `${name} = ?`).join(", ")}, version = version + 1,
           changed_at = CAST(? AS INTEGER), changed_by = ? WHERE id = ?`,
        [...names.map((name) => columns[name]), ctx.now(), actorName(ctx.actor), id],
      ),
      ...audit(ctx, {
        ...{ event: "legal_entity.change", subject: id, account: "" },
        ...{ before: only(before), after: only(after) },
      }),
    ]);
    return getLegalEntity(ctx, id);
  }, TRIES);
}

const RUSSIA = "RU";
const COMPANY_INN_DIGITS = 10;

function requireGood({ country, taxNumber, kpp }: LegalEntityFields): void {
  const isRussian = country === RUSSIA;
  const innMessage = taxNumber === null ? "must be the INN of the entity" : innFault(taxNumber);
  const isCompany = isRussian && taxNumber?.length === COMPANY_INN_DIGITS;
  const faults: Fault[] = [
    ...(isRussian && innMessage !== undefined ? [{ path: "tax_number", message: innMessage }] : []),
    ...(kppFault(kpp, isCompany) ?? []),
  ];
  if (faults.length > 0) throw new NetworkError("invalid_input", "The legal entity can't be saved", faults);
}

function kppFault(kpp: string | null, isCompany: boolean): Fault[] | undefined {
  if (isCompany)
    return kpp !== null && /^\d{4}[\dA-Z]{2}\d{3}$/.test(kpp)
      ? undefined
      : [{ path: "kpp", message: "must be the KPP of the company, which has 9 characters" }];
  return kpp === null ? undefined : [{ path: "kpp", message: "must be null: only Russian companies have a KPP" }];
}

const COLUMNS = [
  ...(["name", "country", "town", "postcode", "address_lines", "tax_number", "kpp", "vat_number"] as const),
] as const;

const columnsOf = (of: LegalEntityFields): Pick<EntityRow, (typeof COLUMNS)[number]> => ({
  ...{ name: of.name, country: of.country, town: of.town, postcode: of.postcode, kpp: of.kpp },
  ...{ address_lines: JSON.stringify(of.addressLines), tax_number: of.taxNumber, vat_number: of.vatNumber },
});

export const entityOf = (row: EntityRow): LegalEntity => ({
  ...{ id: row.id, name: row.name, country: row.country, town: row.town, postcode: row.postcode, kpp: row.kpp },
  addressLines: JSON.parse(row.address_lines) as string[], // written above
  ...{ taxNumber: row.tax_number, vatNumber: row.vat_number, version: row.version },
  ...{ createdAt: row.created_at, changedAt: row.changed_at },
});
