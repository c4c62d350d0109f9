import { DAY_MS, HOUR_MS, MINUTE_MS } from "@waymark/contract/duration";
import { DEMO } from "@waymark/dev/demo";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ok, refused, type Conversion, type Loose, type Page, type PostbackView } from "../harness/api.ts";
import { expectBalancedBooks } from "../harness/books.ts";
import { clickEvent } from "../harness/events.ts";
import { linkRow, startNetwork, type TestNetwork } from "../harness/network.ts";
import { until } from "../harness/until.ts";
import {
  committed,
  conversionsByOrder,
  conversionsOf,
  newUploadSide,
  recently,
  rowsOf,
  standing,
  validated,
  type UploadSide,
} from "../harness/uploads.ts";

let network: TestNetwork;
const DAY_BEFORE = Date.now() - HOUR_MS + MINUTE_MS;

beforeAll(async () => {
  network = await startNetwork();
});
afterAll(() => network?.stop());

const timeOf = (n: number) => new Date(DAY_BEFORE + n * MINUTE_MS).toISOString();

const FILE = "click_id,order_id,amount,currency,status,occurred_at,answered_at";

/** Applies rows as one file. */
async function upload(side: UploadSide, ...rows: string[]) {
  const { id } = await validated(network, side.offer.id, [FILE, ...rows].join("\n"));
  return committed(network, id);
}

const applied = (receipt: string) =>
  until(`${receipt} is applied`, async () => {
    const answer = await network.operator.get<PostbackView>(`/postbacks/${receipt}`);
    return answer.status === 200 && answer.body;
  });

const report = async (fields: Record<string, string>) => applied(await network.sell(fields));

const knownOf = async (offerId: string) => {
  await until("the conversions know their clicks", async () =>
    (await conversionsOf(network, offerId)).every(({ click_facts }) => click_facts === "known"),
  );
  return conversionsByOrder(network, offerId);
};

/** Credits less debits of each account for a conversion, without accounts at 0. */
const balancesOf = (conversionId: string) =>
  network.rows(
    "DB",
    `SELECT account, sum(minor) AS minor FROM (
       SELECT debit AS account, -amount_minor AS minor FROM transfer WHERE conversion_id = ?1
       UNION ALL SELECT credit, amount_minor FROM transfer WHERE conversion_id = ?1)
     GROUP BY account HAVING sum(minor) <> 0 ORDER BY account`,
    conversionId,
  );

const permutations = <T>(list: readonly T[]): T[][] =>
  list.length === 0
    ? [[]]
    : list.flatMap((first, i) => permutations(list.toSpliced(i, 1)).map((rest) => [first, ...rest]));

