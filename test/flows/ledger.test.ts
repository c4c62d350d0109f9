import { DAY_MS } from "@waymark/contract/duration";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { DEMO } from "@waymark/dev/demo";
import { isDue } from "../../apps/control/src/jobs/schedule.ts";
import { findProgress } from "@waymark/network/db";
import { checkBooks, continueBookCheck, type BookFault } from "@waymark/network/books";
import { createApiKey } from "@waymark/network/identity";
import { proposeCorrection, type Correction, type CorrectionOf } from "@waymark/network/correction";
import { createPayoutRun } from "@waymark/network/payout";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ok, type Page } from "../harness/api.ts";
import { planted, TRANSFER_COLUMNS, whilePlanted } from "../harness/books.ts";
import { clickEvent, clickMessage, postbackEvent, postbackMessage } from "../harness/events.ts";
import { admit, linkRow, startNetwork, type TestNetwork } from "../harness/network.ts";
import { answerFor } from "../harness/second-person.ts";
import { overtakenBy } from "../harness/rival.ts";

let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork();
  const link = await linkRow(network);
  const clicks = Array.from({ length: 6 }, () => clickEvent(link));
  const statuses = ["approved", "approved", "rejected", undefined, "approved", "approved"];
  const postbacks = await Promise.all(
    clicks.map(({ clickId }, i) =>
      postbackEvent(clickId, {
        fields: { amount: "40", ...(statuses[i] !== undefined && { status: statuses[i] as "approved" }) },
      }),
    ),
  );
  await network.localNetwork.deliver("clicks", [clickMessage(clicks)]);
  await network.localNetwork.deliver("postbacks", [postbackMessage(postbacks)]);
  await createPayoutRun(network.context());
});
afterAll(() => network?.stop());

