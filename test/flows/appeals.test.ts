import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import { DEMO } from "@waymark/dev/demo";
import { refuseFrozen, releaseHeld, setBlocked } from "@waymark/network/account";
import {
  answerAppeal,
  answerAppeals,
  getAppeal,
  listAppeals,
  openAppeal,
  withdrawAppeal,
} from "@waymark/network/appeal";
import { listAudit } from "@waymark/network/audit";
import { recordClicks } from "@waymark/network/click";
import type { Actor, Context } from "@waymark/network/context";
import { getConversion, listConversions, reviewConversion, type ReviewEvent } from "@waymark/network/conversion";
import { insertLink } from "@waymark/network/link";
import { recordPostbacks } from "@waymark/network/postback";
import { changeSettings, getSettings } from "@waymark/network/settings";
import { countToDo } from "@waymark/network/stats";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ok, refused, type Loose, type Page } from "../harness/api.ts";
import { expectBalancedBooks } from "../harness/books.ts";
import { clickEvent, postbackEvent } from "../harness/events.ts";
import { admit, linkRow, startNetwork, unique, type TestNetwork } from "../harness/network.ts";
import { overtakenBy } from "../harness/rival.ts";

let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork();
});
afterAll(() => network?.stop());
afterEach(() => expectBalancedBooks(network));

const ADVERTISER: Actor = { role: "advertiser", id: "key_a", advertiserId: DEMO.advertiser };
const COMMENT = "These are people: the list of the newsletter is attached to the thread.";

/** A new webmaster with a link to the demo offer. */
async function newcomer() {
  const { id: webmasterId } = await admit(network, "webmaster");
  const slug = unique("way");
  const { db } = network.context();
  await db.write(insertLink({ id: `lnk_${slug}`, slug, offerId: DEMO.offers.demo, webmasterId, defaults: {} }, 0));
  const link = await linkRow(network, slug);
  const as = (now?: () => number): Context => network.context({ role: "webmaster", id: "per_w", webmasterId }, now);
  return {
    ...{ webmasterId, link, as },
    /** Ids of new conversions, each after these events of the operator. */
    async sold(count: number, events: readonly ReviewEvent[] = []): Promise<string[]> {
      const system = network.context({ role: "system", job: "test" });
      const clicks = Array.from({ length: count }, () => clickEvent(link));
      await recordClicks(system, clicks);
      const postbacks = clicks.map(({ clickId }) => postbackEvent(clickId, { fields: { amount: "100" } }));
      await recordPostbacks(system, await Promise.all(postbacks));
      const { rows } = await listConversions(network.context(), { webmasterId }, { limit: 500 });
      const ids = clicks.flatMap(({ clickId }) => rows.find((row) => row.clickId === clickId)?.id ?? []);
      for (const id of ids) for (const event of events) await review(id, event);
      return ids;
    },
  };
}

const review = (id: string, event: ReviewEvent, actor?: Actor) =>
  reviewConversion(network.context(actor), { id, event, reason: "looked at", reasonCode: "fraud" });

/** An appeal of a new conversion after these events. */
async function appealed(events: readonly ReviewEvent[] = ["hold"], who?: Awaited<ReturnType<typeof newcomer>>) {
  const webmaster = who ?? (await newcomer());
  const [conversionId = ""] = await webmaster.sold(1, events);
  const { id } = await openAppeal(webmaster.as(), { conversionId, comment: COMMENT });
  return { id, conversionId, webmaster, now: async () => (await getAppeal(webmaster.as(), id)).appeal };
}

