import { sql } from "kysely";
import { rawStatement, type Db, type Statement } from "../db/index.ts";
import { NetworkError } from "../errors.ts";

/**
 * The most that a party (a webmaster, an advertiser, the network) may have or owe in all its accounts of a currency
 * together, in minor units. A single balance may reach twice that while another one is negative.
 */
export const PARTY_MINOR_MAX = 2 ** 52 - 1;

/** An amount that is moved from one account to another. */
export interface Movement {
  debit: string;
  credit: string;
  currency: string;
  /** Greater than 0. */
  amountMinor: number;
}

/** The difference of a balance, in minor units. */
export interface MinorChange {
  /** An account or a party. */
  name: string;
  currency: string;
  minor: bigint;
}

/** `webmaster:web_1` of `webmaster:web_1:pending`. */
const partyOf = (account: string) => account.slice(0, account.lastIndexOf(":"));

/** The changes of accounts by these transfers, exact at any size. */
export const accountChanges = (transfers: readonly Movement[]) => changesBy(transfers, (account) => account);

/** The changes of parties. A transfer between accounts of the same party changes nothing. */
const partyChanges = (transfers: readonly Movement[]) =>
  changesBy(transfers, partyOf).filter(({ minor }) => minor !== 0n);

function changesBy(transfers: readonly Movement[], nameOf: (account: string) => string): MinorChange[] {
  const changes = new Map<string, MinorChange>();
  const add = (name: string, currency: string, minor: bigint) => {
    const change = changes.get(`${currency} ${name}`) ?? { name, currency, minor: 0n };
    change.minor += minor;
    changes.set(`${currency} ${name}`, change);
  };
  for (const { debit, credit, currency, amountMinor } of transfers) {
    add(nameOf(debit), currency, -BigInt(amountMinor));
    add(nameOf(credit), currency, BigInt(amountMinor));
  }
  return [...changes.values()];
}

/** Violates the check of `balance`, and so voids its batch, if these transfers take a party beyond its limit. */
export function refuseExcess(transfers: readonly Movement[]): Statement[] {
  const parties = partyChanges(transfers).map(({ name, currency, minor }) => [
    `${name}:`,
    `${name};`,
    currency,
    minor > 0n ? 1 : -1,
  ]);
  if (parties.length === 0) return [];
  return [
    rawStatement(
      `UPDATE balance SET balance_minor = 9223372036854775807 FROM (
         SELECT party.value ->> 0 AS since, party.value ->> 1 AS until, party.value ->> 2 AS currency
         FROM json_each(?) party JOIN balance own
           ON own.account >= party.value ->> 0 AND own.account < party.value ->> 1 AND own.currency = party.value ->> 2
         GROUP BY party.key HAVING sum(own.balance_minor) * (party.value ->> 3) > ${PARTY_MINOR_MAX}
       ) beyond
       WHERE account >= beyond.since AND account < beyond.until AND balance.currency = beyond.currency`,
      [JSON.stringify(parties)],
    ),
  ];
}

/** Runs work. If its batch is refused as `sum_too_large`, runs it once more, to leave out what exceeds the limit. */
export async function retryWithoutExcess<T>(work: (isTooLarge: boolean) => Promise<T>): Promise<T> {
  try {
    return await work(false);
  } catch (error) {
    if (!isExcess(error)) throw error;
    return work(true);
  }
}

/** Whether a batch was refused because it would take a party beyond its limit. */
export const isExcess = (error: unknown) => error instanceof NetworkError && error.code === "sum_too_large";

/** How far parties are from their limits. */
export interface Headroom {
  /** Whether these transfers fit in addition to those accepted before. If not, none of them counts. */
  takes(transfers: readonly Movement[]): boolean;
}

/** For batches that were refused (`sum_too_large`): finds which parts exceed the limit of one of these parties. */
export async function findHeadroom(
  { query }: Db,
  { webmasterIds, advertiserIds }: { webmasterIds: readonly string[]; advertiserIds: readonly string[] },
): Promise<Headroom> {
  const parties = [
    ...new Set([
      ...webmasterIds.map((id) => `webmaster:${id}`),
      ...advertiserIds.map((id) => `advertiser:${id}`),
      "network",
    ]),
  ];
  const { rows } = await sql<{ name: string; currency: string; minor: string }>`
    SELECT party.value AS name, currency, CAST(sum(balance_minor) AS TEXT) AS minor
    FROM json_each(${JSON.stringify(parties)}) party
    JOIN balance ON account >= party.value || ':' AND account < party.value || ';'
    GROUP BY party.key, currency`.execute(query);
  const sums = new Map(rows.map(({ name, currency, minor }) => [`${currency} ${name}`, BigInt(minor)]));
  return {
    takes(transfers) {
      const after = partyChanges(transfers).map(({ name, currency, minor }) => ({
        key: `${currency} ${name}`,
        isMore: minor > 0n,
        sum: (sums.get(`${currency} ${name}`) ?? 0n) + minor,
      }));
      if (after.some(({ sum, isMore }) => (isMore ? sum : -sum) > PARTY_MINOR_MAX)) return false;
      for (const { key, sum } of after) sums.set(key, sum);
      return true;
    },
  };
}