describe("the same facts by postback, file and replay", () => {
  /** Each fact's channel, its answer, and the minute at which it was given. */
  const FACTS = [
    ["postback", "approved", 1],
    ["upload", "rejected", 2],
    ["replay", "approved", 3],
  ] as const;
  type Fact = (typeof FACTS)[number];

  test.each([
    ["the replay answers last", FACTS, "approved"],
    [
      "the file answers last",
      FACTS.map(([channel, status, n]) => [channel, status, n === 2 ? 9 : n] as unknown as Fact),
      "reversed",
    ],
  ] as const)("have the same result in every order of arrival, if %s", async (_, facts, status) => {
    const side = await newUploadSide(network);
    const orders = permutations(facts);
    const clicks = await side.clicks(orders.length);
    const fieldsOf = (i: number, [, word, n]: Fact) => ({
      ...{ click_id: clicks[i] ?? "", order_id: `O${i}`, amount: "100.00", currency: "USD" },
      ...{ occurred_at: timeOf(0), answered_at: timeOf(n), status: word },
    });
    // An unknown status word: its postback can be replayed later.
    const word = `shipped-${side.offer.id.slice(-6)}`;
    const kept = new Map<number, string>();
    for (const [i, order] of orders.entries())
      for (const fact of order)
        if (fact[0] === "replay") {
          const { id, status } = await report({ ...fieldsOf(i, fact), status: word });
          expect(status).toBe("rejected");
          kept.set(i, id);
        }
    await ok(
      network.advertiser.patch(`/advertisers/${DEMO.advertiser}/postback`, {
        statuses: { [word]: facts.find(([channel]) => channel === "replay")?.[1] },
      }),
    );
    for (const place of [0, 1, 2]) {
      const arriving = orders.map((order, i) => [i, order[place]] as const);
      const rows: string[] = [];
      for (const [i, fact] of arriving) {
        if (fact === undefined) continue;
        if (fact[0] === "postback") await report(fieldsOf(i, fact));
        if (fact[0] === "replay") await ok(network.advertiser.post(`/postbacks/${kept.get(i)}/replay`), 201);
        if (fact[0] === "upload") rows.push(Object.values(fieldsOf(i, fact)).join(","));
      }
      const header = Object.keys(fieldsOf(0, facts[0] ?? FACTS[0])).join(",");
      const { id } = await validated(network, side.offer.id, [header, ...rows].join("\n"));
      await committed(network, id);
    }
    const conversions = Object.values(await knownOf(side.offer.id));
    expect(conversions).toHaveLength(orders.length);
    const [first] = conversions;
    const balances = await balancesOf(first?.id ?? "");
    for (const conversion of conversions) {
      expect(conversion).toMatchObject({ status, amount: { amount_minor: 10_000 }, commission: first?.commission });
      expect(await balancesOf(conversion.id)).toEqual(balances);
    }
    await expectBalancedBooks(network);
  });
});

test("an answer without a time is ordered by its acceptance; a change back is flagged and listed until the next answer", async () => {
  const side = await newUploadSide(network);
  const [click_id = ""] = await side.clicks(1);
  const sale = { click_id, order_id: "F-1", amount: "100", currency: "USD" };
  await report({ ...sale, status: "rejected" });
  expect(await report({ ...sale, status: "approved" })).toMatchObject({
    status: "updated",
    reason_code: "answer_changed_back",
  });
  const flagged = async () =>
    (
      await ok(
        network.operator.get<Page<Conversion>>(`/conversions?offer_id=${side.offer.id}&flag=answer_changed_back`),
      )
    ).data;
  const [conversion] = await flagged();
  expect(conversion).toMatchObject({ status: "approved", flag: "answer_changed_back", channel: "postback" });
  const life = await ok(network.advertiser.get<{ conversions: { changes: Loose[] }[] }>(`/clicks/${click_id}`));
  const flags = life.conversions[0]?.changes.map(({ verb, flag }) => `${String(verb)} ${String(flag)}`);
  expect(flags).toContain("approve answer_changed_back");
  await report({ ...sale, status: "rejected" });
  expect(await flagged()).toEqual([]);
});

test("an answer dated after its report is refused, by postback and by file", async () => {
  const side = await newUploadSide(network);
  const [first = "", second = ""] = await side.clicks(2);
  const later = new Date(Date.now() + 6 * MINUTE_MS).toISOString();
  const sale = { click_id: first, order_id: "L-1", amount: "100", currency: "USD", status: "approved" };
  expect(await report({ ...sale, answered_at: later })).toMatchObject({
    status: "rejected",
    reason_code: "answered_in_future",
  });
  const row = `${second},L-2,100,USD,approved,${recently()},${later}`;
  const { id } = await validated(network, side.offer.id, [FILE, row].join("\n"));
  expect(await rowsOf(network, id)).toMatchObject([{ outcome: "error", outcome_code: "answered_in_future" }]);
  expect((await network.postback({ ...sale, answered_at: "yesterday" })).status, "not a time").toBe(400);
});

