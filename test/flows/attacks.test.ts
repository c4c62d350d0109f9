import { createHmac } from "node:crypto";
import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readClickKeys, type ClickId } from "@waymark/contract/click-id";
import type { Context } from "@waymark/network/context";
import { vouchForOperator } from "@waymark/network/guard";
import { createApiKey, insertPerson } from "@waymark/network/identity";
import { DEMO } from "@waymark/dev/demo";
import { LOCAL_SECRETS } from "@waymark/dev/local-network";
import { addCreative } from "@waymark/network/offer";
import { stepPayoutRun } from "@waymark/network/payout";
import { addSource } from "@waymark/network/account";
import { createSigningSecret, createToken } from "@waymark/network/postback";
import { attach, openThread } from "@waymark/network/support";
import { receiveUpload } from "@waymark/network/upload";
import { derivedIds } from "@waymark/network/ids";
import { changeLink, createLinks, createTestClick } from "@waymark/network/link";
import {
  ok,
  refused,
  type Api,
  type Conversion,
  type Link,
  type Loose,
  type Money,
  type Page,
  type Problem,
} from "../harness/api.ts";
import { clickEvent, clickMessage, postbackEvent, postbackMessage } from "../harness/events.ts";
import { admit, freshAddress, linkRow, startNetwork, unique, type TestNetwork } from "../harness/network.ts";
import {
  codeFor,
  INVITATION_MAIL,
  newEmail,
  newWebmaster,
  openBrowser,
  PASSWORD,
  RESET_MAIL,
  SIGN_UP_MAIL,
  signedIn,
  signIn,
  freshTotp,
  type Browser,
  type BrowserAnswer,
} from "../harness/people.ts";
import { GIF_TEXT } from "../harness/sides.ts";
import { conversionsOf, fileOf, newUploadSide, putJson, recently, validated } from "../harness/uploads.ts";
import { requestCode } from "@waymark/network/identity";
import { SIDE_MAILS_MAX } from "@waymark/network/mail";
import { snapshotOf } from "@waymark/network/publishing";
import { median } from "../bench/figure.ts";
import { overtakenBy } from "../harness/rival.ts";
import { until } from "../harness/until.ts";

const API = "/api/v1";
const AUTH = `${API}/auth`;
const LISTED = "https://partner.example";
const EVIL = "https://evil.example";
const SESSION = "waymark.session_token";
/** Addresses of this file's visitors; they must be stored nowhere. */
const ADDRESSES = { v4: "203.0.113.177", v6: "2001:db8:77:1:aaaa:bbbb:cccc:dddd" };

let network: TestNetwork;
/** A webmaster with a session. */
let anna: Browser;
const annaEmail = newEmail();

beforeAll(async () => {
  network = await startNetwork({ vars: { control: { CORS_ORIGINS: `https://other.example,${LISTED}` } } });
  anna = await newWebmaster(network, annaEmail);
});
afterAll(() => network?.stop());

const browser = (always?: Record<string, string>) => openBrowser(network.localNetwork.origins.control, always);
const codeIn = ({ body }: BrowserAnswer<unknown>) => (body as { code?: string } | undefined)?.code;
const linksOf = async (who: Browser) => (await who.get<Page<Link>>(`${API}/links?limit=500`)).body.data;

/** The parts of an answer that an attacker can compare: all but those that always differ by time and request. */
function visible({ status, headers, text }: BrowserAnswer<unknown>) {
  const names = [...headers].filter(([name]) => !["date", "x-request-id"].includes(name));
  return { status, headers: names, text: text.replace(/"request_id":"[^"]*"/, "") };
}

describe("no answer reveals whether an address has an account", () => {
  const TRIES = 12;

  const tryToSignIn = (email: string, from: string) =>
    browser({ "cf-connecting-ip": from }).post(`${AUTH}/sign-in/email`, { email, password: "not the password" });

  test("by sign-in: neither the answer nor its time reveals it", async () => {
    const took = { known: [] as number[], unknown: [] as number[] };
    await tryToSignIn(newEmail(), freshAddress());
    for (let i = 0; i < TRIES; i++) {
      const answers = [];
      for (const kind of i % 2 === 0 ? (["known", "unknown"] as const) : (["unknown", "known"] as const)) {
        const from = freshAddress();
        const began = performance.now();
        answers.push(visible(await tryToSignIn(kind === "known" ? annaEmail : newEmail("unknown"), from)));
        took[kind].push(performance.now() - began);
      }
      expect(answers[0]).toEqual(answers[1]);
    }
    const ratio = median(took.known) / median(took.unknown);
    expect(ratio, JSON.stringify(took)).toBeGreaterThan(0.5);
    expect(ratio, JSON.stringify(took)).toBeLessThan(2);
  });

  test("by sign-up, reset or verification: each runs the same statements and writes as many rows", async () => {
    const waiting = newEmail();
    await browser().post(`${AUTH}/sign-up/email`, { email: waiting, name: "X" });
    const known = newEmail();
    await newWebmaster(network, known);
    const addresses = { known, waiting, unknown: newEmail("unknown") };
    const requests = [
      { purpose: "confirm", name: "X" },
      { purpose: "confirm", name: null },
      { purpose: "reset", name: null },
      { purpose: "reset", name: null }, // again: it ends the code before
    ] as const;
    for (const request of requests) {
      const works = await Promise.all(Object.values(addresses).map((email) => workOf({ ...request, email })));
      for (const work of works) {
        expect(work.statements.length).toBeGreaterThan(3);
        expect(work).toEqual(works[0]);
      }
    }
  });

  /** The statements that a request runs, and the rows that they write. */
  async function workOf(request: { purpose: "confirm" | "reset"; name: string | null; email: string }) {
    const ctx = network.context({ role: "system", job: "test" });
    const work = { statements: [] as string[], rowsWritten: 0 };
    const db: typeof ctx.db = {
      ...ctx.db,
      read(queries) {
        work.statements.push(...queries.map(({ sql }) => sql));
        return ctx.db.read(queries);
      },
      async write(statements) {
        work.statements.push(...statements.map(({ sql }) => sql));
        const written = await ctx.db.write(statements);
        work.rowsWritten += written.rowsWritten;
        return written;
      },
    };
    await requestCode({ ...ctx, db }, { ...request, language: null, tokenSecret: LOCAL_SECRETS.AUTH_SECRET });
    return work;
  }

  test("by four requests at once", async () => {
    const four = (path: string, email: string) =>
      Promise.all(
        [1, 2, 3, 4].map(async () => visible(await browser().post(`${AUTH}/${path}`, { email, ...more(path) }))),
      );
    const more = (path: string) => (path.startsWith("sign-up") ? { name: "X" } : {});
    for (const path of ["sign-up/email", "request-password-reset", "send-verification-email"]) {
      const [known, unknown] = [await four(path, annaEmail), await four(path, newEmail("unknown"))];
      expect(known).toEqual(unknown);
      expect(known.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    }
  });

  test.each(["request-password-reset", "send-verification-email"])("by %s", async (path) => {
    const unconfirmed = newEmail();
    await browser().post(`${AUTH}/sign-up/email`, { email: unconfirmed, name: "X" });
    const ask = async (email: string) => visible(await browser().post(`${AUTH}/${path}`, { email }));
    const unknown = await ask(newEmail("unknown"));
    expect(unknown.status).toBe(200);
    expect(await ask(annaEmail)).toEqual(unknown);
    expect(await ask(unconfirmed)).toEqual(unknown);
  });

  test("by a wrong password at an address that was never confirmed", async () => {
    const email = newEmail();
    await browser().post(`${AUTH}/sign-up/email`, { email, name: "X" });
    expect(visible(await tryToSignIn(email, freshAddress()))).toEqual(
      visible(await tryToSignIn(newEmail("unknown"), freshAddress())),
    );
  });
});

describe("a stranger's request costs little", () => {
  /** The beginning of the answer to a request whose body never comes. */
  const answerBeforeBody = (request: string) =>
    new Promise<string>((resolve, reject) => {
      const { hostname, port } = new URL(network.localNetwork.origins.control);
      const socket = connect(Number(port), hostname, () => socket.write(request.replaceAll("\n", "\r\n")));
      socket.once("data", (bytes) => {
        resolve(bytes.toString());
        socket.destroy();
      });
      socket.once("error", reject);
    });

  test.each([
    ["without an account", `${AUTH}/sign-in/email`, "", 413],
    ["with an unknown key", `${API}/links`, "authorization: Bearer wm_unknown_key\n", 401],
    ["without a key", `${API}/links`, "", 401],
    ["without a key", "/mcp", "", 413],
  ])("a body of 1 MB is refused before it is read: %s, %s", async (_, path, key, status) => {
    const headers = `host: localhost\ncontent-type: application/json\ncontent-length: 1000000\n${key}`;
    expect(await answerBeforeBody(`POST ${path} HTTP/1.1\n${headers}\n{"a":"`)).toMatch(
      new RegExp(`^HTTP/1.1 ${status} `),
    );
  });

  test("a body without a length is read to 10 kB", async () => {
    const body = new Blob([JSON.stringify({ email: "a@b.example", password: "x".repeat(20_000) })]).stream();
    const answer = await fetch(`${network.localNetwork.origins.control}${AUTH}/sign-in/email`, {
      ...{ method: "POST", headers: { "content-type": "application/json" }, body, duplex: "half" as const },
    });
    expect([answer.status, ((await answer.json()) as Problem).code]).toEqual([413, "too_large"]);
  });

  test("of very many faults the first hundred are named", async () => {
    const names = Array.from({ length: 50_000 }, (_, i) => [`name${i}`, i]);
    const { errors } = await refused(network.webmaster.post("/links", Object.fromEntries(names)), 400, "invalid_input");
    expect(errors).toHaveLength(100);
  });
});

describe("mails can't flood an address", () => {
  const mailsTo = async (email: string) =>
    (await network.rows<{ n: number }>("DB", "SELECT count(*) AS n FROM mail_request WHERE recipient = ?", email))[0]
      ?.n;

  test.each([
    ["request-password-reset", 8 + 1], // mails of a sign-up are counted apart
    ["send-verification-email", 8],
    ["sign-up/email", 8],
  ])("by %s to one address: the answer stays the same", async (path, mailsMax) => {
    const email = newEmail();
    const signUp = { email, name: "X" };
    await browser().post(`${AUTH}/sign-up/email`, signUp);
    const answers = [];
    for (let i = 0; i < 12; i++)
      answers.push(visible(await browser().post(`${AUTH}/${path}`, path === "sign-up/email" ? signUp : { email })));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await mailsTo(email)).toBe(mailsMax);
  });

  test("nor can one network use up the mails of an address: its owner gets one", async () => {
    const email = newEmail();
    await newWebmaster(network, email);
    const ask = (from: string) =>
      browser({ "cf-connecting-ip": from }).post(`${AUTH}/request-password-reset`, { email });
    const mailsAfter = async (from: string, times: number) => {
      for (let i = 0; i < times; i++) expect((await ask(from)).status).toBe(200);
      const sql = "SELECT count(*) AS n FROM mail_request WHERE recipient = ? AND topic = 'reset'";
      return (await network.rows<{ n: number }>("DB", sql, email))[0]?.n;
    };
    const [stranger, another, owner] = [freshAddress(), freshAddress(), freshAddress()];
    expect(await mailsAfter(stranger, 6), "four of one network").toBe(4);
    expect(await mailsAfter(another, 6), "eight in all").toBe(8);
    expect(await mailsAfter(owner, 2), "one beyond that, of a network that has caused none").toBe(9);
    await codeFor(network, email, RESET_MAIL);
    await Promise.all(Array.from({ length: 20 }, () => ask(freshAddress())));
    expect(await mailsAfter(freshAddress(), 1), "and an end").toBe(24);
  });

  test("by invitations to one address, also at once", async () => {
    const email = newEmail();
    const invitation = { email, role: "webmaster", member_role: "manager" };
    const answers = await Promise.all(Array.from({ length: 12 }, () => anna.post(`${API}/invitations`, invitation)));
    // The inviter learns which invitations are not mailed; those are not kept either.
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      ...Array<number>(4).fill(201),
      ...Array<number>(8).fill(429),
    ]);
    expect(await mailsTo(email)).toBe(4);
    const kept = await network.rows<{ n: number }>("DB", "SELECT count(*) AS n FROM invitation WHERE email = ?", email);
    expect(kept).toEqual([{ n: 4 }]);
  });

  test("nor a mailbox that has more addresses, by what follows a plus", async () => {
    const email = newEmail();
    const from = freshAddress();
    for (let i = 0; i < 6; i++) {
      const alias = email.replace("@", `+${i}@`);
      await browser({ "cf-connecting-ip": from }).post(`${AUTH}/sign-up/email`, { email: alias, name: "X" });
    }
    expect(await mailsTo(email)).toBe(4);
    await codeFor(network, email.replace("@", "+3@"), SIGN_UP_MAIL);
  });

  test("nor the people of a side, by threads and applications of many accounts", async () => {
    const [webmaster, advertiser] = [await admit(network, "webmaster"), await admit(network, "advertiser")];
    const offer = await network.newOffer({ advertiser_id: advertiser.id });
    const ctx = network.context({ role: "webmaster", id: "key_w", webmasterId: webmaster.id });
    const person = { id: unique("per_flooded"), name: "P", email: newEmail("flooded") };
    const membership = { role: "advertiser", advertiser_id: advertiser.id, webmaster_id: null } as const;
    await ctx.db.write(insertPerson({ ...person, ...membership }, "", ctx.now()));
    const day = Math.floor(ctx.now() / 86_400_000);
    await network.rows("DB", "INSERT INTO side_mail VALUES (?, ?, ?)", advertiser.id, day, SIDE_MAILS_MAX - 1);
    for (const title of ["One", "Two"])
      await openThread(ctx, {
        subject: { kind: "offer", id: offer.id, webmasterId: null, advertiserId: null },
        ...{ title, text: "How?", isPrivate: false },
      });
    const sql = "SELECT parameters FROM outgoing_mail WHERE recipient = ?";
    const waiting = await network.rows<{ parameters: string }>("DB", sql, person.email);
    expect(waiting.map(({ parameters }) => parameters)).toEqual([expect.stringContaining('"One"')]);
  });

  test("by one network to many addresses", async () => {
    const from = freshAddress();
    const addresses = Array.from({ length: 110 }, () => newEmail("flooded"));
    for (const email of addresses)
      expect(
        (await browser({ "cf-connecting-ip": from }).post(`${AUTH}/request-password-reset`, { email })).status,
      ).toBe(200);
    const counts = await Promise.all(addresses.map(mailsTo));
    expect(counts.filter((count) => count === 1)).toHaveLength(100);
    const elsewhere = newEmail("elsewhere");
    await browser({ "cf-connecting-ip": freshAddress() }).post(`${AUTH}/request-password-reset`, { email: elsewhere });
    expect(await mailsTo(elsewhere)).toBe(1);
  });

  test("and wait without a secret until they are sent", async () => {
    const ctx = network.context({ role: "system", job: "test" });
    const email = newEmail();
    await requestCode(ctx, {
      ...{ purpose: "confirm", email, name: "X", language: null, tokenSecret: LOCAL_SECRETS.AUTH_SECRET },
    });
    const [waiting] = await network.rows<Loose>("DB", "SELECT * FROM outgoing_mail WHERE recipient = ?", email);
    expect(waiting).toMatchObject({
      kind: "confirm",
      parameters: expect.stringMatching(/^\{"id":"acc_[0-9a-z]+"\}$/) as string,
    });
    await network.localNetwork.tick();
    const token = await codeFor(network, email, SIGN_UP_MAIL);
    expect(JSON.stringify(waiting)).not.toContain(token);
  });
});

