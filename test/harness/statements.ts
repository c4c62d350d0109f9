import { DAY_MS } from "@waymark/contract/duration";
import type { Context } from "@waymark/network/context";
import {
  getStatement,
  listBalances,
  readStatementLines,
  type Statement,
  type StatementLine,
} from "@waymark/network/ledger";
import { expect } from "vitest";
import { pursesAt, Scan } from "../../packages/network/src/ledger/statement-read.ts";

const dayText = (at: number) => new Date(at).toISOString().slice(0, 10);

/**
 * Statements of a webmaster over these times add up: each one by itself, each to the next one, all of them to the balances,
 * and each line of their files to the statement. The network's zone is UTC.
 */
export async function expectStatementsAddUp(
  ctx: Context,
  {
    webmasterId,
    currency,
    from,
    to,
    parts,
  }: { webmasterId: string; currency: string; from: number; to: number; parts: number },
): Promise<void> {
  const [first, last] = [Math.floor(from / DAY_MS), Math.floor(to / DAY_MS)];
  const step = Math.max(1, Math.ceil((last - first + 1) / parts));
  let [before, day]: [Statement | undefined, number] = [undefined, first];
  for (; day <= last; day += step) {
    const period = `${dayText(day * DAY_MS)}/${dayText((day + step - 1) * DAY_MS)}`;
    const statement = await getStatement(ctx, { webmasterId, currency, period });
    expectToAddUp(statement);
    const { from: begins, opening } = statement;
    const fromTheBeginning = new Scan(ctx.db, { webmasterId, currency }, -1);
    expect(opening.purses, "read back from now, and summed up").toEqual(await pursesAt(fromTheBeginning, begins));
    if (before !== undefined) expect(statement.opening, "the last one's closing").toEqual(before.closing);
    const { pages } = await readStatementLines(ctx, { webmasterId, currency, period });
    const lines: StatementLine[] = [];
    for await (const page of pages) lines.push(...page);
    expect([lines.at(0)?.balance, lines.at(-1)?.balance]).toEqual([
      statement.opening.balance,
      statement.closing.balance,
    ]);
    for (const movement of ["earned", "reversed", "corrections", "paid", "returned"] as const)
      expect(sum(lines.filter(({ kind }) => kind === movement).map(({ minor }) => minor))).toBe(
        statement.movements[movement],
      );
    before = statement;
  }
  const balance = (await listBalances(ctx.db, webmasterId)).find((one) => one.currency === currency);
  const { currency: _, ...purses } = balance ?? {
    currency,
    pending: 0,
    on_hold: 0,
    available: 0,
    on_payment: 0,
    paid: 0,
  };
  expect(before?.closing.purses).toEqual(
    Object.fromEntries(Object.entries(purses).map(([name, minor]) => [name, BigInt(minor)])),
  );
}

function expectToAddUp({ opening, closing, movements, offers, paid, returned }: Statement) {
  expect(opening.balance + sum(Object.values(movements))).toBe(closing.balance);
  expect(sum(offers.map(({ earned }) => earned))).toBe(movements.earned);
  expect(sum(offers.map(({ reversed }) => reversed))).toBe(movements.reversed);
  expect(sum(offers.map(({ pending }) => pending))).toBe(closing.purses.pending - opening.purses.pending);
  expect(-sum(paid.map(({ amount }) => amount))).toBe(movements.paid);
  expect(sum(returned.map(({ amount }) => amount))).toBe(movements.returned);
  for (const { amount, vat, net, fee, withheld } of [...paid, ...returned])
    expect(amount + vat).toBe(net + fee + withheld);
}

const sum = (minors: readonly bigint[]) => minors.reduce((total, minor) => total + minor, 0n);