describe("a webmaster appeals", () => {
  test("against a hold or a refusal of an own conversion, with a due date that the operator's setting gives", async () => {
    const webmaster = await newcomer();
    const [held = "", refusedOne = ""] = [
      ...(await webmaster.sold(1, ["hold"])),
      ...(await webmaster.sold(1, ["hold", "refuse"])),
    ];
    const at = Date.now();
    const first = await openAppeal(
      webmaster.as(() => at),
      { conversionId: held, comment: COMMENT },
    );
    expect(first).toMatchObject({
      ...{ status: "open", comment: COMMENT, appealedAt: at, dueAt: at + 14 * DAY_MS, isOverdue: false, answer: null },
      against: { side: "operator", code: "fraud", text: "looked at" },
      conversionId: held,
      conversion: { check: "held", validation: "pending" },
    });
    const { version } = await getSettings(network.context().db);
    await changeSettings(network.context(), { appealDays: 3, version });
    const second = await openAppeal(
      webmaster.as(() => at),
      { conversionId: refusedOne, comment: COMMENT },
    );
    await changeSettings(network.context(), { appealDays: 14 });
    expect(second).toMatchObject({ dueAt: at + 3 * DAY_MS, conversion: { check: "refused" } });
    const stranger = await newcomer();
    for (const act of [
      () => openAppeal(stranger.as(), { conversionId: held, comment: COMMENT }),
      () => getAppeal(stranger.as(), first.id),
      () => withdrawAppeal(stranger.as(), first.id),
    ])
      await expect(act()).rejects.toMatchObject({ code: "not_found" });
    expect((await listAppeals(stranger.as(), { conversionId: held }, { limit: 5 })).rows).toEqual([]);
  });

  test("not against what is not stopped, what the advertiser rejected, or what was answered", async () => {
    const webmaster = await newcomer();
    const open = (conversionId: string) => openAppeal(webmaster.as(), { conversionId, comment: COMMENT });
    const [clear = "", rejected = "", answered = ""] = await webmaster.sold(3);
    await expect(open(clear)).rejects.toMatchObject({ code: "not_stopped" });
    await review(rejected, "hold");
    await review(rejected, "reject", ADVERTISER);
    const refusal = {
      code: "rejected_by_advertiser",
      message: expect.stringContaining("POST /api/v1/claims") as string,
    };
    await expect(open(rejected)).rejects.toMatchObject(refusal);
    await review(answered, "hold");
    const { id } = await open(answered);
    await expect(open(answered)).rejects.toMatchObject({ code: "already_exists" });
    await answerAppeal(network.context(), { id, verb: "decline", reason: "one program", reasonCode: "fraud" });
    await expect(open(answered)).rejects.toMatchObject({ code: "appeal_answered" });
    await review(answered, "release");
    await review(answered, "hold");
    expect(await open(answered)).toMatchObject({ status: "open" });
  });

  test("a blocked one too, and again after a withdrawal, but not without end", async () => {
    const webmaster = await newcomer();
    const [conversionId = ""] = await webmaster.sold(1, ["hold"]);
    const { webmasterId } = webmaster;
    const blocked = network.context({ role: "webmaster", id: "per_w", webmasterId, isBlocked: true });
    for (let i = 0; i < 20; i++) {
      const { id } = await openAppeal(blocked, { conversionId, comment: COMMENT });
      expect(await withdrawAppeal(blocked, id)).toMatchObject({ status: "withdrawn", answer: { side: "webmaster" } });
      await withdrawAppeal(blocked, id); // a repeat changes nothing
      await expect(
        answerAppeal(network.context(), { id, verb: "accept", reason: null, reasonCode: null }),
      ).rejects.toMatchObject({ code: "transition_refused" });
    }
    await expect(openAppeal(blocked, { conversionId, comment: COMMENT })).rejects.toMatchObject({
      code: "limit_reached",
    });
    expect(await getConversion(blocked, conversionId)).toMatchObject({ check: "held" });
  });

  test("while the operator releases it: there is nothing left to appeal against", async () => {
    const webmaster = await newcomer();
    const [conversionId = ""] = await webmaster.sold(1, ["hold"]);
    const slow = overtakenBy(webmaster.as(), () => review(conversionId, "release"));
    await expect(openAppeal(slow, { conversionId, comment: COMMENT })).rejects.toMatchObject({ code: "not_stopped" });
  });
});