describe("an account has room for so much", () => {
  const GIF = new TextEncoder().encode(GIF_TEXT);
  const sale = { code: "sale", is_default: true, currency: "USD", revenue_bps: 1_000, commission_bps: 500 };
  const offer = () => ({ name: unique("Draft"), goals: [sale], landings: [{ url: "https://shop.example/" }] });
  const file = () => `order_id\n${unique("order")}\n`;

  test("and what is beyond it is refused, with the quota and how to get room", async () => {
    const [webmaster, advertiser] = [await admit(network, "webmaster"), await admit(network, "advertiser")];
    const own = await network.newOffer({ advertiser_id: advertiser.id });
    const [w, a] = [network.api(webmaster.key), network.api(advertiser.key)];
    const asWebmaster = network.context({ role: "webmaster", id: "key_w", webmasterId: webmaster.id });
    const asAdvertiser = network.context({ role: "advertiser", id: "key_a", advertiserId: advertiser.id });
    const { id: threadId } = await openThread(asWebmaster, {
      subject: { kind: "offer", id: own.id, webmasterId: null, advertiserId: null },
      ...{ title: "A question", text: "How?", isPrivate: false },
    });
    const link = () => ({ offer_id: own.id });
    const upload = (text: string) =>
      receiveUpload(asAdvertiser, {
        ...{ offerId: own.id, name: "", isComplete: false, periodStartsAt: () => null, delimiter: null },
        notation: { decimal: null, dates: null, zone: "UTC", status: "approved", statuses: {}, columns: {} },
        body: new Blob([text]).stream(),
      });
    const { slug } = await ok(w.post<{ slug: string }>("/links", link()), 201);
    const claim = async () => {
      const { clickId } = clickEvent(await linkRow(network, slug));
      const order = { kind: "untracked", click_id: clickId, order_id: unique("order") };
      const claims = [
        { ...order, occurred_at: new Date().toISOString(), amount: { amount_minor: 1, currency: "USD" } },
      ];
      const { data } = await ok(w.post<Page<{ claim: unknown }>>("/claims", { claims }));
      expect(data[0]?.claim).not.toBeNull();
    };
    const acts: [name: string, account: object, act: () => Promise<unknown>][] = [
      ["links", { webmaster_id: webmaster.id }, () => ok(w.post("/links", link()), 201)],
      ["links", { webmaster_id: webmaster.id }, () => ok(w.post("/links/bulk", { links: [link()] }))],
      [
        "draft_offers",
        { advertiser_id: advertiser.id },
        () => ok(a.post("/offers", { ...offer(), advertiser_id: advertiser.id }), 201),
      ],
      [
        ...(["draft_offers", { advertiser_id: advertiser.id }] as const),
        () => ok(a.post("/offers/import", { offers: [{ ...offer(), advertiser_id: advertiser.id }] }), 201),
      ],
      [
        ...(["api_keys", { webmaster_id: webmaster.id }] as const),
        () => createApiKey(asWebmaster, { name: "more", scopes: ["read"], expiresAt: null }),
      ],
      [
        ...(["creative_bytes", { advertiser_id: advertiser.id }] as const),
        () => addCreative(asAdvertiser, own.id, { name: "dot.gif", bytes: GIF }),
      ],
      [
        ...(["attachment_bytes", { webmaster_id: webmaster.id }] as const),
        () => attach(asWebmaster, { threadId, name: "dot.gif", bytes: GIF }),
      ],
      ["open_claims", { webmaster_id: webmaster.id }, claim],
      ["unused_upload_bytes", { advertiser_id: advertiser.id }, () => upload(file())],
    ];
    const put = (body: object) => putJson(network, "/quotas", { reason: "as agreed", ...body });
    for (const [name, account, act] of acts) {
      await act();
      expect(Number((await put({ ...account, name, max: 0 }))["used"]), name).toBeGreaterThan(0);
      const refusal = await act().then(
        () => "none",
        (error: unknown) => String(error),
      );
      expect(refusal, name).toContain(name);
      expect(refusal, name).toMatch(/limit_reached|at most 0/);
      await put({ ...account, name, max: null });
      await act();
    }
    const { data } = await ok(w.get<{ data: { name: string }[] }>("/quotas"));
    expect(data.map(({ name }) => name)).toEqual(["links", "open_claims", "api_keys", "attachment_bytes"]);
    const audit = await ok(w.get<Page<{ event: string; reason: string }>>("/audit?event=quota.set"));
    expect(audit.data[0]).toMatchObject({ reason: "as agreed" });
  });

  test("which a retry of what took the last room, and expired keys, don't need", async () => {
    const { id } = await admit(network, "webmaster");
    const own = await network.newOffer({});
    const put = (body: object) => putJson(network, "/quotas", { reason: "as agreed", webmaster_id: id, ...body });
    const ctx = network.context({ role: "webmaster", id: "key_w", webmasterId: id });
    const request = { secret: "a secret of the test", request: unique("request"), firstTriedAt: Date.now() };
    const create = (isRetry: boolean) =>
      createLinks({ ...ctx, ids: derivedIds({ ...request, isRetry }) }, [{ offerId: own.id, defaults: {} }]);
    await put({ name: "links", max: 1 });
    const first = await create(false);
    expect(await create(true)).toEqual(first);
    await expect(createLinks(ctx, [{ offerId: own.id, defaults: {} }])).rejects.toMatchObject({
      code: "limit_reached",
    });

    const key = { name: "short", scopes: ["read"] as const, expiresAt: Date.now() - 1_000 };
    const before = (await put({ name: "api_keys", max: null }))["used"];
    await createApiKey({ ...ctx, now: () => Date.now() - 60_000 }, key);
    expect((await put({ name: "api_keys", max: null }))["used"]).toBe(before);
  });

  test("which requests at the same time don't exceed together, nor by submitting and archiving drafts", async () => {
    const [webmaster, advertiser] = [await admit(network, "webmaster"), await admit(network, "advertiser")];
    const put = (body: object) => putJson(network, "/quotas", { reason: "as agreed", ...body });
    await put({ webmaster_id: webmaster.id, name: "links", max: 5 });
    const w = network.api(webmaster.key);
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => w.post<Problem>("/links", { offer_id: DEMO.offers.demo })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    const refusal = answers.find(({ status }) => status !== 201)?.body;
    expect(refusal).toMatchObject({
      code: "limit_reached",
      detail: expect.stringMatching(/sub1.*same offer/) as string,
    });

    const a = network.api(advertiser.key);
    const create = () => a.post<Loose>("/offers", { ...offer(), advertiser_id: advertiser.id });
    await put({ advertiser_id: advertiser.id, name: "draft_offers", max: 1 });
    await put({ advertiser_id: advertiser.id, name: "offers", max: 2 });
    const draft = await ok(create(), 201);
    await ok(a.post(`/offers/${String(draft["id"])}/submit`));
    expect((await refused(create(), 409, "limit_reached")).detail).toContain("draft_offers");
    await ok(a.post(`/offers/${String(draft["id"])}/archive`));
    await ok(create(), 201);
    await put({ advertiser_id: advertiser.id, name: "draft_offers", max: null });
    expect((await refused(create(), 409, "limit_reached")).detail).toContain("quota offers");
  });

  test("which test clicks at the same time don't exceed in an hour", async () => {
    const { id } = await admit(network, "webmaster");
    const own = await network.newOffer({});
    const ctx = network.context({ role: "webmaster", id: "key_w", webmasterId: id });
    const [link] = await createLinks(ctx, [{ offerId: own.id, defaults: {} }]);
    if (link === undefined || !("id" in link)) throw new Error("the link was refused");
    const keys = readClickKeys(LOCAL_SECRETS.CLICK_KEYS);
    const answers = await Promise.allSettled(Array.from({ length: 65 }, () => createTestClick(ctx, keys, link.id)));
    const refusals = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason as unknown] : []));
    expect(refusals).toHaveLength(5);
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: "limit_reached" });
  });

  test("nor do sources, threads, unsent files, postback tokens and signing secrets exceed theirs at the same time", async () => {
    const [webmaster, advertiser] = [await admit(network, "webmaster"), await admit(network, "advertiser")];
    const own = network.context({ role: "webmaster", id: "key_w", webmasterId: webmaster.id });
    const theirs = network.context({ role: "advertiser", id: "key_a", advertiserId: advertiser.id });
    const subject = { kind: "general", id: "", webmasterId: null, advertiserId: null } as const;
    const open = () => openThread(own, { subject, title: "A question", text: "How?", isPrivate: true });
    const { id: threadId } = await open();
    // Others that were opened today, without the mails of each.
    await network.rows(
      "DB",
      `INSERT INTO thread (id, subject_kind, subject_id, title, advertiser_id, webmaster_id, opened_by, opened_at,
         messages, last_at)
       SELECT 'thr_old' || value, subject_kind, subject_id, title, advertiser_id, webmaster_id, opened_by, opened_at,
         messages, last_at FROM thread, json_each(?) WHERE thread.id = ?`,
      ...[JSON.stringify(Array.from({ length: 94 }, (_, n) => n)), threadId],
    );
    const bytes = new TextEncoder().encode("So.");
    const token = { name: "ci", expiresAt: null, workerSecret: LOCAL_SECRETS.POSTBACK_SECRET };
    // `admit` has made a token.
    const limits: [name: string, max: number, code: string, add: (n: number) => Promise<unknown>][] = [
      ["threads", 5, "too_many_requests", open],
      ["files", 10, "too_many_requests", (n) => attach(own, { threadId, name: `${n}.txt`, bytes })],
      ["tokens", 19, "limit_reached", () => createToken(theirs, advertiser.id, token)],
      ["secrets", 5, "limit_reached", () => createSigningSecret(theirs, advertiser.id)],
      [
        ...(["sources", 100, "limit_reached"] as const),
        (n) => addSource(own, { kind: "channel", url: `https://t.me/maps${n}`, name: "" }),
      ],
    ];
    for (const [name, max, code, add] of limits) {
      const answers = await Promise.allSettled(Array.from({ length: max + 3 }, (_, n) => add(n)));
      const refusals = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason as unknown] : []));
      expect(refusals, name).toEqual(Array.from({ length: 3 }, () => expect.objectContaining({ code }) as unknown));
    }
  });

  test("which the operator sets for all, too", async () => {
    const put = (max: number | null) => putJson(network, "/quotas", { name: "links", max, reason: "a small network" });
    const { key } = await admit(network, "webmaster");
    const own = async () =>
      (await ok(network.api(key).get<{ data: { name: string; max: number }[] }>("/quotas"))).data.find(
        ({ name }) => name === "links",
      )?.max;
    await put(1_234);
    expect(await own()).toBe(1_234);
    await put(null);
    expect(await own()).toBe(50_000);
  });
});