test("an order of a blocked webmaster is held on every channel, also by the time it occurred; earlier ones can be answered", async () => {
  const side = await newUploadSide(network, { hold_days: 0 });
  const [a = "", b = "", c = "", earlier = ""] = await side.clicks(4);
  const dated = { occurred_at: timeOf(5), currency: "USD", amount: "100" };
  await report({ ...dated, click_id: earlier, order_id: "B-0" });
  const path = `/webmasters/${side.link.webmaster_id}`;
  await ok(network.operator.post(`${path}/block`, { reason: "asked" }));
  await report({ ...dated, click_id: a, order_id: "B-1", status: "approved" });
  await upload(side, `${b},B-2,100,USD,approved,${timeOf(5)},`, `,B-0,100,USD,approved,,`);
  const held = { status: "held", check_reason: { code: "webmaster_blocked" } };
  expect(await knownOf(side.offer.id)).toMatchObject({
    ...{ "B-0": { status: "approved" }, "B-1": held, "B-2": held },
  });
  const blocked = `/conversions?check_code=webmaster_blocked&offer_id=${side.offer.id}`;
  const heldOrders = (await ok(network.operator.get<Page<Conversion>>(blocked))).data.map(({ order_id }) => order_id);
  expect(new Set(heldOrders)).toEqual(new Set(["B-1", "B-2"]));
  const early = network.operator.post(`${path}/release-held`, { reason: "cleared" });
  await refused(early, 409, "transition_refused");
  expect(await ok(network.operator.post(`${path}/unblock`, { reason: "cleared" }))).toMatchObject({
    held_by_block: 2,
    consequences: expect.arrayContaining([expect.objectContaining({ code: "held_stay_held" })]) as unknown,
  });
  const release = () => ok(network.operator.post(`${path}/release-held`, { reason: "the traffic was clean" }));
  expect(await release()).toEqual({ released: 2, held_again: 0, remaining: 0 });
  expect(await release(), "again").toEqual({ released: 0, held_again: 0, remaining: 0 });
  const released = await knownOf(side.offer.id);
  expect(released, "the advertiser's answers take effect").toMatchObject({
    ...{ "B-1": { status: "approved", check_reason: null }, "B-2": { status: "approved", check_reason: null } },
  });
  const { data: changes } = await ok(network.webmaster.get<Page<Loose>>(`/conversions/${released["B-1"]?.id}/changes`));
  expect(changes.find(({ verb }) => verb === "release")).toMatchObject({
    ...{ side: "operator", reason: "the traffic was clean" },
  });
  await expectBalancedBooks(network);
  await network.rows(
    "DB",
    "UPDATE stop SET since = ? WHERE subject = ?",
    DAY_BEFORE,
    `webmaster:${side.link.webmaster_id}`,
  );
  await report({ ...dated, click_id: c, order_id: "B-3", status: "approved" });
  expect(await knownOf(side.offer.id), "it occurred while they were blocked").toMatchObject({ "B-3": held });
  await network.rows("DB", "DELETE FROM stop WHERE subject = ?", `webmaster:${side.link.webmaster_id}`);
});