describe("the books", () => {
  test("are clean, and report what was checked", async () => {
    const { checked, faults, next } = await checkBooks(network.context());
    expect({ faults, next }).toEqual({ faults: [], next: null });
    expect(checked).toMatchObject({ conversions: 6, payouts: 1 });
    expect(checked.transfers).toBeGreaterThan(30);
    expect(checked.balances).toBeGreaterThan(4);
  });

  const FIRST = "(SELECT min(id) FROM transfer WHERE id LIKE '%_claim')";
  const KEEP = `CREATE TABLE kept AS SELECT * FROM transfer WHERE id = ${FIRST}`;
  const DROP = "DROP TABLE kept";

  test.each<[string, BookFault["code"][], string[], string[]]>([
    [
      "a missing transfer",
      ["transfer_missing", "balance_differs"],
      [KEEP, `DELETE FROM transfer WHERE id = ${FIRST}`],
      [`INSERT INTO transfer (${TRANSFER_COLUMNS}) SELECT ${TRANSFER_COLUMNS} FROM kept`, DROP],
    ],
    [
      "a doubled transfer",
      ["transfer_surplus", "balance_differs"],
      [
        `INSERT INTO transfer (${TRANSFER_COLUMNS}) SELECT id || 's', debit, credit, currency, amount_minor, conversion_id, payout_id, posted_at, correction_id FROM transfer WHERE id = ${FIRST}`,
      ],
      ["DELETE FROM transfer WHERE id LIKE '%_claims'"],
    ],
    [
      "an edited amount",
      ["transfer_differs", "balance_differs"],
      [`UPDATE transfer SET amount_minor = amount_minor + 1 WHERE id = ${FIRST}`],
      [`UPDATE transfer SET amount_minor = amount_minor - 1 WHERE id = ${FIRST}`],
    ],
    [
      "an edited amount with a balance that hides it",
      ["transfer_differs"],
      [
        `UPDATE balance SET balance_minor = balance_minor - 1 WHERE account = (SELECT debit FROM transfer WHERE id = ${FIRST})`,
        `UPDATE balance SET balance_minor = balance_minor + 1 WHERE account = (SELECT credit FROM transfer WHERE id = ${FIRST})`,
        `UPDATE transfer SET amount_minor = amount_minor + 1 WHERE id = ${FIRST}`,
      ],
      [
        `UPDATE balance SET balance_minor = balance_minor + 1 WHERE account = (SELECT debit FROM transfer WHERE id = ${FIRST})`,
        `UPDATE balance SET balance_minor = balance_minor - 1 WHERE account = (SELECT credit FROM transfer WHERE id = ${FIRST})`,
        `UPDATE transfer SET amount_minor = amount_minor - 1 WHERE id = ${FIRST}`,
      ],
    ],
    [
      "a transfer to another account",
      ["transfer_differs", "balance_differs"],
      [`UPDATE transfer SET credit = credit || 'x' WHERE id = ${FIRST}`],
      [`UPDATE transfer SET credit = rtrim(credit, 'x') WHERE id = ${FIRST}`],
    ],
    [
      "a transfer out of nowhere",
      ["transfer_without_cause", "balance_differs"],
      [
        "INSERT INTO transfer (id, debit, credit, currency, amount_minor, conversion_id, payout_id, posted_at) VALUES ('trf_cnv_none_0001_claim', 'a', 'b', 'USD', 5, 'cnv_none', NULL, 1)",
      ],
      ["DELETE FROM transfer WHERE conversion_id = 'cnv_none'"],
    ],
    [
      "a balance that was edited",
      ["balance_differs", "currency_unbalanced"],
      ["UPDATE balance SET balance_minor = balance_minor + 1 WHERE account = 'network:revenue'"],
      ["UPDATE balance SET balance_minor = balance_minor - 1 WHERE account = 'network:revenue'"],
    ],
    [
      "a conversion that was made dearer",
      ["history_differs"],
      ["UPDATE conversion SET revenue_minor = revenue_minor + 1 WHERE id = (SELECT min(id) FROM conversion)"],
      ["UPDATE conversion SET revenue_minor = revenue_minor - 1 WHERE id = (SELECT min(id) FROM conversion)"],
    ],
    [
      "a fact that was edited",
      ["fact_differs"],
      ["UPDATE conversion_fact SET amount_minor = amount_minor + 1 WHERE id = (SELECT min(id) FROM conversion_fact)"],
      ["UPDATE conversion_fact SET amount_minor = amount_minor - 1 WHERE id = (SELECT min(id) FROM conversion_fact)"],
    ],
    [
      "a history with a gap",
      ["history_differs"],
      [
        "UPDATE conversion_change SET version = 99 WHERE version = 1 AND conversion_id = (SELECT min(id) FROM conversion)",
      ],
      ["UPDATE conversion_change SET version = 1 WHERE version = 99"],
    ],
    [
      "a conversion that is approved behind its history's back",
      ["history_differs"],
      [
        "UPDATE conversion SET validation = 'approved', facts_at = -1 WHERE id = (SELECT max(id) FROM conversion WHERE validation = 'pending')",
      ],
      ["UPDATE conversion SET validation = 'pending', facts_at = NULL WHERE facts_at = -1"],
    ],
    [
      "a payout that is more than its lines",
      ["payout_differs"],
      ["UPDATE payout SET amount_minor = amount_minor + 1"],
      ["UPDATE payout SET amount_minor = amount_minor - 1"],
    ],
    [
      "a payment without its line, which the next run would make again",
      ["line_differs"],
      ["UPDATE payout_line SET released_at = 1 WHERE conversion_id = (SELECT min(conversion_id) FROM payout_line)"],
      ["UPDATE payout_line SET released_at = NULL WHERE released_at = 1"],
    ],
    [
      "a conversion that is payable again although it is being paid",
      ["history_differs", "line_differs"],
      ["UPDATE conversion SET payment = 'none', facts_at = -1 WHERE id = (SELECT min(conversion_id) FROM payout_line)"],
      ["UPDATE conversion SET payment = 'on_payment', facts_at = NULL WHERE facts_at = -1"],
    ],
    [
      "a conversion that was deleted",
      ["transfer_without_cause"],
      [
        "CREATE TABLE kept AS SELECT * FROM conversion WHERE id = (SELECT max(id) FROM conversion)",
        "DELETE FROM conversion WHERE id = (SELECT max(id) FROM conversion)",
      ],
      ["INSERT INTO conversion SELECT * FROM kept", DROP],
    ],
  ])("find %s: %j", async (_, codes, statements, undo) => {
    const faults = await planted(network, statements, undo);
    expect([...new Set(faults.map(({ code }) => code))].filter((code) => codes.includes(code)).toSorted()).toEqual(
      codes.toSorted(),
    );
    for (const { subject, detail } of faults) expect([subject, detail]).not.toContain("");
  });

  test("are checked by a command, which prints what it checked and fails if there is a fault", async () => {
    const command = new URL("../../dev/books.ts", import.meta.url).pathname;
    const env = {
      ...process.env,
      WAYMARK_CONTROL: network.localNetwork.origins.control,
      WAYMARK_KEY: DEMO.keys.operator,
    };
    const books = () => promisify(execFile)(process.execPath, [command], { env });
    expect((await books()).stdout).toMatch(/^Checked 6 conversions, [\s\S]+ all true\.\n$/);
    const statements = [`UPDATE transfer SET amount_minor = amount_minor + 1 WHERE id = ${FIRST}`];
    const undo = [`UPDATE transfer SET amount_minor = amount_minor - 1 WHERE id = ${FIRST}`];
    await whilePlanted(network, { statements, undo }, () =>
      expect(books()).rejects.toMatchObject({
        code: 1,
        stdout: expect.stringMatching(/ [1-9]\d* faults\.\n$/) as string,
        stderr: expect.stringContaining("transfer_differs: trf_") as string,
      }),
    );
  });

  test("are checked on schedule a part at a time, until every conversion was checked", async () => {
    const at = Date.now() + 3 * DAY_MS;
    const ctx = network.context({ role: "system", job: "books" }, () => at);
    const due = async () => isDue({ atHour: 4 }, await findProgress(ctx.db, "books"), at);
    expect(await due()).toBe(true);
    let checked = 0;
    while (await due()) checked += await continueBookCheck(ctx);
    const [count] = await network.rows<{ n: number }>("DB", "SELECT count(*) AS n FROM conversion");
    expect(checked).toBe(count?.n);
  });
});