describe("a text of a user forges no mail", () => {
  const FORGED = "Win\r\nBcc: all@people.example";

  test.each([
    ["/support/threads", { title: FORGED, text: "Hello" }],
    ["/support/threads", { title: "Hello", text: "Hello\u0000" }],
    ["/api-keys", { name: FORGED }],
    ["/auth/sign-up/email", { email: "forged@people.example", name: FORGED }],
    ["/auth/sign-up/email", { email: "forged@people.example\r\nBcc: all@people.example", name: "X" }],
  ])("by a line break or a control character: %s %j", async (path, body) => {
    const answer = await anna.post(`${API}${path}`, body);
    expect([answer.status, codeIn(answer)]).toEqual([400, "invalid_input"]);
  });
});

test.each([
  ["POST", `/uploads?offer_id=${DEMO.offers.demo}&name=a%0D%0Ab.csv`, DEMO.keys.advertiser, "name"],
  ["POST", "/support/threads/thr_1/attachments?name=a%1Bb.txt", DEMO.keys.webmaster, "name"],
  ["GET", "/search?search=a%00b", DEMO.keys.operator, "search"],
])("a query has no control characters: %s %s", async (method, path, key, name) => {
  const url = `${network.localNetwork.origins.control}${API}${path}`;
  const body = method === "POST" ? { body: "order_id\nA\n" } : {};
  const answer = await fetch(url, { method, headers: { authorization: `Bearer ${key}` }, ...body });
  expect([answer.status, await answer.json()]).toMatchObject([400, { errors: [{ path: name }] }]);
});

describe("a secret is used once", () => {
  test("a code of a second factor, by two sign-ins at once", async () => {
    const email = newEmail();
    const vera = await newWebmaster(network, email);
    const setup = await vera.post<{ totp_uri: string }>(`${AUTH}/two-factor/enable`, { password: PASSWORD });
    await vera.post(`${AUTH}/two-factor/verify-totp`, { code: freshTotp(setup.body.totp_uri) });
    const code = freshTotp(setup.body.totp_uri);
    const waiting = [browser(), browser()]; // with more, the limit of attempts could refuse one first
    for (const who of waiting) expect((await signIn(who, email)).status).toBe(200);
    const answers = await Promise.all(waiting.map((who) => who.post(`${AUTH}/two-factor/verify-totp`, { code })));
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(["200", "401"]);
  });

  test("a sign-in that waits for its second factor ends with a change of the password", async () => {
    const email = newEmail();
    const vera = await newWebmaster(network, email);
    const setup = await vera.post<{ totp_uri: string }>(`${AUTH}/two-factor/enable`, { password: PASSWORD });
    await vera.post(`${AUTH}/two-factor/verify-totp`, { code: freshTotp(setup.body.totp_uri) });
    const mallory = browser();
    await signIn(mallory, email);
    const change = { current_password: PASSWORD, new_password: "the second password" };
    expect((await vera.post(`${AUTH}/change-password`, change)).status).toBe(200);
    const answer = await mallory.post(`${AUTH}/two-factor/verify-totp`, { code: freshTotp(setup.body.totp_uri) });
    expect([answer.status, codeIn(answer)]).toEqual([401, "unauthenticated"]);
  });

  test("a password, by a change and a reset at once: one of them counts, and the other is refused", async () => {
    const email = newEmail();
    const vera = await newWebmaster(network, email);
    await browser().post(`${AUTH}/request-password-reset`, { email });
    const token = await codeFor(network, email, RESET_MAIL);
    const change = { current_password: PASSWORD, new_password: "the second password" };
    const answers = await Promise.all([
      vera.post(`${AUTH}/change-password`, change),
      browser().post(`${AUTH}/reset-password`, { token, password: "the third password" }),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const working = ["the second password", "the third password"][answers.findIndex(({ status }) => status === 200)];
    await signedIn(network, email, working);
  });
});

describe("guessing a password is slowed", () => {
  const guess = (email: string, from: string, headers: Record<string, string> = {}) =>
    browser({ "cf-connecting-ip": from }).post(
      `${AUTH}/sign-in/email`,
      { email, password: "not the password" },
      headers,
    );
  const remaining = ({ headers }: BrowserAnswer<unknown>) => /;r=(\d+);/.exec(headers.get("ratelimit") ?? "")?.[1];
  const waitSeconds = ({ headers }: BrowserAnswer<unknown>) => Number(headers.get("retry-after"));

  // Before the tests that put the clock forward: codes follow it.
  test.each([
    ["change-password", { current_password: "not the password", new_password: "the second password" }],
    ["two-factor/enable", { password: "not the password" }],
    ["two-factor/disable", { password: "not the password" }],
    ["two-factor/verify-totp", { code: "000000" }],
    ["two-factor/verify-backup-code", { code: "00000-00000" }],
  ])("also inside a session, by %s", async (path, body) => {
    const email = newEmail();
    const vera = await newWebmaster(network, email);
    const setup = await vera.post<{ totp_uri: string }>(`${AUTH}/two-factor/enable`, { password: PASSWORD });
    if (path.includes("verify"))
      await vera.post(`${AUTH}/two-factor/verify-totp`, { code: freshTotp(setup.body.totp_uri) });
    const from = { "cf-connecting-ip": freshAddress() };
    for (let i = 0; i < 5; i++) expect((await vera.post(`${AUTH}/${path}`, body, from)).status).toBe(401);
    const refused = await vera.post(`${AUTH}/${path}`, body, from);
    expect([refused.status, codeIn(refused)]).toEqual([429, "too_many_requests"]);
    expect((await guess(email, from["cf-connecting-ip"])).status, "one count for all doors").toBe(429);
  });

  test("of a second factor, which the right password does not start again", async () => {
    const email = newEmail();
    const vera = await newWebmaster(network, email);
    const setup = await vera.post<{ totp_uri: string }>(`${AUTH}/two-factor/enable`, { password: PASSWORD });
    await vera.post(`${AUTH}/two-factor/verify-totp`, { code: freshTotp(setup.body.totp_uri) });
    const mallory = browser({ "cf-connecting-ip": freshAddress() });
    const statuses = [];
    for (let i = 0; i < 3; i++) {
      statuses.push((await mallory.post(`${AUTH}/sign-in/email`, { email, password: PASSWORD })).status);
      statuses.push((await mallory.post(`${AUTH}/two-factor/verify-totp`, { code: "000000" })).status);
    }
    expect(statuses).toEqual([200, 401, 200, 401, 200, 429]);
    // Nor inside a session.
    const from = { "cf-connecting-ip": freshAddress() };
    const inside = [];
    for (let i = 0; i < 6; i++)
      inside.push(await vera.post(`${AUTH}/two-factor/disable`, { password: PASSWORD, code: "000000" }, from));
    expect(inside.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429]);
  });

  test.each(["an account", "no account"])("after five tries at %s, and each time for longer", async (what) => {
    const email = what === "an account" ? annaEmail : newEmail("unknown");
    const from = freshAddress();
    for (const left of ["4", "3", "2", "1", "0"]) {
      const answer = await guess(email, from);
      expect([answer.status, remaining(answer)]).toEqual([401, left]);
    }
    let pauseSeconds = 0;
    for (let round = 0; round < 3; round++) {
      const blocked = await guess(email, from);
      expect([blocked.status, codeIn(blocked), remaining(blocked)]).toEqual([429, "too_many_requests", "0"]);
      expect(waitSeconds(blocked)).toBeGreaterThan(pauseSeconds);
      pauseSeconds = waitSeconds(blocked);
      const after = await guess(email, from, { "x-clock-ms": String((pauseSeconds + 1) * 1_000) });
      expect(after.status, "allowed again when it was told").toBe(401);
    }
    expect((await guess(email, freshAddress())).status, "from elsewhere").toBe(401);
    expect((await guess(newEmail("unknown"), from)).status, "another account").toBe(401);
  });

  test("even the right password has to wait, and a stranger's attempts don't lock the owner out", async () => {
    const email = newEmail();
    await newWebmaster(network, email);
    const from = freshAddress();
    for (let i = 0; i < 5; i++) await guess(email, from);
    const right = await browser({ "cf-connecting-ip": from }).post(`${AUTH}/sign-in/email`, {
      email,
      password: PASSWORD,
    });
    expect([right.status, right.headers.getSetCookie()]).toEqual([429, []]);
    await signedIn(network, email);
  });

  test("at many accounts, by one network", async () => {
    const from = freshAddress();
    // At one account most tries hash nothing, and the test is fast. A minute of the limit may end between them.
    const refusal = await until("the network is refused", async () => {
      await Promise.all(Array.from({ length: 101 }, () => guess(annaEmail, from)));
      const answer = await guess(newEmail("unknown"), from);
      return answer.status === 429 && answer;
    });
    expect([codeIn(refusal), waitSeconds(refusal)]).toEqual(["too_many_requests", 60]);
    expect((await guess(newEmail("unknown"), freshAddress())).status, "from elsewhere").toBe(401);
  });

  test("also for many attempts at once", async () => {
    const from = freshAddress();
    const answers = await Promise.all(Array.from({ length: 20 }, () => guess(annaEmail, from)));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(15);
  });

  test("also from many addresses of one IPv6 network, and with other cases of the e-mail address", async () => {
    const email = newEmail("unknown");
    for (let i = 0; i < 5; i++) await guess(i % 2 === 0 ? email : email.toUpperCase(), `2001:db8:9:9::${i + 1}`);
    expect((await guess(email, "2001:db8:9:9:ffff::1")).status).toBe(429);
    expect((await guess(email, "2001:db8:9:a::1")).status).toBe(401);
  });

  test("starts again from zero after the right password", async () => {
    const email = newEmail();
    await newWebmaster(network, email);
    const from = freshAddress();
    for (let i = 0; i < 4; i++) await guess(email, from);
    await browser({ "cf-connecting-ip": from }).post(`${AUTH}/sign-in/email`, { email, password: PASSWORD });
    expect(remaining(await guess(email, from))).toBe("4");
  });
});

describe("a session", () => {
  const sign = (token: string, secret: string) =>
    encodeURIComponent(`${token}.${createHmac("sha256", secret).update(token).digest("base64")}`);

  test("that existed before a sign-in is replaced", async () => {
    const mallory = await newWebmaster(network);
    const planted = mallory.cookies.get(SESSION) ?? "";
    const victim = browser();
    victim.cookies.set(SESSION, planted);
    expect((await signIn(victim, annaEmail)).status).toBe(200);
    expect(victim.cookies.get(SESSION)).not.toBe(planted);
    const me = async (who: Browser) => (await who.get<{ member: { email: string } }>(`${API}/me`)).body.member.email;
    expect(await me(victim)).toBe(annaEmail);
    expect(await me(mallory)).not.toBe(annaEmail);
  });

  test("can't be chosen by an attacker", async () => {
    const chosen = sign("a-token-that-mallory-has-chosen", "any-secret");
    const victim = browser();
    victim.cookies.set(SESSION, chosen);
    await signIn(victim, annaEmail);
    expect(victim.cookies.get(SESSION)).not.toContain("mallory");
    const mallory = browser();
    mallory.cookies.set(SESSION, chosen);
    expect((await mallory.get(`${API}/me`)).status).toBe(401);
  });

  test("changes with every sign-in", async () => {
    const tokens = new Set<string | undefined>();
    for (let i = 0; i < 3; i++) tokens.add((await signedIn(network, annaEmail)).cookies.get(SESSION));
    expect(tokens.size).toBe(3);
  });

  test("is identified only by our own cookie", async () => {
    const cookie = decodeURIComponent((await signedIn(network, annaEmail)).cookies.get(SESSION) ?? "");
    const [token = "", signature = ""] = cookie.split(/\.(?=[^.]*$)/);
    const ours = sign(token, LOCAL_SECRETS.AUTH_SECRET);
    const forgeries: Record<string, string> = {
      "without a signature": token,
      "with an empty signature": `${token}.`,
      "signed by another secret": sign(token, "another secret"),
      "another token under this signature": encodeURIComponent(
        `${token.replace(/.$/, (c) => (c === "x" ? "y" : "x"))}.${signature}`,
      ),
      "a changed signature": encodeURIComponent(`${token}.${signature.replace(/^./, (c) => (c === "A" ? "B" : "A"))}`),
      "an unknown token, signed as we do": sign("unknown", LOCAL_SECRETS.AUTH_SECRET),
      nothing: "",
    };
    const with_ = async (value: string, name = SESSION) => {
      const who = browser();
      who.cookies.set(name, value);
      return who.get(`${API}/me`);
    };
    expect((await with_(ours)).status, "signed as we do").toBe(200);
    for (const [name, value] of Object.entries(forgeries)) {
      const answer = await with_(value);
      expect([answer.status, codeIn(answer)], name).toEqual([401, "unauthenticated"]);
    }
    expect((await with_(ours, "__Host-waymark.session_token")).status, "under another name").toBe(401);
  });

  test("is stored without an IP address", async () => {
    await signIn(browser({ "cf-connecting-ip": ADDRESSES.v4, "x-forwarded-for": ADDRESSES.v4 }), annaEmail);
    const rows = await network.rows<{ ip: string | null }>("DB", "SELECT ip_address AS ip FROM session");
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ ip }) => ip !== null && ip !== "")).toEqual([]);
  });
});