describe("a file without a goal column", () => {
  const goals = [
    { code: "sale", is_default: true, currency: "USD", revenue_fixed_minor: 500, commission_fixed_minor: 500 },
    { code: "lead", is_default: false, currency: "USD", revenue_fixed_minor: 100, commission_fixed_minor: 100 },
    { code: "trial", is_default: false, currency: "USD", revenue_fixed_minor: 200, commission_fixed_minor: 200 },
  ];

  test("finds an order under its recorded goal, and requires the goal if there are several", async () => {
    const side = await newUploadSide(network, { goals });
    const [a = "", b = ""] = await side.clicks(2);
    for (const [click_id, order_id, goal] of [
      [a, "G-1", "lead"],
      [b, "G-2", "lead"],
      [b, "G-2", "trial"],
      [a, "G-4", "sale"],
      [b, "G-4", "lead"],
      [a, "G-5", "sale"],
    ] as const)
      await report({ click_id, order_id, goal });
    const orders = ["G-1", "G-2", "G-3", "G-4", "G-5"].map((order) => `${order},approved`);
    const shown = await validated(network, side.offer.id, ["order_id,status", ...orders].join("\n"));
    const [found, several, none, ofDefaultToo, ofDefaultOnly] = await rowsOf(network, shown.id);
    for (const one of [found, ofDefaultOnly]) expect(one).toMatchObject({ outcome: "approve", outcome_code: null });
    for (const one of [several, ofDefaultToo])
      expect(one).toMatchObject({ outcome: "error", outcome_code: "goal_ambiguous" });
    expect(several?.outcome_sentence).toContain("lead, trial");
    expect(ofDefaultToo?.outcome_sentence).toContain("lead, sale");
    const named = await validated(network, side.offer.id, "order_id,goal,status\nG-4,sale,approved");
    expect((await rowsOf(network, named.id))[0]).toMatchObject({ outcome: "approve", outcome_code: null });
    expect(none).toMatchObject({ outcome: "error", outcome_code: "unknown_order" });
    const wrong = await validated(network, side.offer.id, "order_id,goal,status\nG-1,sale,approved");
    const [elsewhere] = await rowsOf(network, wrong.id);
    expect(elsewhere).toMatchObject({ outcome: "error", outcome_code: "unknown_order" });
    expect(elsewhere?.outcome_sentence).toContain("lead");
    await committed(network, shown.id);
    expect(await knownOf(side.offer.id)).toMatchObject({ "G-1": { status: "approved" } });
  });
});

test("an undo keeps what another report has confirmed since, unless that was a file that is undone", async () => {
  const side = await newUploadSide(network, { hold_days: 0 });
  const clicks = await side.clicks(3);
  const row = (i: number) => `${clicks[i]},C-${i},100,USD,approved,${recently()},`;
  await report({ click_id: clicks[0] ?? "", order_id: "C-0", amount: "100", currency: "USD" });
  const first = await upload(side, row(0), row(1), row(2));
  await report({ click_id: clicks[0] ?? "", order_id: "C-0", status: "approved" });
  await report({ click_id: clicks[1] ?? "", order_id: "C-1", status: "approved" });
  const second = await upload(side, row(2));
  for (const { id } of [second, first]) {
    await ok(network.advertiser.post(`/uploads/${id}/undo`));
    await standing(network, id, "undone");
  }
  expect((await rowsOf(network, first.id)).map(({ status }) => status)).toEqual([
    "kept_changed",
    "kept_changed",
    "undone",
  ]);
  expect(await knownOf(side.offer.id)).toMatchObject({
    ...{ "C-0": { status: "approved" }, "C-1": { status: "approved" }, "C-2": { status: "reversed" } },
  });
  await expectBalancedBooks(network);
});

/** A goal that a pixel may report. */
const LEAD = { code: "lead", is_default: true, currency: "USD", revenue_fixed_minor: 500, commission_fixed_minor: 500 };

test("two orders of a pixel's click in one file are two conversions", async () => {
  const side = await newUploadSide(network, { goals: [LEAD], allows_pixel: true });
  const [click_id = ""] = await side.clicks(1);
  await reportByPixel(side, click_id);
  const row = (order: string, amount: string) => `${click_id},${order},${amount},USD,approved,${recently()},`;
  const done = await upload(side, row("Y-1", "100"), row("Y-2", "50"));
  expect(done).toMatchObject({ status: "committed", errors: {} });
  expect(await knownOf(side.offer.id)).toMatchObject({
    ...{ "Y-1": { amount: { amount_minor: 10_000 } }, "Y-2": { amount: { amount_minor: 5_000 } } },
  });
  expect(await conversionsOf(network, side.offer.id)).toHaveLength(2);
  await expectBalancedBooks(network);
});