describe("an appeal ends with what the operator does with its conversion", () => {
  test.each([
    ["a release accepts it", ["hold"], "release", "accepted"],
    ["a release of a refused conversion accepts it", ["hold", "refuse"], "release", "accepted"],
    ["a refusal declines it", ["hold"], "refuse", "declined"],
  ] as const)("%s, by a review or by many", async (_, before, event, status) => {
    const [one, other] = [await appealed(before), await appealed(before)];
    await review(one.conversionId, event);
    await ok(
      network.operator.post("/conversions/review", {
        reviews: [{ id: other.conversionId, verb: event, reason: "looked at", reason_code: "fraud" }],
      }),
    );
    for (const appeal of [one, other])
      expect(await appeal.now()).toMatchObject({
        ...{ status, endedAt: expect.any(Number) as number },
        answer: { side: "operator", code: "fraud", text: "looked at" },
      });
  });

  test("the release of what a block held accepts it, and the refusal of what is frozen declines it", async () => {
    const webmaster = await newcomer();
    const of = { kind: "webmaster", id: webmaster.webmasterId } as const;
    await setBlocked(network.context(), of, { event: "block", reason: "bought clicks", money: "freeze" });
    const [first, second] = [await appealed([], webmaster), await appealed([], webmaster)];
    expect(await first.now()).toMatchObject({ against: { side: "network", code: "webmaster_blocked" } });
    await review(second.conversionId, "release");
    await review(second.conversionId, "hold");
    const third = await openAppeal(webmaster.as(), { conversionId: second.conversionId, comment: COMMENT });
    await setBlocked(network.context(), of, { event: "unblock", reason: "it was not them" });
    await releaseHeld(network.context(), { webmasterId: webmaster.webmasterId, reason: "it was not them" });
    expect(await first.now()).toMatchObject({ status: "accepted", answer: { text: "it was not them" } });
    await refuseFrozen(network.context(), { webmasterId: webmaster.webmasterId, reason: "bought after all" });
    expect((await getAppeal(webmaster.as(), third.id)).appeal).toMatchObject({
      ...{ status: "declined", answer: { side: "operator", text: "bought after all" } },
    });
  });

  test("the advertiser's rejection makes it moot", async () => {
    const appeal = await appealed();
    await review(appeal.conversionId, "reject", ADVERTISER);
    expect(await appeal.now()).toMatchObject({ status: "moot", answer: { side: "advertiser", text: "looked at" } });
  });

  test("the advertiser's approval leaves it open: the conversion is still held", async () => {
    const appeal = await appealed();
    await review(appeal.conversionId, "approve", ADVERTISER);
    expect(await appeal.now()).toMatchObject({ status: "open", conversion: { validation: "approved" } });
  });
});