describe("another site", () => {
  const FOREIGN: Record<string, string>[] = [
    { origin: EVIL },
    { origin: EVIL, "sec-fetch-site": "same-origin" },
    { origin: "null" },
    { origin: "http://localhost.evil.example:8788" },
    { origin: "http://localhost:8788.evil.example" },
    { origin: "https://localhost:8788" },
    { origin: LISTED },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", referer: EVIL },
  ];

  test.each(FOREIGN)("can't make a browser act for its user: %j", async (headers) => {
    const own = (await anna.post<Link>(`${API}/links`, { offer_id: DEMO.offers.demo })).body;
    const before = await linksOf(anna);
    const invitations = await network.rows("DB", "SELECT count(*) AS n FROM invitation");
    const victim = await signedIn(network, annaEmail);
    const requests = [
      victim.post(`${API}/links`, { offer_id: DEMO.offers.demo }, headers),
      victim.post(`${API}/invitations`, { email: newEmail(), role: "webmaster" }, headers),
      victim.post(`${API}/api-keys`, { name: "stolen", scopes: ["read"] }, headers),
      victim.delete(`${API}/links/${own.id}`, headers),
      victim.post(`${AUTH}/sign-out`, undefined, headers),
      victim.post(`${AUTH}/revoke-sessions`, undefined, headers),
      victim.post(
        `${AUTH}/change-password`,
        { current_password: PASSWORD, new_password: "mallory's password" },
        headers,
      ),
      browser().post(`${AUTH}/sign-in/email`, { email: annaEmail, password: PASSWORD }, headers),
      browser().post(`${AUTH}/sign-up/email`, { email: newEmail(), name: "X" }, headers),
    ];
    for (const answer of await Promise.all(requests)) {
      expect([answer.status, codeIn(answer)]).toEqual([403, "cross_site"]);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    expect(await linksOf(victim), "and she is still signed in").toEqual(before);
    expect(await network.rows("DB", "SELECT count(*) AS n FROM invitation")).toEqual(invitations);
  });

  test.each([
    {},
    { "sec-fetch-site": "same-origin" },
    { "sec-fetch-site": "none" },
    { origin: "http://localhost:5173" },
    { origin: "http://127.0.0.1:8788", "sec-fetch-site": "same-origin" },
  ] as Record<string, string>[])("is not this one: %j", async (headers) => {
    expect((await anna.post(`${API}/links`, { offer_id: DEMO.offers.demo }, headers)).status).toBe(201);
  });

  test("can't read answers unless it is listed", async () => {
    const read = (origin: string) => browser().get(`${API}/me`, { origin });
    expect((await read(LISTED)).headers.get("access-control-allow-origin")).toBe(LISTED);
    for (const origin of [
      EVIL,
      "null",
      "https://partner.example.evil.example",
      "https://evil.example,https://partner.example",
    ]) {
      const { headers } = await read(origin);
      expect(headers.get("access-control-allow-origin"), origin).toBeNull();
      expect(headers.get("access-control-allow-credentials"), origin).toBeNull();
    }
    const preflight = async (origin: string) => {
      const { status, headers } = await fetch(`${network.localNetwork.origins.control}${API}/links`, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization" },
      });
      return [
        status < 300,
        headers.get("access-control-allow-origin"),
        headers.get("access-control-allow-credentials"),
      ];
    };
    expect(await preflight(LISTED)).toEqual([true, LISTED, null]);
    expect((await preflight(EVIL))[1]).toBeNull();
  });

  test("may call with its own API key, and cookies are then ignored", async () => {
    const { status, body } = await anna.get<{ webmaster_id: string }>(`${API}/me`, {
      origin: LISTED,
      authorization: `Bearer ${DEMO.keys.webmaster}`,
    });
    expect([status, body.webmaster_id]).toEqual([200, DEMO.webmaster]);
    const wrong = await anna.get(`${API}/me`, { authorization: "Bearer wm_wrong_key" });
    expect(wrong.status, "a wrong key is no reason to look at the cookie").toBe(401);
  });
});

describe("fields that callers may not set", () => {
  const CHOSEN: Loose = {
    role: "operator",
    advertiser_id: DEMO.advertiser,
    webmaster_id: DEMO.webmaster,
    email_verified: true,
    emailVerified: true,
    two_factor_enabled: true,
    id: "per_chosen",
    created_at: "2020-01-01T00:00:00.000Z",
    image: "https://evil.example/x.png",
    callbackURL: EVIL,
    rememberMe: true,
  };
  const fields = Object.entries(CHOSEN);

  test.each(fields)("%s at sign-up", async (name, value) => {
    const email = newEmail();
    const answer = await browser().post(`${AUTH}/sign-up/email`, {
      email,
      name: "X",
      [name]: value,
    });
    expect([answer.status, codeIn(answer)]).toEqual([400, "invalid_input"]);
    expect(await network.rows("DB", "SELECT id FROM person WHERE email = ?", email)).toEqual([]);
  });

  test("in any other request of a webmaster", async () => {
    const { id, status } = (await anna.post<Link>(`${API}/links`, { offer_id: DEMO.offers.demo })).body;
    const before = await network.rows("DB", "SELECT * FROM link ORDER BY id");
    const people = await network.rows("DB", "SELECT id, role, webmaster_id, email_verified FROM person ORDER BY id");
    const bodies: [string, string, Loose][] = [
      ["POST", "/links", { offer_id: DEMO.offers.demo }],
      ["PATCH", `/links/${id}`, { status }],
      ["POST", "/api-keys", { name: "x" }],
      ["POST", "/invitations", { email: newEmail(), role: "webmaster", member_role: "manager" }],
      ["POST", "/invitations/accept", { token: "inv_x", name: "X", password: PASSWORD }],
      ["POST", "/auth/sign-in/email", { email: annaEmail, password: PASSWORD }],
      ["POST", "/auth/change-password", { current_password: PASSWORD, new_password: PASSWORD }],
      ["POST", "/auth/two-factor/enable", { password: PASSWORD }],
      ["POST", "/auth/reset-password", { token: "x", password: PASSWORD }],
    ];
    const cookie = `${SESSION}=${anna.cookies.get(SESSION)}`;
    for (const [method, path, body] of bodies)
      for (const [name, value] of fields) {
        if (name in body || (path === "/invitations" && name.endsWith("master_id"))) continue;
        if (path === "/invitations" && name === "advertiser_id") continue; // the operator's to name: accounts.test.ts
        const response = await fetch(`${network.localNetwork.origins.control}${API}${path}`, {
          method,
          headers: { cookie, "content-type": "application/json" },
          body: JSON.stringify({ ...body, [name]: value }),
        });
        const answer = (await response.json()) as { code?: string; errors?: unknown };
        expect([response.status, answer.code], `${method} ${path} with ${name}`).toEqual([400, "invalid_input"]);
      }
    expect(await network.rows("DB", "SELECT * FROM link ORDER BY id")).toEqual(before);
    expect(await network.rows("DB", "SELECT id, role, webmaster_id, email_verified FROM person ORDER BY id")).toEqual(
      people,
    );
  });

  test("in the account of an invitation by another role than the operator", async () => {
    const email = newEmail();
    const named = { advertiser_id: DEMO.advertiser, webmaster_id: DEMO.webmaster, account_name: "Another" };
    for (const [field, value] of Object.entries(named)) {
      const { status, body } = await anna.post(`${API}/invitations`, {
        email,
        role: "webmaster",
        member_role: "manager",
        [field]: value,
      });
      const me = (await anna.get(`${API}/me`)).body;
      if (status !== 404) expect([status, body["webmaster_id"]], field).toEqual([201, me["webmaster_id"]]);
    }
    expect(await network.rows("DB", "SELECT id FROM webmaster WHERE name = ?", named.account_name)).toEqual([]);
    expect(
      await network.rows("DB", "SELECT id FROM invitation WHERE email = ? AND webmaster_id = ?", email, DEMO.webmaster),
    ).toEqual([]);
  });

  test("redirect to no other site after a confirmation", async () => {
    const response = await fetch(
      `${network.localNetwork.origins.control}/confirm?token=x&callbackURL=${encodeURIComponent(EVIL)}`,
      { redirect: "manual" },
    );
    expect(response.headers.get("location")).toBeNull();
    expect(await response.text()).not.toContain(EVIL);
  });
});