test("a file completes a pixel's conversion, and its undo restores it, held", async () => {
  const side = await newUploadSide(network, { goals: [LEAD], hold_days: 0, allows_pixel: true });
  const [click_id = ""] = await side.clicks(1);
  const reported = await reportByPixel(side, click_id);
  const only = async () => {
    const [conversion, ...others] = await until("it is recorded", async () => {
      const list = await conversionsOf(network, side.offer.id);
      return list.length > 0 && list.every(({ click_facts }) => click_facts === "known") && list;
    });
    expect(others).toEqual([]);
    return conversion;
  };
  expect(reported).toMatchObject({ status: "held", channel: "pixel", order_id: null });
  const done = await upload(side, `${click_id},X-1,100,USD,approved,${recently()},`);
  expect(await only()).toMatchObject({
    ...{ id: reported?.id, status: "approved", channel: "upload", order_id: "X-1", amount: { amount_minor: 10_000 } },
  });
  await ok(network.advertiser.post(`/uploads/${done.id}/undo`));
  const undone = { id: reported?.id, status: "held", validation: "pending", order_id: null, amount: null };
  await until("it is undone", async () => (await only())?.status === "held");
  expect(await only()).toMatchObject({ ...undone, channel: "pixel" });
  await expectBalancedBooks(network);
});

/** A visitor's browser reports a conversion of this click, which is recorded and held. */
async function reportByPixel(side: UploadSide, clickId: string) {
  await network.publish();
  const { status } = await fetch(`${network.localNetwork.origins.edge}/pixel.gif?click_id=${clickId}`);
  expect(status).toBe(200);
  return until("the pixel's conversion is recorded", async () => {
    const [conversion] = await conversionsOf(network, side.offer.id);
    return conversion?.click_facts === "known" && conversion;
  });
}

