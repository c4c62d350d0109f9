import { inJson, type Db } from "./database.ts";

/** Numbers never change, so an isolate remembers about this many. */
const REMEMBERED_MAX = 50_000;

type Known = Map<string, number>;

const [entities, links] = [new WeakMap<object, Known>(), new WeakMap<object, Known>()];

/** The number of a webmaster, an offer or a landing, or of a link; 0 if there is none, and for null. */
export type NumberOf = (id: string | null) => number;

/** The numbers of these webmasters, offers and landings. Reads only those that this isolate does not know yet. */
export const findNumbers = (db: Db, ids: Iterable<string>): Promise<NumberOf> =>
  lookUp(db, entities, ids, (missing) =>
    db.query.selectFrom("entity_number").select(["id", "number"]).where("id", "in", inJson(missing)).execute(),
  );

/** The numbers of these links, the same way. */
export const findLinkNumbers = (db: Db, ids: Iterable<string>): Promise<NumberOf> =>
  lookUp(db, links, ids, (missing) =>
    db.query.selectFrom("link").select(["id", "number"]).where("id", "in", inJson(missing)).execute(),
  );

async function lookUp(
  { key }: Db,
  memory: WeakMap<object, Known>,
  ids: Iterable<string>,
  read: (missing: string[]) => Promise<{ id: string; number: number }[]>,
): Promise<NumberOf> {
  let known: Known = memory.get(key) ?? new Map();
  const wanted = new Set(ids);
  // A full memory is left to the calls that use it.
  if (known.size > REMEMBERED_MAX) known = new Map();
  const missing = [...wanted].filter((id) => !known.has(id));
  for (const { id, number } of missing.length === 0 ? [] : await read(missing)) known.set(id, number);
  memory.set(key, known);
  return (id) => (id === null ? 0 : (known.get(id) ?? 0));
}

/** The ids of these numbers of webmasters, offers and landings. */
export async function findEntityIds({ query }: Db, numbers: readonly number[]): Promise<Map<number, string>> {
  if (numbers.length === 0) return new Map();
  const rows = await query
    .selectFrom("entity_number")
    .select(["id", "number"])
    .where("number", "in", inJson(numbers))
    .execute();
  return new Map(rows.map(({ id, number }) => [number, id]));
}

/** The ids of these numbers of links. */
export async function findLinkIds({ query }: Db, numbers: readonly number[]): Promise<Map<number, string>> {
  if (numbers.length === 0) return new Map();
  const rows = await query.selectFrom("link").select(["id", "number"]).where("number", "in", inJson(numbers)).execute();
  return new Map(rows.map(({ id, number }) => [number, id]));
}