describe("guessing ids reveals nothing", () => {
  test("a resource of another account looks like one that does not exist", async () => {
    const boris = await newWebmaster(network);
    const link = (await boris.post<Link>(`${API}/links`, { offer_id: DEMO.offers.demo, slug: unique("boris") })).body;
    const click = clickEvent(await linkRow(network, link.slug));
    const postback = await postbackEvent(click.clickId);
    await network.localNetwork.deliver("clicks", [clickMessage([click])]);
    await network.localNetwork.deliver("postbacks", [postbackMessage([postback])]);
    const { body: sold } = await boris.get<Page<Conversion>>(`${API}/conversions`);
    const key = (await boris.post<Link>(`${API}/api-keys`, { name: "x" })).body;
    const invitation = (
      await boris.post<Link>(`${API}/invitations`, { email: newEmail(), role: "webmaster", member_role: "manager" })
    ).body;
    const stranger = clickEvent(await linkRow(network)).clickId;

    const shift = (id = "") => id.slice(0, -4) + (id.endsWith("0000") ? "1111" : "0000");
    const guesses: [string, string, string, unknown?][] = [
      ["GET", `/links/${link.id}`, `/links/${shift(link.id)}`],
      ["POST", `/links/${link.id}/pause`, `/links/${shift(link.id)}/pause`, {}],
      ["GET", `/clicks/${click.clickId}`, `/clicks/${stranger}`],
      ["GET", `/conversions/${sold.data[0]?.id}`, `/conversions/${shift(sold.data[0]?.id)}`],
      ["POST", `/api-keys/${key.id}/revoke`, `/api-keys/${shift(key.id)}/revoke`, {}],
      ["POST", `/invitations/${invitation.id}/revoke`, `/invitations/${shift(invitation.id)}/revoke`, {}],
    ];
    const ask = async (method: string, path: string, body: unknown) => {
      const response = await fetch(`${network.localNetwork.origins.control}${API}${path}`, {
        method,
        headers: { cookie: `${SESSION}=${anna.cookies.get(SESSION)}`, "content-type": "application/json" },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return visible({
        status: response.status,
        headers: response.headers,
        text: await response.text(),
        body: undefined,
      });
    };
    for (const [method, foreign, missing, body] of guesses) {
      const answer = await ask(method, foreign, body);
      expect(answer.status, `${method} ${foreign}`).toBe(404);
      expect(answer).toEqual(await ask(method, missing, body));
    }
    expect((await boris.get<Link>(`${API}/links/${link.id}`)).body.status).toBe("active");
    const [keys, invitations] = [await boris.get(`${API}/api-keys`), await boris.get(`${API}/invitations`)];
    expect(keys.text + invitations.text, "nothing was revoked").not.toMatch(/"revoked_at":"/);
  });
});

describe("a stopped party", () => {
  const NETWORK_PAGE = "https://example.com/";
  const OFFERS = "https://offer-fallback.example/";
  const REASON = "spam was reported";

  /** An offer and a link to it, each with its party's fallback; and what the parties and the operator do with them. */
  async function stage() {
    const [advertiser, webmaster] = [await admit(network, "advertiser"), await admit(network, "webmaster")];
    const terms = { advertiser_id: advertiser.id, fallback_url: OFFERS, access: "application" };
    const offer = await network.newOffer(terms);
    const apis = { advertiser: network.api(advertiser.key), webmaster: network.api(webmaster.key) };
    const application = await ok(apis.webmaster.post<Loose>(`/offers/${offer.id}/applications`, { answers: {} }), 201);
    await ok(network.operator.post(`/applications/${String(application["id"])}/approve`));
    const wanted = { offer_id: offer.id, fallback_url: `${EVIL}/link` };
    const link = await ok(apis.webmaster.post<Link>("/links", wanted), 201);
    return { ...apis, offer, link, application, ids: { advertiser: advertiser.id, webmaster: webmaster.id } };
  }
  type Stage = Awaited<ReturnType<typeof stage>>;
  const act = (path: string) => ok(network.operator.post(path, { reason: REASON }));

  const STOPS: Record<string, (stage: Stage) => Promise<unknown>> = {
    "a link that the operator paused": ({ link }) => act(`/links/${link.id}/pause`),
    "a link that both paused": async ({ webmaster, link }) => {
      await ok(webmaster.post(`/links/${link.id}/pause`));
      await act(`/links/${link.id}/pause`);
    },
    "a blocked webmaster": ({ ids }) => act(`/webmasters/${ids.webmaster}/block`),
    "a blocked advertiser": ({ ids }) => act(`/advertisers/${ids.advertiser}/block`),
    "an offer that the operator paused": ({ offer }) => act(`/offers/${offer.id}/pause`),
    "an offer that the operator archived": ({ offer }) => act(`/offers/${offer.id}/archive`),
    "an offer that the operator paused and the advertiser archived": async ({ advertiser, offer }) => {
      await act(`/offers/${offer.id}/pause`);
      const archived = await ok(advertiser.post(`/offers/${offer.id}/archive`, { reason: "ours" }));
      expect(archived).toMatchObject({ status: "archived", stopped_by: "operator", reason: REASON });
    },
    "an offer that the advertiser archived and then the operator": async ({ advertiser, offer }) => {
      expect(await ok(advertiser.post(`/offers/${offer.id}/archive`))).toMatchObject({ stopped_by: "advertiser" });
      await act(`/offers/${offer.id}/archive`);
    },
  };

  test.each(Object.entries(STOPS))("does not choose where visitors of %s go, before or after", async (name, stop) => {
    const parties = await stage();
    await stop(parties);
    const { offer, link, advertiser, webmaster } = parties;
    const tries =
      name.includes("offer") || name.includes("advertiser")
        ? [advertiser.patch<Problem>(`/offers/${offer.id}`, { fallback_url: EVIL })]
        : [webmaster.patch<Problem>(`/links/${link.id}`, { fallback_url: EVIL })];
    for (const answer of await Promise.all(tries)) {
      expect(answer.status).toBe(403);
      if (!name.includes("blocked")) expect(answer.body.detail).toContain(REASON);
    }
    await network.publish();
    expect((await network.visit(`/${link.slug}`)).headers.get("location")).toBe(NETWORK_PAGE);
  });

  test.each(["links", "offers"] as const)(
    "%s that both sides paused is active only when both have resumed it",
    async (kind) => {
      const { offer, link, advertiser, webmaster } = await stage();
      const [owner, path] = kind === "links" ? [webmaster, `/links/${link.id}`] : [advertiser, `/offers/${offer.id}`];
      const own = kind === "links" ? "is_paused_by_webmaster" : "is_paused_by_advertiser";
      const by = async (api: Api, verb: string, reason?: string) => {
        const row = await ok(api.post<Loose>(`${path}/${verb}`, { reason }));
        return [row["status"], row[kind === "links" ? "paused_by" : "stopped_by"], row[own], row["reason"]];
      };
      const others = kind === "links" ? "webmaster" : "advertiser";
      expect(await by(owner, "pause", "mine")).toEqual(["paused", others, true, "mine"]);
      await refused(network.operator.post(`${path}/resume`), 403, "forbidden");
      expect(await by(network.operator, "pause", REASON)).toEqual(["paused", "operator", true, REASON]);
      expect(await by(network.operator, "resume")).toEqual(["paused", others, true, "mine"]);
      expect(await by(network.operator, "pause", REASON)).toEqual(["paused", "operator", true, REASON]);
      expect(await by(owner, "resume")).toEqual(["paused", "operator", false, REASON]);
      await refused(owner.post(`${path}/resume`), 403, "forbidden");
      expect(await by(network.operator, "resume")).toEqual(["active", null, false, null]);
      expect(await by(owner, "resume"), "stays active").toEqual(["active", null, false, null]);
      const id = kind === "links" ? `link:${link.id}` : `offer:${offer.id}`;
      const sql = "SELECT until IS NULL AS is_open FROM stop WHERE subject = ?";
      expect(await network.rows("DB", sql, id), "one stop, from the first pause to the last resumption").toEqual([
        { is_open: 0 },
      ]);
    },
  );

  test("whose access ended has the offer's fallback, and one whose stop is its own keeps its own", async () => {
    const ended = await stage();
    await ok(ended.advertiser.post(`/applications/${String(ended.application["id"])}/revoke`, { reason: REASON }));
    const redirected = ended.webmaster.patch(`/links/${ended.link.id}`, { fallback_url: EVIL });
    await refused(redirected, 403, "application_needed");
    const own = await stage();
    await ok(own.webmaster.post(`/links/${own.link.id}/pause`));
    await ok(own.webmaster.patch(`/links/${own.link.id}`, { fallback_url: `${LISTED}/moved` }));
    await network.publish();
    expect((await network.visit(`/${ended.link.slug}`)).headers.get("location")).toBe(OFFERS);
    expect((await network.visit(`/${own.link.slug}`)).headers.get("location")).toBe(`${LISTED}/moved`);
  });

  test("whom an offer that became private does not list has the offer's fallback, until it is public again", async () => {
    const { advertiser, webmaster, offer, link, application, ids } = await stage();
    await ok(advertiser.patch(`/offers/${offer.id}`, { access: "public" }));
    const other = await admit(network, "webmaster");
    const late = await ok(network.api(other.key).post<Link>("/links", { offer_id: offer.id }), 201);
    const kv = await network.localNetwork.kv();
    const isStopped = async (id: string) => (await kv.get(`webmaster:${id}`))?.includes(offer.id);
    const change = async (body: object) => {
      await ok(advertiser.patch(`/offers/${offer.id}`, body));
      await network.publish();
      return [await isStopped(ids.webmaster), await isStopped(other.id)];
    };
    expect(await change({ access: "private" })).toEqual([true, true]);
    for (const { slug } of [link, late]) expect((await network.visit(`/${slug}`)).headers.get("location")).toBe(OFFERS);
    await refused(webmaster.patch(`/links/${link.id}`, { fallback_url: EVIL }), 403, "application_needed");
    expect(await change({ webmaster_ids: [other.id] })).toEqual([true, false]);
    expect(await change({ access: "public" })).toEqual([false, false]);
    expect(await change({ access: "private", webmaster_ids: [ids.webmaster] })).toEqual([false, true]);
    await ok(advertiser.post(`/applications/${String(application["id"])}/revoke`, { reason: REASON }));
    expect(await change({ access: "public" }), "whose approval ended stays stopped").toEqual([true, false]);
  });

  test("learns the reason in a session too, and may change what sends no visitor anywhere", async () => {
    const { link, ids, webmaster } = await stage();
    await act(`/links/${link.id}/pause`);
    const defaults = { sub1: "kept" };
    expect(await ok(webmaster.patch(`/links/${link.id}`, { defaults, fallback_url: link.fallback_url }))).toMatchObject(
      {
        defaults,
      },
    );
    await act(`/webmasters/${ids.webmaster}/block`);
    const actor = { role: "webmaster", id: "per_x", webmasterId: ids.webmaster, isBlocked: true } as const;
    const change = changeLink(network.context({ ...actor, blockReason: REASON }), link.id, { fallbackUrl: EVIL });
    await expect(change).rejects.toMatchObject({
      ...{ code: "account_blocked", message: expect.stringContaining(REASON) as string },
    });
  });
});

describe("a dishonest advertiser", () => {
  test("can't point an approved offer to another site, or refuse clicks by a policy that came after them", async () => {
    const advertiser = await admit(network, "advertiser");
    const api = network.api(advertiser.key);
    const landings = [{ url: `${LISTED}/?click_id={click_id}` }];
    const { id } = await network.newOffer({ advertiser_id: advertiser.id, landings });
    const link = await network.newLink(id);
    const changes = [
      { landings: [{ url: EVIL }] },
      { fallback_url: EVIL },
      { preview_url: EVIL },
      { deep_link_hosts: [".evil.example"] },
      // The last labels are the site, not the first ones.
      { landings: [{ url: "https://partner.example.evil.example/" }] },
      { landings: [{ url: `${LISTED}:8443/` }] },
    ];
    for (const change of changes) {
      const { destination_changes: waiting } = await ok(
        api.patch<{ destination_changes: Loose[] }>(`/offers/${id}`, change),
      );
      expect(waiting, JSON.stringify(change)).toContainEqual(expect.objectContaining({ status: "pending" }));
    }
    await network.publish();
    const visit = async (query = "") => (await network.visit(`/${link.slug}${query}`)).headers.get("location") ?? "";
    expect(await visit()).toContain(`${LISTED}/?click_id=`);
    expect(await visit("?url=https://evil.example/")).toContain(`${LISTED}/?click_id=`);
    expect((await network.webmaster.get(`/offers/${id}`)).body).toMatchObject({
      preview_url: null,
      fallback_url: null,
    });

    const bot = clickEvent(await linkRow(network, link.slug), {
      advertiserId: advertiser.id,
      userAgent: "Googlebot/2.1",
    });
    await network.localNetwork.deliver("clicks", [clickMessage([bot])]);
    await ok(api.patch(`/offers/${id}`, { click_policy: { bot: "refuse" } }));
    await network.localNetwork.deliver("postbacks", [
      postbackMessage([await postbackEvent(bot.clickId, { advertiserId: advertiser.id, token: advertiser.token })]),
    ]);
    const { data } = await ok(network.operator.get<Page<Conversion>>(`/conversions?click_id=${bot.clickId}`));
    expect(data).toMatchObject([{ status: "held" }]);
  });
});

describe("a host that the operator revoked", () => {
  const SHOP = "https://shop.example/?click_id={click_id}";
  const REASON = "it was hacked";

  test("serves nothing, for any offer of the advertiser, until it is restored", async () => {
    const advertiser = await admit(network, "advertiser");
    const api = network.api(advertiser.key);
    const newOffer = (landings: string[], more: object = {}) =>
      network.newOffer({ advertiser_id: advertiser.id, landings: landings.map((url) => ({ url })), ...more });
    const both = await newOffer([SHOP, "https://m.shop.example/"], {
      ...{ fallback_url: "https://shop.example/all", preview_url: "https://shop.example/look" },
      deep_link_hosts: [".shop.example", "other.example"],
    });
    const only = await newOffer([SHOP]);
    const others = await network.newOffer({ landings: [{ url: SHOP }] });
    const link = await network.newLink(only.id);
    const step = (verb: string, host = "shop.example") =>
      network.operator.post(`/advertisers/${advertiser.id}/hosts/${verb}`, { host, reason: REASON });
    const system = network.context({ role: "system", job: "test" });
    const snapshot = async ({ id }: { id: string }) =>
      JSON.parse((await snapshotOf(system, `offer:${id}`)) ?? "{}") as Loose;
    const before = await snapshot(both);
    await ok(step("revoke"));
    const served = await snapshot(both);
    expect(served).toMatchObject({ status: "active", fallbackUrl: null, deepLink: { hosts: ["other.example"] } });
    expect(served["landings"]).toHaveLength(1);
    expect(served).not.toHaveProperty("isStopped");
    expect(await snapshot(only)).toMatchObject({ landings: [], isStopped: true });
    expect((await snapshot(others))["landings"]).toHaveLength(1);
    await network.publish();
    expect((await network.visit(`/${link.slug}`)).headers.get("location")).not.toContain("shop.example");
    const kv = await network.localNetwork.kv();
    expect(JSON.parse((await kv.get(`offer:${both.id}`)) ?? "{}"), "is published").toEqual(served);

    // The advertiser and webmasters learn what concerns them, and no one can name the host.
    expect(await ok(api.get(`/offers/${both.id}`))).toMatchObject({
      revoked_hosts: [{ host: "shop.example", reason: REASON }],
      preview_url: "https://shop.example/look",
    });
    const seen = await ok(network.webmaster.get<Loose>(`/offers/${both.id}`));
    expect(seen).toMatchObject({ preview_url: null });
    expect(seen).not.toHaveProperty("revoked_hosts");
    const again = { landings: [{ url: SHOP }] };
    for (const who of [api, network.operator])
      expect((await refused(who.patch(`/offers/${only.id}`, again), 400, "invalid_input")).errors).toMatchObject([
        { path: "landings", code: "host_revoked", message: expect.stringContaining(REASON) as string },
      ]);
    await refused(api.post("/offers", { ...DRAFT, ...again, advertiser_id: advertiser.id }), 400, "invalid_input");
    const wide = { deep_link_hosts: [".shop.example"] };
    await refused(network.operator.patch(`/offers/${only.id}`, wide), 400, "invalid_input");
    const { data } = await ok(api.get<Page<Loose>>(`/advertisers/${advertiser.id}/hosts`));
    expect(data).toContainEqual(expect.objectContaining({ host: "shop.example", reason: REASON }));
    const names = data.map(({ host }) => String(host));
    expect(names).toEqual(names.toSorted((a, b) => (a < b ? -1 : 1)));
    const first = await ok(api.get<Page<Loose>>(`/advertisers/${advertiser.id}/hosts?limit=1`));
    const rest = await ok(api.get<Page<Loose>>(`/advertisers/${advertiser.id}/hosts?cursor=${first.next_cursor}`));
    expect([...first.data, ...rest.data]).toEqual(data);
    expect((await ok(api.get<Page<Loose>>("/audit?event=host.revoke"))).data).toMatchObject([{ reason: REASON }]);
    // A draft that names it can't be approved.
    await ok(step("restore"));
    expect(await snapshot(both)).toEqual(before);
    const draft = await ok(api.post<Loose>("/offers", { ...DRAFT, ...again, advertiser_id: advertiser.id }), 201);
    await ok(step("revoke", "*.shop.example"));
    await refused(network.operator.post(`/offers/${String(draft["id"])}/approve`), 400, "invalid_input");
  });

  const DRAFT = {
    name: "Draft",
    goals: [{ code: "sale", is_default: true, currency: "USD", revenue_bps: 1_000, commission_bps: 500 }],
  };
});

describe("other endpoints of the accounts library", () => {
  const UNLISTED = [
    ..."get-session list-sessions update-user delete-user change-email set-password verify-password".split(" "),
    ..."revoke-session revoke-other-sessions sign-in/social link-social unlink-account list-accounts".split(" "),
    ..."account-info refresh-token get-access-token update-session ok error callback/github reset-password/x".split(
      " ",
    ),
    ..."two-factor/get-totp-uri two-factor/generate-backup-codes two-factor/send-otp two-factor/verify-otp".split(" "),
    ..."two-factor/view-backup-codes delete-user/callback sign-up sign-in/anonymous admin/list-users".split(" "),
  ];

  test.each(UNLISTED)("%s is a 404", async (path) => {
    for (const answer of [await anna.get(`${AUTH}/${path}`), await anna.post(`${AUTH}/${path}`, {})]) {
      expect([answer.status, codeIn(answer)]).toEqual([404, "not_found"]);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    for (const answer of [await browser().get(`${AUTH}/${path}`), await browser().post(`${AUTH}/${path}`, {})])
      expect([401, 404]).toContain(answer.status);
  });

  test("also by a listed path in another case, or with an additional slash", async () => {
    for (const path of ["/Sign-Up/Email", "/sign-up/email/", "//sign-up/email", "/%73ign-up/email/x"])
      expect([401, 404], path).toContain((await browser().post(`${AUTH}${path}`, {})).status);
  });
});

describe("answers", () => {
  test.each(["/", "/health", "/dev/mail", "/nothing", `${API}/me`])(
    "%s: can't be framed or sniffed, and runs no foreign code",
    async (path) => {
      const { headers } = await browser().get(path, { accept: "text/html" });
      const policy = headers.get("content-security-policy") ?? "";
      for (const part of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"])
        expect(policy).toContain(part);
      expect(policy).not.toMatch(/script-src|unsafe-eval|\*/);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("x-powered-by")).toBeNull();
      expect(headers.get("x-request-id")).toMatch(/^[\w-]{1,64}$/);
    },
  );

  test("show what a mail says as text", async () => {
    const email = `"<script>"@people.example`;
    await browser().post(`${API}/invitations`, {});
    const name = "<script>alert(1)</script>";
    await browser().post(`${AUTH}/sign-up/email`, { email, name });
    await browser().post(`${AUTH}/sign-up/email`, { email: newEmail(), name });
    expect((await browser().get("/dev/mail")).text).not.toContain("<script>");
  });

  test("to a failure contain nothing but its id in the log", async () => {
    await network.rows("DB", "ALTER TABLE payout RENAME TO payout_away");
    const id = `test-${unique("failure")}`;
    const answer = await browser().get(`${API}/payouts`, {
      authorization: `Bearer ${DEMO.keys.webmaster}`,
      "x-request-id": id,
    });
    await network.rows("DB", "ALTER TABLE payout_away RENAME TO payout");
    expect([answer.status, codeIn(answer), answer.headers.get("x-request-id")]).toEqual([500, "internal", id]);
    expect(answer.text).not.toMatch(/payout|SQL|D1/i);
    const line = await until("the failure is logged", () => network.logs.find((text) => text.includes(id)));
    expect(line).toMatch(/request\.failed/);
    const hostile = await browser().get("/health", { "x-request-id": `x' OR 1 ${"y".repeat(100)}` });
    expect(hostile.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("a dishonest operator", () => {
  type Scope = "read" | "write" | "payouts";
  const ALL: Scope[] = ["read", "write", "payouts"];

  /** An operator with an API key; `inviter` has just invited them. */
  async function newOperator({ scopes = ALL, inviter }: { scopes?: Scope[]; inviter?: string } = {}) {
    const id = `per_${unique("operator").replace("-", "_")}`;
    const ctx = network.context({ role: "operator", id });
    const account = { role: "operator", advertiser_id: null, webmaster_id: null } as const;
    await ctx.db.write(insertPerson({ id, name: "Oleg", email: `${id}@people.example`, ...account }, "", ctx.now()));
    if (inviter !== undefined)
      await network.rows(
        "DB",
        `INSERT INTO invitation (id, sha256, email, role, invited_by, member_role, created_at, expires_at, accepted_at, accepted_by)
         VALUES (?1, ?1, ?1, 'operator', ?2, 'owner', 0, 0, ?3, ?4)`,
        ...[`ivt_${id}`, `operator:${inviter}`, ctx.now(), id],
      );
    const { secret } = await createApiKey(ctx, { name: "own", scopes, expiresAt: null });
    return { id, ctx, api: network.api(secret ?? "") };
  }

  /** A sale of 100.00, of which the webmaster gets a tenth. */
  async function sell() {
    const click = clickEvent(await linkRow(network));
    const postback = await postbackEvent(click.clickId, { fields: { amount: "100" } });
    await network.localNetwork.deliver("clicks", [clickMessage([click])]);
    await network.localNetwork.deliver("postbacks", [postbackMessage([postback])]);
    const { data } = await ok(network.operator.get<Page<Conversion>>(`/conversions?click_id=${click.clickId}`));
    return { id: data[0]?.id ?? "", clickId: click.clickId };
  }

  /** A postback that gives the order another amount, which a person must accept. Returns its receipt. */
  async function park(clickId: ClickId): Promise<string> {
    const fields = { amount: "2000" };
    const parameters = Object.entries({ click_id: clickId, ...fields });
    const parked = await postbackEvent(clickId, { fields, request: { method: "GET", contentType: "", parameters } });
    await network.localNetwork.deliver("postbacks", [postbackMessage([parked])]);
    return parked.receipt;
  }

  interface Waiting {
    id: string;
    act: string;
    subject_id: string;
    status: string;
  }
  const dollars = (amount_minor: number) => ({ amount_minor, currency: "USD" });
  const reason = "agreed by mail";
  const correct = (by: { api: Api }, minor: number) =>
    ok(
      by.api.post<{ id: string; status: string }>("/ledger/corrections", {
        ...{ webmaster_id: DEMO.webmaster, amount: dollars(minor), reason },
      }),
      201,
    );
  const waiting = async (answer: Promise<{ status: number; body: unknown }>) => {
    const { status, body } = await answer;
    expect([status, (body as Waiting).status]).toEqual([202, "waiting"]);
    return body as Waiting; // expected before
  };
  const confirm = (by: { api: Api }, { id }: { id: string }) => by.api.post(`/money-requests/${id}/confirm`, {});
  /** What waits about a subject. */
  const requestFor = async (subject: string) => {
    const { data } = await ok(network.operator.get<Page<Waiting>>("/money-requests?status=waiting&limit=500"));
    return data.find((one) => one.subject_id === subject) ?? { id: "" };
  };

  test("can't make money through the amount of a conversion", async () => {
    const [oleg, second] = [await newOperator(), await newOperator()];
    const { id } = await sell();
    const path = `/conversions/${id}/adjust`;
    const body = { amount: dollars(100_000_000_000), reason };
    const { api } = await newOperator({ scopes: ["read", "write"] });
    expect((await refused(api.post(path, body), 403, "scope_missing")).detail).toContain("payouts");
    const before = await ok(network.operator.get<{ money_requests: { count: number } }>("/ops/to-do"));
    const request = await waiting(oleg.api.post(path, body));
    const after = await ok(network.operator.get<{ money_requests: { count: number } }>("/ops/to-do"));
    expect(after.money_requests.count).toBe(before.money_requests.count + 1);
    expect(await ok(network.operator.get(`/conversions/${id}`))).toMatchObject({ amount: dollars(10_000) });
    await refused(oleg.api.post(path, body), 409, "already_exists");
    await refused(confirm(oleg, request), 403, "second_person_required");
    await ok(confirm(second, request));
    expect(await ok(network.operator.get(`/conversions/${id}`))).toMatchObject({ amount: dollars(100_000_000_000) });
    await refused(confirm(second, request), 409, "request_answered");
  });

  test("can't split a sum between the doors", async () => {
    const oleg = await newOperator();
    expect(await correct(oleg, -6_000)).toMatchObject({ status: "posted" });
    const { id } = await sell();
    const request = await waiting(oleg.api.post(`/conversions/${id}/adjust`, { amount: dollars(60_000), reason }));
    await ok(oleg.api.post(`/money-requests/${request.id}/refuse`, { reason: "a slip" }));
    await refused(oleg.api.post(`/money-requests/${request.id}/refuse`, { reason: "again" }), 409, "request_answered");
    expect(await correct(oleg, 4_000)).toMatchObject({ status: "posted" });
    expect(await correct(oleg, 1)).toMatchObject({ status: "proposed" });
  });

  test("gains nothing by aliases: they share the limit and confirm nothing of each other's", async () => {
    const oleg = await newOperator();
    const alias = await newOperator({ inviter: oleg.id });
    const [other, another] = [await newOperator({ inviter: oleg.id }), await newOperator({ inviter: alias.id })];
    expect(await correct(oleg, 6_000)).toMatchObject({ status: "posted" });
    const { id, status } = await correct(alias, 6_000);
    expect(status).toBe("proposed");
    const request = await requestFor(id);
    for (const one of [oleg, alias, other, another])
      await refused(confirm(one, request), 403, "second_person_required");

    const vouch = (by: { ctx: Context }, whom: { id: string }) => vouchForOperator(by.ctx, whom.id, "I know them");
    for (const one of [oleg, alias, other])
      await expect(vouch(one, another)).rejects.toMatchObject({ code: "second_person_required" });
    const second = await newOperator();
    await vouch(second, another);
    await ok(confirm(another, request));
  });

  test("may be confirmed by an operator whom they invited long ago", async () => {
    const oleg = await newOperator();
    const friend = await newOperator({ inviter: oleg.id });
    await network.rows(
      "DB",
      "UPDATE invitation SET accepted_at = accepted_at - 31 * 86400000 WHERE accepted_by = ?",
      friend.id,
    );
    const { id } = await correct(oleg, 10_001);
    await ok(confirm(friend, await requestFor(id)));
  });

  test("can't open an offer at a loss alone, nor approve it behind the request", async () => {
    const [oleg, second] = [await newOperator(), await newOperator()];
    const goal = { code: "lead", is_default: true, currency: "USD", commission_fixed_minor: 100_000 };
    const offer = {
      ...{ advertiser_id: DEMO.advertiser, name: unique("Loss"), goals: [goal], accepts_loss: true },
      landings: [{ url: "https://shop.example/" }],
    };
    const { api } = await newOperator({ scopes: ["read", "write"] });
    expect((await refused(api.post("/offers", offer), 403, "scope_missing")).detail).toContain("payouts");
    const request = await waiting(oleg.api.post("/offers", offer));
    const statusOf = async () =>
      (await ok(network.operator.get<{ status: string }>(`/offers/${request.subject_id}`))).status;
    expect(await statusOf()).toBe("draft");
    await refused(oleg.api.post(`/offers/${request.subject_id}/approve`, {}), 409, "already_exists");
    await refused(oleg.api.post("/offers/import", { offers: [{ ...offer, status: "active" }] }), 400, "invalid_input");
    expect(await statusOf()).toBe("draft");
    await ok(confirm(second, request));
    expect(await statusOf()).toBe("active");
  });

  test("can't give a friend better terms alone", async () => {
    const [oleg, second] = [await newOperator(), await newOperator()];
    const terms = {
      webmaster_id: DEMO.webmaster,
      rates: [{ goal: "lead", commission_fixed_minor: 50_000 }],
      accepts_loss: true,
    };
    const { api } = await newOperator({ scopes: ["read", "write"] });
    await refused(api.post(`/offers/${DEMO.offers.demo}/terms`, terms), 403, "scope_missing");
    const request = await waiting(oleg.api.post(`/offers/${DEMO.offers.demo}/terms`, terms));
    const path = `/offers/${DEMO.offers.demo}/terms/${request.subject_id}`;
    await refused(oleg.api.post(`${path}/accept`, { accepts_loss: true }), 409, "already_exists");
    const sides = async () => {
      const { data } = await ok(
        network.operator.get<Page<{ id: string; answers: { side: string }[] }>>(`/offers/${DEMO.offers.demo}/terms`),
      );
      return data.find(({ id }) => id === request.subject_id)?.answers.map(({ side }) => side);
    };
    expect(await sides()).toEqual([]);
    await ok(confirm(second, request));
    expect(await sides()).toEqual(["operator"]);
    await ok(network.operator.post(`${path}/withdraw`, {}));
  });

  test("can't raise a limit alone, but lower it", async () => {
    const [oleg, second] = [await newOperator(), await newOperator()];
    const limit = (act: string, currency: string, amount_minor: number | null) => ({
      limits: [{ act, currency, amount_minor }],
      reason,
    });
    await ok(oleg.api.patch("/money-guard", limit("correction", "SEK", 5_000)));
    for (const amount of [5_001, null]) {
      const request = await waiting(oleg.api.patch("/money-guard", limit("correction", "SEK", amount)));
      await refused(confirm(oleg, request), 403, "second_person_required");
      await ok(confirm(second, request));
    }
    const request = await waiting(oleg.api.patch("/money-guard", { invited_days: 0, reason }));
    await ok(second.api.post(`/money-requests/${request.id}/refuse`, { reason: "aliases" }));
    expect(await ok(oleg.api.get("/money-guard"))).toMatchObject({
      invited_days: 30,
      limits: expect.arrayContaining([{ act: "correction", currency: "SEK", amount_minor: null }]) as unknown,
    });
  });

  test("can't release or refuse frozen money beyond the limit alone, nor have a later freeze ended by an old request", async () => {
    const [oleg, second, third] = [await newOperator(), await newOperator(), await newOperator()];
    const { id } = await admit(network, "webmaster");
    const purse = async () => {
      const { data } = await ok(
        network.operator.get<Page<{ available: Money; frozen: Money }>>(`/balances?webmaster_id=${id}`),
      );
      return [data[0]?.available.amount_minor, data[0]?.frozen.amount_minor];
    };
    const end = (by: { api: Api }, verb: "release" | "refuse") =>
      by.api.post(`/webmasters/${id}/${verb}-frozen`, { reason });
    await ok(oleg.api.post("/ledger/corrections", { webmaster_id: id, amount: dollars(8_000), reason }), 201);
    await ok(oleg.api.post(`/webmasters/${id}/block`, { reason, reason_code: "fraud" }));
    const release = await waiting(end(oleg, "release")); // counts with the correction
    expect(release).toMatchObject({ act: "frozen", subject_id: id, amounts: [dollars(8_000)] });
    await refused(end(oleg, "refuse"), 409, "already_exists");
    await refused(confirm(oleg, release), 403, "second_person_required");
    expect(await purse()).toEqual([0, 8_000]);
    await ok(confirm(second, release));
    expect(await purse()).toEqual([8_000, 0]);

    await ok(oleg.api.post(`/webmasters/${id}/freeze`, { reason }));
    const stale = await waiting(end(oleg, "refuse"));
    await ok(end(third, "release"));
    await ok(third.api.post(`/webmasters/${id}/freeze`, { reason }));
    await refused(confirm(second, stale), 409, "conflict");
    await ok(second.api.post(`/money-requests/${stale.id}/refuse`, { reason: "it is another freeze" }));
    await ok(confirm(second, await waiting(end(oleg, "refuse"))));
    expect(await purse()).toEqual([0, 0]);
    await refused(end(oleg, "refuse"), 409, "transition_refused");
  });

  test("approves a payout run alone only within the limit, once one is set", async () => {
    const [oleg, second] = [await newOperator(), await newOperator()];
    await ok(
      oleg.api.patch("/money-guard", { limits: [{ act: "payout_run", currency: "USD", amount_minor: 0 }], reason }),
    );
    await correct(oleg, 5_000);
    const run = await ok(oleg.api.post<{ id: string }>("/payout-runs", {}), 201);
    const request = await waiting(oleg.api.post(`/payout-runs/${run.id}/approve`, {}));
    await refused(oleg.api.post(`/payout-runs/${run.id}/send`, {}), 409, "run_step_refused");
    await ok(confirm(second, request));
    await ok(oleg.api.post(`/payout-runs/${run.id}/send`, {}));
  });

  test("approves no payout that a run gets at the same moment", async () => {
    const oleg = await newOperator();
    await correct(oleg, 5_000);
    const run = await ok(oleg.api.post<{ id: string }>("/payout-runs", {}), 201);
    const { id } = await admit(network, "webmaster");
    await network.rows(
      "DB",
      `INSERT INTO money_limit SELECT 'payout_run', 'USD', sum(amount_minor), 0, 'test' FROM payout WHERE run_id = ?
       ON CONFLICT DO UPDATE SET limit_minor = excluded.limit_minor`,
      run.id,
    );
    const added = unique("pay");
    const add = async () => {
      await network.rows("DB", "UPDATE payout_run SET job = 'draft' WHERE id = ?", run.id);
      await network.rows(
        "DB",
        `INSERT INTO payout (id, run_id, webmaster_id, currency, amount_minor, status, created_at)
         VALUES (?, ?, ?, 'USD', 1, 'new', 0)`,
        ...[added, run.id, id],
      );
      await network.rows("DB", "UPDATE payout_run SET job = NULL, version = version + 1 WHERE id = ?", run.id);
    };
    await expect(stepPayoutRun(overtakenBy(oleg.ctx, add), run.id, "approved")).rejects.toThrow("second person");
    await network.rows("DB", "DELETE FROM payout WHERE id = ?", added);
    await ok(oleg.api.post(`/payout-runs/${run.id}/approve`, {}));
  });

  test("gets no more confirmed than the request says: an offer in its version, amounts by currency", async () => {
    const [oleg, second] = [await newOperator(), await newOperator()];
    const goal = { code: "lead", is_default: true, currency: "USD", commission_fixed_minor: 1_000 };
    const offer = {
      ...{ advertiser_id: DEMO.advertiser, name: unique("Loss"), goals: [goal], accepts_loss: true },
      landings: [{ url: "https://shop.example/" }],
    };
    const goals = [{ ...goal, commission_fixed_minor: 1_000_000 }];
    for (const change of [{ goals, accepts_loss: true }, { landings: [{ url: "https://other.example/" }] }]) {
      const request = await waiting(oleg.api.post("/offers", offer));
      await ok(oleg.api.patch(`/offers/${request.subject_id}`, change));
      expect(await refused(confirm(second, request), 409, "conflict")).toMatchObject({
        errors: expect.arrayContaining([expect.objectContaining({ path: Object.keys(change)[0] })]) as unknown,
      });
      expect(await ok(oleg.api.get(`/offers/${request.subject_id}`))).toMatchObject({ status: "draft" });
      await ok(second.api.post(`/money-requests/${request.id}/refuse`, { reason: "it is another offer now" }));
    }

    const limits = ["SEK", "NOK"].map((currency) => ({ act: "adjust", currency, amount_minor: 20_000 }));
    await waiting(oleg.api.patch("/money-guard", { limits: limits.slice(1), reason })).then((one) =>
      confirm(second, one),
    );
    const request = await waiting(oleg.api.patch("/money-guard", { limits, reason }));
    await ok(second.api.patch("/money-guard", { limits: [{ ...limits[1], amount_minor: 0 }], reason }));
    expect((await refused(confirm(second, request), 409, "conflict")).detail).toContain("NOK");

    const { id } = await correct(oleg, 10_001);
    const correction = await requestFor(id);
    await network.rows(
      "DB",
      `UPDATE money_request SET amounts = '[["USD",10000],["EUR",1]]' WHERE id = ?`,
      correction.id,
    );
    expect((await refused(confirm(second, correction), 409, "conflict")).detail).toContain("100.01 USD");
    expect(await ok(oleg.api.get(`/ledger/corrections/${id}`))).toMatchObject({ status: "proposed" });
  });

  test("can't report conversions for an advertiser beyond the limit: by the API, a file, a token or a parked postback", async () => {
    const [oleg, second] = [await newOperator(), await newOperator()];
    const { api } = await newOperator({ scopes: ["read", "write"] });
    const side = await newUploadSide(network);
    const [first = "", other = "", large = ""] = await side.clicks(3);
    const report = (click_id: string, minor: number) => ({
      ...{ advertiser_id: DEMO.advertiser },
      reports: [{ click_id, order_id: unique("order"), amount: dollars(minor), status: "approved" }],
    });
    // A tenth is the webmaster's.
    await refused(api.post("/conversions", report(first, 100)), 403, "scope_missing");
    await ok(oleg.api.post("/conversions", report(first, 60_000)));
    await refused(oleg.api.post("/conversions", report(other, 60_000)), 403, "second_person_required");
    expect(await conversionsOf(network, side.offer.id)).toHaveLength(1);
    await ok(network.advertiser.post("/conversions", { reports: report(other, 60_000).reports }));

    const file = fileOf(`${large},L-1,1000.00,USD,approved,${recently()},`, `,${unique("none")},1.00,USD,approved,,`);
    const upload = await validated(network, side.offer.id, file);
    await refused(api.post(`/uploads/${upload.id}/commit`, {}), 403, "scope_missing");
    const request = await waiting(oleg.api.post(`/uploads/${upload.id}/commit`, {}));
    expect(request).toMatchObject({ act: "report", subject_id: upload.id, amounts: [dollars(10_000)] });
    expect(await ok(oleg.api.get(`/uploads/${upload.id}`))).toMatchObject({ status: "validated" });
    await refused(confirm(oleg, request), 403, "second_person_required");
    await ok(confirm(second, request));
    await until("the file is applied", async () =>
      (await conversionsOf(network, side.offer.id)).some(({ order_id }) => order_id === "L-1"),
    );

    await refused(api.post(`/advertisers/${DEMO.advertiser}/postback/tokens`, { name: "mine" }), 403, "scope_missing");

    const { id, clickId } = await sell();
    const path = `/postbacks/${await park(clickId)}/accept`;
    await refused(api.post(path, { reason }), 403, "scope_missing");
    const acceptance = await waiting(oleg.api.post(path, { reason, amount: dollars(200_000) }));
    expect(acceptance).toMatchObject({ act: "resolve", amounts: [dollars(19_000)] });
    await ok(confirm(second, acceptance));
    expect(await ok(oleg.api.get(`/conversions/${id}`))).toMatchObject({ amount: dollars(200_000) });
    await refused(confirm(second, acceptance), 409, "request_answered");
  });

  test("is told if what waits was done by other means", async () => {
    const [oleg, second] = [await newOperator(), await newOperator()];
    const { clickId } = await sell();
    const path = `/postbacks/${await park(clickId)}/accept`;
    const request = await waiting(oleg.api.post(path, { reason }));
    await ok(network.advertiser.post(path, { reason }));
    await refused(confirm(second, request), 409, "transition_refused");
    await ok(oleg.api.post(`/money-requests/${request.id}/refuse`, { reason: "it is done" }));
  });

  test("is confirmed once, if two persons answer at the same moment", async () => {
    const [oleg, second, third] = [await newOperator(), await newOperator(), await newOperator()];
    const request = await requestFor((await correct(oleg, 10_001)).id);
    const answers = await Promise.all([confirm(second, request), confirm(third, request)]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    const posted =
      "SELECT count(*) AS n FROM transfer WHERE correction_id = (SELECT subject FROM money_request WHERE id = ?)";
    expect(await network.rows("DB", posted, request.id)).toEqual([{ n: 1 }]);
  });

  test("never exceeds the limit by acts at the same moment", async () => {
    const oleg = await newOperator();
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.constantFrom("DKK", "CZK", "HUF", "RON", "ISK", "TRY", "BGN", "MXN"), {
          maxLength: 1,
          minLength: 1,
        }),
        fc.array(fc.integer({ min: 1, max: 12_000 }), { minLength: 2, maxLength: 8 }),
        async ([currency = ""], minors) => {
          const sent = await Promise.all(
            minors.map((amount_minor) =>
              oleg.api.post<{ status: string }>("/ledger/corrections", {
                ...{ webmaster_id: DEMO.webmaster, amount: { amount_minor, currency }, reason },
              }),
            ),
          );
          expect(sent.map(({ status }) => status)).toEqual(minors.map(() => 201));
          const [alone] = await network.rows<{ minor: number }>(
            "DB",
            `SELECT sum(amount_minor) AS minor FROM correction WHERE status = 'posted' AND currency = ? AND proposed_by = ?`,
            ...[currency, `operator:${oleg.id}`],
          );
          expect(alone?.minor ?? 0).toBeLessThanOrEqual(currency === "ISK" ? 100 : 10_000);
        },
      ),
      { numRuns: 8 },
    );
  });
});

describe("after all of this", () => {
  /** Everything in the databases, except the mails of local development. */
  async function everything() {
    const kept: string[] = [];
    for (const database of ["DB", "CLICKS_0"] as const) {
      const tables = await network.rows<{ name: string }>("DB" === database ? "DB" : database, TABLES);
      for (const { name } of tables)
        kept.push(`${name}: ${JSON.stringify(await network.rows(database, `SELECT * FROM "${name}"`))}`);
    }
    return kept;
  }
  const TABLES =
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'dev_mail' AND name NOT LIKE '\\_cf%' ESCAPE '\\'";

  const holding = (texts: readonly string[], secret: string) => texts.filter((text) => text.includes(secret));

  test("secrets are in no log and in no table, except those of sessions", async () => {
    const email = newEmail();
    const vera = await newWebmaster(network, email);
    const key = (await vera.post<{ secret: string }>(`${API}/api-keys`, { name: "x" })).body.secret;
    expect((await network.api(key).get("/me")).status).toBe(200);
    const setup = (
      await vera.post<{ totp_uri: string; backup_codes: string[] }>(`${AUTH}/two-factor/enable`, { password: PASSWORD })
    ).body;
    await vera.post(`${AUTH}/two-factor/verify-totp`, { code: freshTotp(setup.totp_uri) });
    const invited = newEmail();
    await vera.post(`${API}/invitations`, { email: invited, role: "webmaster", member_role: "manager" });
    await browser().post(`${AUTH}/request-password-reset`, { email });
    const session = decodeURIComponent(vera.cookies.get(SESSION) ?? "").split(".")[0] ?? "";
    const secrets = {
      "API key": key,
      password: PASSWORD,
      "invitation's code": await codeFor(network, invited, INVITATION_MAIL),
      "reset code": await codeFor(network, email, RESET_MAIL),
      "second factor": new URL(setup.totp_uri).searchParams.get("secret") ?? "",
      "backup code": setup.backup_codes[0] ?? "",
      "demo key": DEMO.keys.operator,
      AUTH_SECRET: LOCAL_SECRETS.AUTH_SECRET,
    };
    const stored = await everything();
    expect(holding(stored, email), "the search finds what is there").not.toEqual([]);
    for (const [name, secret] of Object.entries({ ...secrets, session })) {
      expect(secret.length, name).toBeGreaterThanOrEqual(8);
      expect(holding(network.logs, secret), `${name} in the logs`).toEqual([]);
      if (name !== "session") expect(holding(stored, secret), `${name} in a table`).toEqual([]);
    }
  });

  test("no raw IP address is stored anywhere", async () => {
    for (const address of Object.values(ADDRESSES)) {
      const who = browser({ "cf-connecting-ip": address, "x-forwarded-for": address, "x-real-ip": address });
      const email = newEmail();
      await who.post(`${AUTH}/sign-up/email`, { email, name: "X" });
      await signIn(who, annaEmail, "not the password");
      await signIn(who, annaEmail);
      await who.post(`${API}/api-keys`, { name: "x" });
      await network.click(`/${DEMO.slugs.demo}`, { headers: { "x-dev-ip": address } });
    }
    await until("the clicks are stored", async () => (await network.stored()).length >= 3);
    const stored = await everything();
    for (const address of Object.values(ADDRESSES)) {
      expect(holding(stored, address)).toEqual([]);
      expect(holding(network.logs, address)).toEqual([]);
    }
  });
});
