import { sql } from "kysely";
import type { Db } from "../db/index.ts";

/** Commission that came to nothing, in minor units. */
interface Exits {
  /** Of conversions that the advertiser or the check rejected. */
  rejected: bigint;
  /** Of conversions that were approved, and reversed later. */
  reversed: bigint;
}

/** A webmaster's commission that is in no balance, by currency. */
export async function findExits({ query }: Db, webmasterId: string): Promise<(currency: string) => Exits> {
  // The condition is that of the index, word by word.
  const { rows } = await sql<{ currency: string; is_reversed: 0 | 1; minor: string }>`
    SELECT currency, validation = 'reversed' AS is_reversed, CAST(sum(commission_minor) AS TEXT) AS minor
    FROM conversion INDEXED BY conversion_exits
    WHERE webmaster_id = ${webmasterId} AND is_test = 0
      AND (validation IN ('rejected', 'reversed') OR check_state = 'refused')
    GROUP BY currency, is_reversed`.execute(query);
  return (currency) => {
    const sumOf = (isReversed: 0 | 1) =>
      BigInt(rows.find((row) => row.currency === currency && row.is_reversed === isReversed)?.minor ?? "0");
    return { rejected: sumOf(0), reversed: sumOf(1) };
  };
}