describe("reports by the API", () => {
  const post = (network: TestNetwork, body: Loose) =>
    ok(network.advertiser.post<{ data: Loose[] }>("/conversions", body)).then(({ data }) => data);
  const usd = (amount_minor: number) => ({ amount_minor, currency: "USD" });

  test("each has its outcome, and a refused one stops no other", async () => {
    const side = await newUploadSide(network, { hold_days: 0 });
    const [a = "", b = ""] = await side.clicks(2);
    const sale = {
      click_id: a.toUpperCase(),
      order_id: " N-1 ",
      amount: usd(10_000),
      occurred_at: timeOf(5),
      answered_at: timeOf(6),
    };
    const foreign = clickEvent(await linkRow(network)).clickId;
    const outcomes = await post(network, {
      reports: [
        sale,
        { ...sale, click_id: a, order_id: "N-1" },
        { click_id: b, order_id: "{order_id}", amount: usd(1) },
        { click_id: foreign.replace(/.$/, (last) => (last === "0" ? "1" : "0")), order_id: "N-9", amount: usd(1) },
        { click_id: b, order_id: "N-2", amount: { amount_minor: 5, currency: "EUR" } },
        { click_id: b, order_id: "N-2", amount: usd(5_000), status: "approved" },
        { order_id: "N-1", status: "approved" },
      ],
    });
    expect(outcomes.map(({ status, reason_code }) => [status, reason_code])).toEqual([
      ["recorded", null],
      ["duplicate", null],
      ["rejected", "placeholder"],
      ["rejected", "unknown_click_id"],
      ["rejected", "currency_differs"],
      ["recorded", null],
      ["rejected", "unknown_click_id"],
    ]);
    const byOrder = await post(network, {
      offer_id: side.offer.id,
      reports: [
        { order_id: "N-1", status: "approved", answered_at: timeOf(9), amount: usd(9_000) },
        { order_id: "N-1", status: "rejected", answered_at: timeOf(8), reason: "returned", reason_code: "returned" },
        { order_id: "N-3", status: "approved" },
      ],
    });
    expect(byOrder).toMatchObject([
      { status: "updated", conversion_id: outcomes[0]?.["conversion_id"] },
      { status: "stale" },
      {
        status: "rejected",
        reason_code: "unknown_order",
        reason_sentence: expect.stringContaining("order_id") as string,
      },
    ]);
    expect(await knownOf(side.offer.id)).toMatchObject({
      "N-1": { channel: "api", status: "approved", amount: usd(9_000) },
      "N-2": { channel: "api", status: "approved", amount: usd(5_000) },
    });
    await expectBalancedBooks(network);
  });

  test("a postback, a file and the API know one order, whichever reports it first", async () => {
    const side = await newUploadSide(network);
    const [click_id = ""] = await side.clicks(1);
    await report({ click_id, order_id: "S-1", amount: "100", currency: "USD" });
    const [same] = await post(network, { reports: [{ click_id, order_id: "S-1", amount: usd(10_000) }] });
    expect(same).toMatchObject({ status: "duplicate" });
    await upload(side, `${click_id},S-1,100,USD,approved,${recently()},`);
    const [answer] = await post(network, {
      offer_id: side.offer.id,
      reports: [{ order_id: "S-1", status: "rejected" }],
    });
    expect(answer).toMatchObject({ status: "updated" });
    expect(await knownOf(side.offer.id)).toMatchObject({ "S-1": { status: "reversed", channel: "postback" } });
  });

  test("an answer of a day counts as the end of that day, as in a file", async () => {
    const side = await newUploadSide(network);
    const yesterday = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS;
    const [day, noon] = [0, 12 * HOUR_MS].map((ms) => new Date(yesterday + ms).toISOString());
    const [click_id = ""] = await side.clicks(1, yesterday);
    const sale = { click_id, order_id: "D-1", amount: usd(10_000), occurred_at: noon };
    const outcomes = await post(network, {
      reports: [
        { ...sale, status: "approved", answered_at: noon },
        { ...sale, status: "rejected", answered_at: day?.slice(0, 10) },
        { ...sale, status: "approved", answered_at: noon },
      ],
    });
    expect(outcomes).toMatchObject([{ status: "recorded" }, { status: "updated" }, { status: "stale" }]);
  });

  test("a thousand orders without clicks are searched under fifty goals", async () => {
    const goal = { currency: "USD", revenue_bps: 1_000, commission_bps: 1_000 };
    const goals = Array.from({ length: 50 }, (_, i) => ({ ...goal, code: `goal-${i}`, is_default: i === 0 }));
    const side = await newUploadSide(network, { goals });
    const [click_id = ""] = await side.clicks(1);
    await report({ click_id, order_id: "Q-1", goal: "goal-49", amount: "100", currency: "USD" });
    const reports = Array.from({ length: 999 }, (_, i) => ({ order_id: `${"Q".repeat(40)}${i}`, status: "approved" }));
    const outcomes = await post(network, {
      offer_id: side.offer.id,
      reports: [...reports, { order_id: "Q-1", status: "approved" }],
    });
    expect(outcomes.map(({ reason_code }) => reason_code)).toEqual([...reports.map(() => "unknown_order"), null]);
  });

  test("a trial finds no real conversion, with or without its click and goal", async () => {
    const side = await newUploadSide(network, { hold_days: 0 });
    const [click_id = ""] = await side.clicks(1);
    const sale = { order_id: "T-1", amount: usd(10_000), status: "approved" };
    await post(network, { reports: [{ ...sale, click_id }] });
    const trial = { order_id: "T-1", amount: usd(1), status: "rejected", is_test: true };
    const trials = [trial, { ...trial, goal: "sale" }, { ...trial, click_id }, { ...trial, click_id, goal: "sale" }];
    const outcomes = await post(network, { offer_id: side.offer.id, reports: trials });
    expect(outcomes).toMatchObject([
      { status: "rejected", reason_code: "unknown_order" },
      { status: "rejected", reason_code: "unknown_order" },
      { status: "recorded" },
      { status: "duplicate" },
    ]);
    const real = (await conversionsOf(network, side.offer.id)).filter(({ is_test }) => !is_test);
    expect(real).toMatchObject([{ order_id: "T-1", status: "approved", amount: usd(10_000) }]);
    await expectBalancedBooks(network);
  });

  test("the operator says whose they are", async () => {
    const { errors } = await refused(
      network.operator.post("/conversions", { reports: [{ order_id: "X-1" }] }),
      400,
      "invalid_input",
    );
    expect(errors).toMatchObject([{ path: "advertiser_id" }]);
  });
});