describe("a correction by hand", () => {
  const as = (id: string) => network.context({ role: "operator", id });
  const correct = (by: string, amountMinor: number, of: CorrectionOf = { webmasterId: DEMO.webmaster }) =>
    proposeCorrection(as(by), { of, currency: "EUR", amountMinor, reason: "agreed by mail" });
  const available = async () => {
    const { data } = await ok(
      network.webmaster.get<Page<{ currency: string; available: { amount_minor: number } }>>("/balances"),
    );
    return data.find(({ currency }) => currency === "EUR")?.available.amount_minor ?? 0;
  };

  test("that is small is posted at once, and is visible to its webmaster with its transfer", async () => {
    const before = await available();
    const { id, status } = await correct("per_anna", -250);
    expect(status).toBe("posted");
    expect(await available()).toBe(before - 250);
    expect(await ok(network.webmaster.get(`/ledger/corrections/${id}`))).not.toHaveProperty("proposed_by_id");
    const { data } = await ok(
      network.webmaster.get<Page<{ correction_id: string | null }>>("/ledger/transfers?limit=500"),
    );
    expect(data.map(({ correction_id }) => correction_id)).toContain(id);
    expect(await network.advertiser.get(`/ledger/corrections/${id}`)).toMatchObject({ status: 404 });
  });

  test("above the limit waits for a second person, and moves nothing until then", async () => {
    const before = await available();
    const { id, status } = await correct("per_anna", 10_001);
    expect([status, await available()]).toEqual(["proposed", before]);
    await expect(answerFor(as("per_anna"), id, "confirm")).rejects.toMatchObject({
      code: "second_person_required",
    });
    expect(await answerFor(as("per_boris"), id, "confirm")).toMatchObject({ status: "confirmed" });
    expect(await ok(network.webmaster.get(`/ledger/corrections/${id}`))).toMatchObject({ status: "posted" });
    expect(await available()).toBe(before + 10_001);
    await expect(answerFor(as("per_vera"), id, "refuse")).rejects.toMatchObject({
      code: "request_answered",
    });
  });

  test("is not confirmed by a key that the same person made", async () => {
    const { id } = await correct("per_anna", 20_000);
    const { key } = await createApiKey(as("per_anna"), { name: "hers", scopes: ["payouts"], expiresAt: null });
    await expect(answerFor(as(key.id), id, "confirm")).rejects.toMatchObject({ code: "second_person_required" });
    const { key: second } = await createApiKey(as("per_boris"), {
      name: "second",
      scopes: ["payouts"],
      expiresAt: null,
    });
    expect(await answerFor(as(second.id), id, "refuse")).toMatchObject({ status: "refused" });
  });

  test("split into small ones counts against the same limit, even concurrently", async () => {
    expect((await correct("per_cutter", 6_000)).status).toBe("posted");
    expect((await correct("per_cutter", -6_000)).status).toBe("proposed");
    let rival: Correction | undefined;
    const slow = overtakenBy(as("per_twice"), async () => {
      rival = await correct("per_twice", 6_000);
    });
    const mine = await proposeCorrection(slow, {
      of: { webmasterId: DEMO.webmaster },
      currency: "EUR",
      amountMinor: 6_000,
      reason: "both at once",
    });
    expect([rival?.status, mine.status]).toEqual(["posted", "proposed"]);
  });

  test("is posted within the limit and otherwise proposed, even if one operator creates 12 at once", async () => {
    const body = { webmaster_id: DEMO.webmaster, amount: { amount_minor: 3_000, currency: "NOK" }, reason: "agreed" };
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => network.operator.post<{ status: string }>("/ledger/corrections", body)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(12).fill(201));
    const statuses = Map.groupBy(answers, (answer) => answer.body.status);
    expect([statuses.get("posted")?.length, statuses.get("proposed")?.length]).toEqual([3, 9]); // of 100.00 alone
  });

  test("is answered once, by the first caller", async () => {
    const { id } = await correct("per_anna", 30_000);
    const slow = overtakenBy(as("per_boris"), () => answerFor(as("per_vera"), id, "refuse"));
    await expect(answerFor(slow, id, "confirm")).rejects.toMatchObject({ code: "request_answered" });
  });

  test.each<[string, Record<string, unknown>, number]>([
    ["of no account", { webmaster_id: undefined }, 400],
    ["of two", { advertiser_id: DEMO.advertiser }, 400],
    ["of an unknown webmaster", { webmaster_id: "wm_none" }, 404],
    ["of nothing", { amount: { amount_minor: 0, currency: "EUR" } }, 400],
    ["of half a cent", { amount: { amount_minor: 0.5, currency: "EUR" } }, 400],
    ["of too much", { amount: { amount_minor: 1e15, currency: "EUR" } }, 400],
    ["in no currency", { amount: { amount_minor: 5, currency: "XXQ" } }, 422],
    ["without a reason", { reason: " " }, 400],
  ])("%s is refused", async (_, parts, status) => {
    const body = {
      webmaster_id: DEMO.webmaster,
      amount: { amount_minor: 5, currency: "EUR" },
      reason: "why",
      ...parts,
    };
    expect(await network.operator.post("/ledger/corrections", body)).toMatchObject({ status });
  });

  test("of an advertiser makes it owe more, in the books and in its list", async () => {
    const { id: advertiserId, key } = await admit(network, "advertiser");
    const { id } = await correct("per_owing", 700, { advertiserId });
    const { data } = await ok(network.api(key).get<Page<Record<string, unknown>>>("/ledger/transfers"));
    expect(data).toMatchObject([
      {
        correction_id: id,
        debit: `advertiser:${advertiserId}:receivable`,
        amount: { amount_minor: 700, currency: "EUR" },
      },
    ]);
  });

  test("leaves clean books", async () => {
    expect((await checkBooks(network.context())).faults).toEqual([]);
  });
});

test("transfers are paged without a gap, and each party sees only those of its own accounts", async () => {
  for (const [who, prefix] of [
    [network.webmaster, `webmaster:${DEMO.webmaster}:`],
    [network.advertiser, `advertiser:${DEMO.advertiser}:`],
    [network.operator, ""],
  ] as const) {
    type Row = { id: string; debit?: string; credit?: string };
    const { data: all } = await ok(who.get<Page<Row>>("/ledger/transfers?limit=500"));
    expect(all.length).toBeGreaterThan(4);
    for (const { debit, credit } of all) {
      const accounts = [debit, credit].filter((account) => account !== undefined);
      expect(accounts.length, "its own account at least").toBeGreaterThan(0);
      for (const account of accounts) expect(account.startsWith(prefix)).toBe(true);
    }
    const paged: string[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const { data, next_cursor }: Page<Row> = await ok(
        who.get<Page<Row>>(`/ledger/transfers?limit=3${cursor && `&cursor=${cursor}`}`),
      );
      paged.push(...data.map(({ id }) => id));
      cursor = next_cursor;
    }
    expect(paged).toEqual(all.map(({ id }) => id));
  }
});