describe("the operator answers", () => {
  test("by a verb: what is refused already stays so, without a change of the conversion", async () => {
    const appeal = await appealed(["hold", "refuse"]);
    const before = await getConversion(network.context(), appeal.conversionId);
    await expect(
      answerAppeal(network.context(), { id: appeal.id, verb: "decline", reason: null, reasonCode: null }),
    ).rejects.toMatchObject({ code: "invalid_input", errors: [{ path: "reason" }] });
    await refused(network.operator.post(`/appeals/${appeal.id}/decline`, { reason: " " }), 400, "invalid_input");
    const body = { reason: "one program", reason_code: "fraud" };
    const answer = { side: "operator", code: "fraud", text: "one program" };
    expect(await ok(network.operator.post(`/appeals/${appeal.id}/decline`, body))).toMatchObject({
      status: "declined",
      answer,
    });
    expect(await appeal.now()).toMatchObject({ status: "declined", answer });
    expect(await getConversion(network.context(), appeal.conversionId)).toEqual(before);
    await refused(network.operator.post(`/appeals/${appeal.id}/accept`), 409, "transition_refused");
  });

  test("many at once, each with its own outcome", async () => {
    const [accepted, declined, kept, ended, silent] = [
      ...[await appealed(), await appealed(), await appealed(["hold", "refuse"]), await appealed(), await appealed()],
    ] as const;
    await withdrawAppeal(ended.webmaster.as(), ended.id);
    const reason = "looked at the clicks";
    const { data } = await ok(
      network.operator.post<{ data: Loose[] }>("/appeals/answers", {
        answers: [
          { id: accepted.id, verb: "accept" },
          { id: declined.id, verb: "decline", reason },
          { id: kept.id, verb: "decline", reason },
          { id: ended.id, verb: "accept" },
          { id: silent.id, verb: "decline" },
          { id: "app_none", verb: "accept" },
          { id: accepted.id, verb: "decline", reason },
        ],
      }),
    );
    expect(data).toMatchObject([
      { id: accepted.id, appeal: { status: "accepted", conversion: { check: "clear" } }, error: null },
      { id: declined.id, appeal: { status: "declined", conversion: { check: "refused" }, answer: { text: reason } } },
      { id: kept.id, appeal: { status: "declined", conversion: { check: "refused" }, answer: { text: reason } } },
      { id: ended.id, appeal: null, error: { code: "transition_refused" } },
      { id: silent.id, appeal: null, error: { code: "invalid_input" } },
      { id: "app_none", appeal: null, error: { code: "not_found" } },
      { id: accepted.id, appeal: null, error: { code: "transition_refused" } },
    ]);
    expect(await silent.now()).toMatchObject({ status: "open", conversion: { check: "held" } });
  });

  test("and the webmaster withdraws at the same time: the conversion stays as it is", async () => {
    const [one, other] = [await appealed(), await appealed(["hold", "refuse"])];
    const third = await appealed();
    const slow = overtakenBy(network.context(), async () => {
      for (const { id, webmaster } of [one, other]) await withdrawAppeal(webmaster.as(), id);
    });
    const answers = [one, other, third].map(
      ({ id }) => ({ id, verb: "decline", reason: "no", reasonCode: null }) as const,
    );
    expect(await answerAppeals(slow, answers)).toMatchObject([
      { code: "transition_refused" },
      { code: "transition_refused" },
      { status: "declined" },
    ]);
    expect(await one.now()).toMatchObject({ status: "withdrawn", conversion: { check: "held" } });
    expect(await other.now()).toMatchObject({ status: "withdrawn", conversion: { check: "refused" } });
  });

  test("and another operator releases at the same time: the first decision counts", async () => {
    const appeal = await appealed(["hold", "refuse"]);
    const slow = overtakenBy(network.context(), () => review(appeal.conversionId, "release"));
    await expect(
      answerAppeal(slow, { id: appeal.id, verb: "decline", reason: "no", reasonCode: null }),
    ).rejects.toMatchObject({ code: "transition_refused" });
    expect(await appeal.now()).toMatchObject({ status: "accepted", conversion: { check: "clear" } });
  });
});

test("similar cases are what was stopped with the same code, of the webmaster and of the link", async () => {
  const webmaster = await newcomer();
  await webmaster.sold(2, ["hold", "refuse"]);
  await webmaster.sold(1, ["hold", "release"]);
  await webmaster.sold(2);
  const [odd = ""] = await webmaster.sold(1);
  await reviewConversion(network.context(), { id: odd, event: "hold", reason: "odd", reasonCode: "duplicate" });
  const { id } = await appealed(["hold"], webmaster);
  const cases = { held: 1, released: 1, refused: 2 };
  expect((await getAppeal(network.context(), id)).similar).toEqual({ ofWebmaster: cases, ofLink: cases });
  expect((await getAppeal(webmaster.as(), id)).similar).toBeUndefined();
  const later = network.context(undefined, () => Date.now() + 29 * DAY_MS);
  const none = { held: 0, released: 0, refused: 0 };
  expect((await getAppeal(later, id)).similar).toEqual({ ofWebmaster: none, ofLink: none });
});

test("appeals are listed by their due date, filtered, and counted for the operator when they are due", async () => {
  const webmaster = await newcomer();
  const conversions = await webmaster.sold(5, ["hold"]);
  const begin = Date.now() - 30 * DAY_MS;
  const ids: string[] = [];
  for (const [i, conversionId] of conversions.entries()) {
    const at = begin + i * 6 * DAY_MS;
    ids.push(
      (
        await openAppeal(
          webmaster.as(() => at),
          { conversionId, comment: COMMENT },
        )
      ).id,
    );
  }
  const read = async (query: string) => {
    const page = await ok(
      network.operator.get<Page<{ id: string }>>(`/appeals?webmaster_id=${webmaster.webmasterId}&${query}`),
    );
    return page.data.map(({ id }) => id);
  };
  expect(await read("")).toEqual(ids.toReversed());
  expect(await read("sort=oldest&status=open")).toEqual(ids);
  expect(await read("sort=oldest&is_overdue=true")).toEqual(ids.slice(0, 3));
  expect(await read("sort=oldest&is_overdue=false")).toEqual(ids.slice(3));
  const due = (day: number) => new Date(begin + (14 + day) * DAY_MS + HOUR_MS).toISOString();
  expect(await read(`sort=oldest&from=${due(0)}&to=${due(12)}`)).toEqual(ids.slice(1, 3));
  expect(await read(`conversion_id=${conversions[1]}`)).toEqual([ids[1]]);
  expect(await read("check_code=fraud&offer_id=" + DEMO.offers.demo)).toHaveLength(5);
  expect(await read("check_code=duplicate")).toEqual([]);
  expect(await read("status=declined")).toEqual([]);
  const walked: string[] = [];
  for (let cursor = ""; walked.length < 9;) {
    const path = `/appeals?webmaster_id=${webmaster.webmasterId}&sort=oldest&limit=2${cursor}`;
    const page = await ok(network.operator.get<Page<{ id: string }>>(path));
    walked.push(...page.data.map(({ id }) => id));
    if (page.next_cursor === null) break;
    cursor = `&cursor=${encodeURIComponent(page.next_cursor)}`;
  }
  expect(walked).toEqual(ids);
  const toDo = async () => ok(network.operator.get<Record<string, { count: number; oldest_at: string }>>("/ops/to-do"));
  const before = await toDo();
  await answerAppeal(network.context(), { id: ids[0] ?? "", verb: "accept", reason: null, reasonCode: null });
  const after = await toDo();
  for (const name of ["open_appeals", "overdue_appeals"])
    expect(after[name]?.count).toBe((before[name]?.count ?? 0) - 1);
  await refused(network.advertiser.get("/appeals"), 403, "forbidden");
});

test("an answer is news for the webmaster, and the audit has who appealed and, for the operator, who answered", async () => {
  const appeal = await appealed();
  const answer = { id: appeal.id, verb: "decline", reason: "one program", reasonCode: "fraud" } as const;
  expect(await countToDo(appeal.webmaster.as())).toMatchObject({ appealsAnswered: 0 });
  await answerAppeal(
    network.context(undefined, () => Date.now() + 5),
    answer,
  );
  expect(await countToDo(appeal.webmaster.as())).toMatchObject({ appealsAnswered: 1 });
  const [end, open] = await listAudit(appeal.webmaster.as(), { subject: appeal.id, limit: 5 });
  expect(open).toMatchObject({ event: "appeal.open", by: "webmaster", byId: "per_w", reason: COMMENT });
  expect(end).toMatchObject({
    ...{ event: "appeal.end", by: "operator", byId: null, reason: "one program" },
    after: { status: "declined", reason_code: "fraud" },
  });
  const [seen] = await listAudit(network.context(), { event: "appeal.end", limit: 1 });
  expect(seen).toMatchObject({ subject: appeal.id, byId: "key_test" });
});
