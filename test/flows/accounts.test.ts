import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ReportView } from "@waymark/client";
import { DEMO } from "@waymark/dev/demo";
import { acceptInvitation, findInvitation, MEMBER_RIGHTS } from "@waymark/network/identity";
import { RECIPIENT_MAILS_OF_SENDER_MAX, sendMails, type Sending } from "@waymark/network/mail";
import { mailDueReports, reportMailed, SCHEDULED_REPORTS_MAX } from "@waymark/network/scheduled-report";
import { SCOPES } from "@waymark/network/words";
import { reportMailOf } from "../../apps/control/src/report-mails.ts";
import { ok, withoutRequestId, type Loose, type Page } from "../harness/api.ts";
import { admit, freshAddress, startNetwork, unique, type TestNetwork } from "../harness/network.ts";
import {
  codeFor,
  codeOf,
  freshTotp,
  INVITATION_MAIL,
  linkOf,
  mailTo,
  newEmail,
  newWebmaster,
  openBrowser,
  PASSWORD,
  RESET_MAIL,
  SIGN_UP_MAIL,
  signedIn,
  signIn,
  totp,
  verify,
  type Browser,
  type BrowserAnswer,
} from "../harness/people.ts";
import { overtakenBy } from "../harness/rival.ts";
import { insertManager, WEBP_TEXT } from "../harness/sides.ts";
import { until } from "../harness/until.ts";

const AUTH = "/api/v1/auth";
const KEY_REMEMBERED_MS = 5_000;

let network: TestNetwork;

beforeAll(async () => void (network = await startNetwork()));
afterAll(() => network?.stop());

const browser = () => openBrowser(network.localNetwork.origins.control);

interface Me {
  role: string;
  advertiser_id: string | null;
  webmaster_id: string | null;
  scopes: string[];
  rights: string[];
  member: { id: string; name: string; email: string; has_second_factor: boolean; member_role: string } | null;
}

/** Expects this status and, for an error, this code. */
function expectAnswer({ status, body, text }: BrowserAnswer<unknown>, expected: number, code?: string) {
  expect({ status, code: (body as { code?: string } | undefined)?.code }, text).toEqual({ status: expected, code });
}

const meOf = async (who: Browser) => {
  const answer = await who.get<Me>("/api/v1/me");
  expectAnswer(answer, 200);
  return answer.body;
};

describe("a webmaster", () => {
  test("signs up, confirms the address by mail, signs in, and has a new account", async () => {
    const email = newEmail();
    const anna = browser();
    expectAnswer(await anna.post(`${AUTH}/sign-up/email`, { email, name: "Anna" }), 200);
    expect(anna.cookies.size, "signing up starts no session").toBe(0);
    expectAnswer(await signIn(anna, email), 401, "credentials_refused");
    expectAnswer(await anna.get("/api/v1/me"), 401, "unauthenticated");

    expectAnswer(await verify(network, email), 200);
    expectAnswer(await signIn(anna, email, "not her password"), 401, "credentials_refused");
    expectAnswer(await signIn(anna, email), 200);
    const me = await meOf(anna);
    expect(me).toEqual({
      role: "webmaster",
      advertiser_id: null,
      webmaster_id: expect.stringMatching(/^wm_/) as string,
      ...{ account_name: "Anna", is_blocked: false, block_reason: null, requires_second_factor: false },
      scopes: ["read", "write", "payouts", "restore"],
      rights: ["read", "write", "payouts", "restore", "account"],
      member: {
        ...{ id: expect.stringMatching(/^per_/) as string, name: "Anna", email },
        ...{ has_second_factor: false, member_role: "owner", language: null, zone: null, currency: null },
        ...{ terms_version: null, terms_accepted_at: null, pending_terms_version: null },
      },
    });
    const links = await anna.get<Page<Loose>>("/api/v1/links");
    expect(links.body.data, "no links of other webmasters").toEqual([]);
    expectAnswer(await anna.post("/api/v1/links", { offer_id: DEMO.offers.demo }), 201);
  });

  test("learns only by mail that the address already has an account", async () => {
    const email = newEmail();
    await newWebmaster(network, email);
    expectAnswer(await browser().post(`${AUTH}/sign-up/email`, { email: email.toUpperCase(), name: "Someone" }), 200);
    const { text } = await mailTo(network, email, /you already have an account/);
    expect(text).toMatch(/^http\S+\/reset$/m);
    expect((await meOf(await signedIn(network, email))).member?.name).toBe("Anna");
  });

  test("gets mails in the language that their browser prefers", async () => {
    const email = newEmail();
    const russian = { "accept-language": "ru-RU,ru;q=0.9,en;q=0.8" };
    await browser().post(`${AUTH}/sign-up/email`, { email, name: "Анна" }, russian);
    expect((await mailTo(network, email, /подтвердите адрес/)).subject).toBe("Waymark: подтвердите адрес");
  });

  test("can ask for the confirmation mail again", async () => {
    const email = newEmail();
    await browser().post(`${AUTH}/sign-up/email`, { email, name: "Anna" });
    expectAnswer(await browser().post(`${AUTH}/send-verification-email`, { email }), 200);
    await mailTo(network, email, SIGN_UP_MAIL, 2);
    expectAnswer(await verify(network, email), 200);
    expect((await meOf(await signedIn(network, email))).member?.name).toBe("Anna");
  });

  test("gets the password that the person with the mail chooses, even after sign-ups by others", async () => {
    const email = newEmail();
    await browser().post(`${AUTH}/sign-up/email`, { email, name: "Squatter" });
    const first = await codeFor(network, email, SIGN_UP_MAIL);
    await browser().post(`${AUTH}/sign-up/email`, { email, name: "Anna" });
    await mailTo(network, email, SIGN_UP_MAIL, 2);
    expectAnswer(await verify(network, email), 200);
    const late = { token: first, password: "the password of a squatter" };
    expectAnswer(await browser().post(`${AUTH}/verify-email`, late), 400, "token_refused");
    expectAnswer(await signIn(browser(), email, late.password), 401, "credentials_refused");
    expect((await meOf(await signedIn(network, email))).member?.name).toBe("Anna");
  });

  test("of several confirmations at once, one opens one account, and none is left without a person", async () => {
    const email = newEmail();
    await browser().post(`${AUTH}/sign-up/email`, { email, name: "Anna" });
    const answers = await Promise.all([1, 2, 3, 4].map(() => verify(network, email)));
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(["200", "400", "400", "400"]);
    const orphans = `SELECT id FROM webmaster WHERE name = 'Anna'
      AND NOT EXISTS (SELECT 1 FROM person WHERE webmaster_id = webmaster.id)`;
    expect(await network.rows("DB", orphans)).toEqual([]);
    await signedIn(network, email);
  });
});

describe("a password", () => {
  test("can be reset once with the code from a mail, which ends every session", async () => {
    const email = newEmail();
    const anna = await newWebmaster(network, email);
    expectAnswer(await browser().post(`${AUTH}/request-password-reset`, { email }), 200);
    const token = await codeFor(network, email, RESET_MAIL);
    const reset = (password: string) => browser().post(`${AUTH}/reset-password`, { token, password });
    expectAnswer(await reset("short"), 400, "invalid_input");
    expectAnswer(await reset("the second password"), 200);
    expectAnswer(await anna.get("/api/v1/me"), 401, "unauthenticated");
    expectAnswer(await signIn(browser(), email), 401, "credentials_refused");
    await signedIn(network, email, "the second password");
    expectAnswer(await reset("the third password"), 400, "token_refused");
  });

  test("has one live reset code: a newer one ends it, and so does a change of the password", async () => {
    const email = newEmail();
    const anna = await newWebmaster(network, email);
    const codes: string[] = [];
    while (codes.length < 3) {
      expectAnswer(await browser().post(`${AUTH}/request-password-reset`, { email }), 200);
      codes.push(codeOf(await mailTo(network, email, RESET_MAIL, codes.length + 1)));
    }
    const reset = (token?: string) =>
      browser().post(`${AUTH}/reset-password`, { token, password: "the third password" });
    for (const token of codes.slice(0, 2)) expectAnswer(await reset(token), 400, "token_refused");
    const change = { current_password: PASSWORD, new_password: "the second password" };
    expectAnswer(await anna.post(`${AUTH}/change-password`, change), 200);
    expectAnswer(await reset(codes[2]), 400, "token_refused");
    await signedIn(network, email, "the second password");
  });

  test("is reset by one of several requests with one code", async () => {
    const email = newEmail();
    await newWebmaster(network, email);
    await browser().post(`${AUTH}/request-password-reset`, { email });
    const token = await codeFor(network, email, RESET_MAIL);
    const answers = await Promise.all(
      ["the second password", "the third password", "the fourth password"].map((password) =>
        browser().post(`${AUTH}/reset-password`, { token, password }),
      ),
    );
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(["200", "400", "400"]);
  });

  test("keeps its API keys through a reset, unless the person revokes them", async () => {
    const email = newEmail();
    const anna = await newWebmaster(network, email);
    const { body: key } = await anna.post<{ secret: string }>("/api/v1/api-keys", { name: "ci" });
    await browser().post(`${AUTH}/request-password-reset`, { email });
    const token = await codeFor(network, email, RESET_MAIL);
    expectAnswer(await browser().post(`${AUTH}/reset-password`, { token, password: "the second password" }), 200);
    expect((await network.api(key.secret).get("/me")).status).toBe(200);
  });

  test.each(["password123", "aaaaaaaaaa", "qwertyuiop", "пароль123456"])("%s is refused everywhere", async (weak) => {
    const email = newEmail();
    await browser().post(`${AUTH}/sign-up/email`, { email, name: "Anna" });
    const refused = await verify(network, email, weak);
    expectAnswer(refused, 400, "password_refused");
    expect(refused.text).toContain("Choose several unrelated words");
    const anna = await newWebmaster(network, email);
    const change = { current_password: PASSWORD, new_password: weak };
    expectAnswer(await anna.post(`${AUTH}/change-password`, change), 400, "password_refused");
    await browser().post(`${AUTH}/request-password-reset`, { email });
    const token = await codeFor(network, email, RESET_MAIL);
    expectAnswer(await browser().post(`${AUTH}/reset-password`, { token, password: weak }), 400, "password_refused");
    await signedIn(network, email);
  });

  test("can be changed by a person who knows it, which ends the other sessions", async () => {
    const email = newEmail();
    const anna = await newWebmaster(network, email);
    const elsewhere = await signedIn(network, email);
    const change = (current_password: string) =>
      anna.post(`${AUTH}/change-password`, { current_password, new_password: "the second password" });
    expectAnswer(await change("not her password"), 401, "credentials_refused");
    expect((await meOf(elsewhere)).member?.email, "a wrong password changes nothing").toBe(email);
    expectAnswer(await change(PASSWORD), 200);
    expect((await meOf(anna)).member?.email).toBe(email);
    expectAnswer(await elsewhere.get("/api/v1/me"), 401, "unauthenticated");
    await signedIn(network, email, "the second password");
  });

  test("can't be changed without a session", async () => {
    const input = { current_password: PASSWORD, new_password: "the second password" };
    expectAnswer(await browser().post(`${AUTH}/change-password`, input), 401, "unauthenticated");
  });
});

describe("signing out", () => {
  test("ends this session, even for a client that kept its cookie", async () => {
    const email = newEmail();
    const anna = await newWebmaster(network, email);
    const elsewhere = await signedIn(network, email);
    const kept = new Map(anna.cookies);
    expectAnswer(await anna.post(`${AUTH}/sign-out`), 200);
    expect(anna.cookies.size, "the cookie is taken back").toBe(0);
    for (const [name, value] of kept) anna.cookies.set(name, value);
    expectAnswer(await anna.get("/api/v1/me"), 401, "unauthenticated");
    await meOf(elsewhere);
  });

  test("everywhere ends them all", async () => {
    const email = newEmail();
    const anna = await newWebmaster(network, email);
    const elsewhere = await signedIn(network, email);
    expectAnswer(await anna.post(`${AUTH}/revoke-sessions`), 200);
    for (const who of [anna, elsewhere]) expectAnswer(await who.get("/api/v1/me"), 401, "unauthenticated");
  });
});

describe("the saved reports of a person", () => {
  const PATH = "/api/v1/report-views";
  const save = (who: Browser, name: string, query = "by=offer") => who.post<ReportView>(PATH, { name, query });

  test("are theirs alone, with a name each, and change by version", async () => {
    const [anna, boris] = [await newWebmaster(network), await newWebmaster(network)];
    const { body: view } = await save(anna, "Best offers", "by=offer&period=last_week");
    expect(view).toMatchObject({ name: "Best offers", query: "by=offer&period=last_week", version: 1 });
    expectAnswer(await save(anna, "Best offers"), 409, "already_exists");
    expectAnswer(await save(boris, "Best offers"), 201);
    const path = `${PATH}/${view.id}`;
    for (const refused of [await boris.patch(path, { name: "Mine" }), await boris.delete(path)])
      expectAnswer(refused, 404, "not_found");
    const { body: changed } = await anna.patch<ReportView>(path, { name: "Offers", version: 1 });
    expect(changed).toMatchObject({ name: "Offers", query: view.query, version: 2 });
    expectAnswer(await anna.patch(path, { query: "", version: 1 }), 409, "conflict");
    await save(anna, "Another");
    expectAnswer(await anna.patch(path, { name: "Another" }), 409, "already_exists");
    const list = async () => (await anna.get<{ data: ReportView[] }>(PATH)).body.data.map(({ name }) => name);
    expect(await list()).toEqual(["Another", "Offers"]);
    expectAnswer(await anna.delete(path), 200);
    expect(await list()).toEqual(["Another"]);
  });

  test("are at most a hundred", async () => {
    const anna = await newWebmaster(network);
    const { id } = (await meOf(anna)).member ?? { id: "" };
    await network.rows(
      "DB",
      `INSERT INTO report_view (id, person_id, name, query, version, created_at, changed_at)
       SELECT 'rvw_' || ?1 || value, ?1, value, '', 1, 0, 0 FROM json_each(?2)`,
      ...[id, JSON.stringify(Array.from({ length: 99 }, (_, i) => `${i}`))],
    );
    expectAnswer(await save(anna, "the last"), 201);
    expectAnswer(await save(anna, "one more"), 409, "limit_reached");
  });
});

describe("the sessions of a person", () => {
  const PHONE =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
  const list = async (who: Browser) => {
    const answer = await who.get<{ data: (Loose & { id: string; is_current: boolean })[] }>("/api/v1/sessions");
    expectAnswer(answer, 200);
    return answer.body.data;
  };

  test("are listed with device and network, newest first, and end one by one or all but this one", async () => {
    const email = newEmail();
    const anna = await newWebmaster(network, email);
    const phone = openBrowser(network.localNetwork.origins.control, {
      ...{ "user-agent": PHONE, "cf-connecting-ip": "10.1.2.3" },
    });
    await signIn(phone, email);
    const lost = await signedIn(network, email);
    const [third, second, first] = await list(lost);
    expect([third, second, first].map((row) => row?.is_current)).toEqual([true, false, false]);
    expect(second).toMatchObject({ device: "mobile", os: "ios", browser: "safari" });
    expect(second?.["network"]).toMatch(/^[0-9a-f]{16}$/);
    expect(JSON.stringify(second)).not.toContain("10.1.2.3");

    const path = `/api/v1/sessions/${second?.id}/revoke`;
    expectAnswer(await (await newWebmaster(network)).post(path), 404, "not_found");
    expectAnswer(await anna.post(path), 200);
    expectAnswer(await anna.post(path), 200);
    await until("the phone is signed out", async () => (await phone.get("/api/v1/me")).status === 401);
    expect(await list(anna)).toHaveLength(2);
    const { body: left } = await anna.post<{ data: { id: string }[] }>("/api/v1/sessions/revoke-others");
    expect(left.data.map(({ id }) => id)).toEqual([first?.id]);
    await until("the other is signed out", async () => (await lost.get("/api/v1/me")).status === 401);
    expect((await meOf(anna)).member?.email).toBe(email);
  });

  test("are at most fifty: a further sign-in ends the one that was used least recently", async () => {
    const email = newEmail();
    const anna = await newWebmaster(network, email);
    const { id: personId } = (await meOf(anna)).member ?? { id: "" };
    const now = Date.now();
    await network.rows(
      "DB",
      `INSERT INTO session (id, token, person_id, expires_at, created_at, updated_at, last_used_at)
       SELECT 'ses_' || ?1 || value, ?1 || value, ?1, ?2, ?3, ?3, CAST(?4 AS INTEGER) - value FROM json_each(?5)`,
      ...[personId, new Date(now + 3_600_000).toISOString(), new Date(now).toISOString(), now - 3_600_000],
      JSON.stringify(Array.from({ length: 49 }, (_, i) => i)),
    );
    await signedIn(network, email);
    const ids = (await list(anna)).map(({ id }) => id);
    expect(ids).toHaveLength(50);
    expect(ids).not.toContain(`ses_${personId}48`);
  });
});

describe("a person's own profile", () => {
  test("has a name, a language, a zone and a currency; each change is in the audit, and mails use the language", async () => {
    const email = newEmail();
    const anna = await newWebmaster(network, email);
    await meOf(anna);
    const profile = { name: "Anna K.", language: "ru", zone: "Europe/Moscow", currency: "RUB" };
    const changed = await anna.patch<Me>("/api/v1/me", profile);
    expectAnswer(changed, 200);
    expect(changed.body.member).toMatchObject(profile);
    expect((await meOf(anna)).member).toMatchObject(profile);
    expectAnswer(await anna.patch("/api/v1/me", { zone: null }), 200);
    const { body } = await anna.get<Page<Loose>>("/api/v1/audit?event=member.change");
    expect(body.data.map(({ after }) => after)).toEqual([{ zone: null }, profile]);
    for (const bad of [{ language: "de" }, { zone: "+03:00" }, { currency: "ABC" }, { email: "x@people.example" }])
      expectAnswer(await anna.patch("/api/v1/me", bad), 400, "invalid_input");
    const { webmaster_id } = await meOf(anna);
    await ok(network.operator.post("/support/threads", { webmaster_id, title: "Hello", text: "Welcome" }), 201);
    await mailTo(network, email, /сообщение/);
  });
});

describe("a scheduled report", () => {
  const HOUR_MS = 3_600_000;
  const DAY_MS = 24 * HOUR_MS;
  const REPORT = { name: "Вчера", query: { group_by: "day,offer", sort: "-clicks" }, every: "day" };

  interface Report {
    id: string;
    name: string;
    status: string;
    due_at: string | null;
    version: number;
  }

  const created = async (who: Browser, report: Loose = REPORT) => {
    const answer = await who.post<Report>("/api/v1/reports", report);
    expectAnswer(answer, 201);
    return answer.body;
  };
  /** As if so many of its days had passed since it was created. */
  const passed = (id: string, days = 1) =>
    network.rows(
      "DB",
      `UPDATE scheduled_report SET period_day = period_day - ?2, due_at = due_at - CAST(?2 * ${DAY_MS} AS INTEGER)
       WHERE id = ?1`,
      ...[id, days],
    );
  const outgoing = (id: string) =>
    network.rows<{ id: string; parameters: string; recipient: string }>(
      "DB",
      "SELECT id, parameters, recipient FROM outgoing_mail WHERE id LIKE ? ORDER BY id",
      `report/${id}/%`,
    );
  const system = (now = Date.now) => network.context({ role: "system", job: "test" }, now);

  test("is mailed after its day, in the language and zone of the person, with a file and a way to stop it", async () => {
    const email = newEmail();
    const anna = await newWebmaster(network, email);
    expectAnswer(await anna.patch("/api/v1/me", { language: "ru", zone: "Europe/Moscow" }), 200);
    const report = await created(anna);
    const dueAt = Date.parse(String(report.due_at));
    expect(new Date(dueAt).toISOString()).toMatch(/T03:00:00/); // 6 in Moscow
    expect(dueAt).toBeGreaterThan(Date.now());
    await passed(report.id);
    await network.localNetwork.tick();
    // It is due at six; before that nothing leaves.
    if (dueAt - DAY_MS > Date.now()) {
      expect(await outgoing(report.id)).toEqual([]);
      await network.rows("DB", "UPDATE scheduled_report SET due_at = 1 WHERE id = ?", report.id);
      await network.localNetwork.tick();
    }
    const mail = await mailTo(network, email, /ваш отчёт/);
    const yesterday = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Moscow" }).format(Date.now() - DAY_MS);
    expect(mail.text).toContain(`Ваш отчёт «Вчера» с ${yesterday} по ${yesterday} (Europe/Moscow)`);
    expect(mail.text).toContain("Клики: 0");
    expect(mail.text).toContain("Одобренное вознаграждение: 0");
    expect(mail.text).not.toMatch(/Выручка|Маржа/);
    const { pathname, search } = linkOf(mail);
    const file = await anna.get(pathname + search);
    expectAnswer(file, 200);
    expect(file.headers.get("content-disposition")).toBe('attachment; filename="stats.xlsx"');
    const unsubscribe = new URL(/\S+\/unsubscribe\?token=\S+/.exec(mail.text)?.[0] ?? "");
    await browser().get(unsubscribe.pathname + unsubscribe.search);
    expect((await anna.get<Report>(`/api/v1/reports/${report.id}`)).body.status).toBe("active");
    const token = unsubscribe.searchParams.get("token");
    for (let times = 0; times < 2; times++)
      expectAnswer(await browser().post("/api/v1/reports/unsubscribe", { token }), 200);
    expectAnswer(await browser().post("/api/v1/reports/unsubscribe", { token: `${token}0` }), 400, "token_refused");
    expect((await anna.get<Report>(`/api/v1/reports/${report.id}`)).body).toMatchObject({
      ...{ status: "paused", due_at: null, last_mail_outcome: "sent", last_mail_at: expect.any(String) as unknown },
    });
    await network.rows("DB", "UPDATE scheduled_report SET due_at = 1 WHERE id = ?", report.id);
    expect(await mailDueReports(system())).toBe(0);
    const resumed = await anna.post<Report>(`/api/v1/reports/${report.id}/resume`);
    expect(Date.parse(String(resumed.body.due_at))).toBeGreaterThan(Date.now());
    expectAnswer(await anna.delete(`/api/v1/reports/${report.id}`), 200);
    expectAnswer(await anna.get(`/api/v1/reports/${report.id}`), 404, "not_found");
  });

  test("is changed by version, by the person it belongs to, and then is about the present period", async () => {
    const anna = await newWebmaster(network);
    const { id } = await created(anna);
    const path = `/api/v1/reports/${id}`;
    await passed(id, 3);
    const renamed = await anna.patch<Report>(path, { name: "Daily", version: 1 });
    expect(renamed.body).toMatchObject({ name: "Daily", every: "day", version: 2, last_mail_at: null });
    expect(Date.parse(String(renamed.body.due_at)), "a name changes no period").toBeLessThan(Date.now());
    const weekly = await anna.patch<Report>(path, { every: "week", zone: "Asia/Tokyo", version: 2 });
    expect(weekly.body).toMatchObject({ every: "week", zone: "Asia/Tokyo", version: 3, query: REPORT.query });
    expect(Date.parse(String(weekly.body.due_at))).toBeGreaterThan(Date.now());
    expectAnswer(await anna.patch(path, { name: "Late", version: 2 }), 409, "conflict");
    expectAnswer(await anna.patch(path, { query: { group_by: "sub1,country" } }), 422, "report_refused");
    expectAnswer(await (await newWebmaster(network)).patch(path, { name: "Mine" }), 404, "not_found");
  });

  test("says when its mail could not be counted, or not be delivered", async () => {
    const anna = await newWebmaster(network);
    const { id } = await created(anna);
    for (const outcome of ["not_counted", "undelivered"] as const) {
      await network.context().db.write([reportMailed(id, outcome, 1_000)]);
      const { body } = await anna.get(`/api/v1/reports/${id}`);
      expect(body).toMatchObject({ last_mail_outcome: outcome, last_mail_at: "1970-01-01T00:00:01.000Z" });
    }
  });

  test("is mailed once for each day, also by two runs at once, after days that were missed, and while mails fail", async () => {
    const email = newEmail();
    const anna = await newWebmaster(network, email);
    const { id } = await created(anna);
    await passed(id, 3);
    const later = () => Date.now() + DAY_MS;
    await Promise.all([mailDueReports(system(later)), mailDueReports(system(later))]);
    for (let runs = 0; runs < 6; runs++) await mailDueReports(system(later));
    const waiting = await outgoing(id);
    expect(waiting.map(({ recipient }) => recipient)).toEqual(waiting.map(() => email));
    const starts = waiting.map(({ parameters }) => (JSON.parse(parameters) as { startsAt: number }).startsAt);
    const [first = 0] = starts;
    expect(starts.length).toBeGreaterThanOrEqual(3);
    expect(starts).toEqual(starts.map((_, i) => first + i * DAY_MS));
    const sent: string[] = [];
    const by = (send: Sending["send"]): Sending => ({
      ...{ origin: "https://control.example", secret: "secret", send },
      names: () => Promise.resolve({ networkName: "Waymark", senderName: null }),
      reportOf: ({ startsAt }) =>
        Promise.resolve({ link: "https://control.example/", figures: String(startsAt), isCounted: true }),
      reportEnded: ({ id }) => reportMailed(id, "sent", Date.now()),
    });
    const { db } = system();
    const down = by(() => Promise.reject(new Error("down")));
    for (let runs = 0; runs < 3; runs++) await sendMails(db, later(), down, "reports");
    const up = by(({ to, text }) => Promise.resolve(void (to === email && sent.push(text.split("\n\n")[2] ?? ""))));
    for (let hours = 2; hours < 12; hours++) await sendMails(db, later() + hours * HOUR_MS, up, "reports");
    expect(sent.toSorted()).toEqual(starts.map(String).toSorted());
    expect(await outgoing(id)).toEqual([]);
  });

  test("has the rights of its reader when it leaves: none is sent to a person who was removed or paused it", async () => {
    const boss = await signedIn(network, DEMO.emails.operator, DEMO.password);
    const report = await created(boss, { ...REPORT, query: { group_by: "" }, zone: "UTC" });
    const parameters = {
      id: report.id,
      reportName: "",
      zone: "UTC",
      startsAt: Date.now() - DAY_MS,
      endsAt: Date.now(),
    };
    const hour = (at: number) => at - (at % HOUR_MS);
    const times = { startsAt: hour(parameters.startsAt), endsAt: hour(parameters.endsAt) };
    const contents = () => reportMailOf(system(), { ...parameters, ...times }, "https://control.example");
    expect((await contents())?.figures).toMatch(/Margin: /);
    await network.rows(
      "DB",
      "UPDATE person SET role = 'webmaster', webmaster_id = ? WHERE email = ?",
      DEMO.webmaster,
      DEMO.emails.operator,
    );
    expect((await contents())?.figures).not.toMatch(/Margin|Revenue/);
    await network.rows(
      "DB",
      "UPDATE person SET role = 'operator', webmaster_id = NULL WHERE email = ?",
      DEMO.emails.operator,
    );
    await network.rows("DB", "UPDATE scheduled_report SET query = ? WHERE id = ?", '{"group_by":"goal"}', report.id);
    expect((await contents())?.figures).toMatch(/can't be counted: .*counts=conversions/);
    expectAnswer(await boss.post(`/api/v1/reports/${report.id}/pause`), 200);
    expect(await contents()).toBeUndefined();
    const email = newEmail();
    const anna = await newWebmaster(network, email);
    const { id } = await created(anna);
    await network.rows("DB", "UPDATE person SET removed_at = 1 WHERE email = ?", email);
    await network.rows("DB", "UPDATE scheduled_report SET due_at = 1 WHERE id = ?", id);
    await mailDueReports(system());
    expect(await outgoing(id)).toEqual([]);
    expect(await network.rows("DB", "SELECT id FROM scheduled_report WHERE id = ?", id)).toEqual([]);
  });

  test("is refused if no report could be counted, and beyond the limit of the account", async () => {
    const anna = await newWebmaster(network);
    for (const [query, path] of [
      [{ group_by: "day,offer,link,country,device" }, "query.group_by"],
      [{ group_by: "colour" }, "query.group_by[0]"],
      [{ from: "2026-11-01" }, "query"],
      [{ limit: "5" }, "query"],
    ] as const) {
      const answer = await anna.post<{ errors: Loose[] }>("/api/v1/reports", { ...REPORT, query });
      expectAnswer(answer, 400, "invalid_input");
      expect(answer.body.errors).toMatchObject([{ path }]);
    }
    expectAnswer(await anna.post("/api/v1/reports", { ...REPORT, query: { group_by: "goal" } }), 422, "report_refused");
    const halfHours = await anna.post<{ errors: Loose[] }>("/api/v1/reports", { ...REPORT, zone: "Asia/Kathmandu" });
    expectAnswer(halfHours, 400, "invalid_input");
    expect(halfHours.body.errors).toMatchObject([{ path: "zone" }]);
    const { id } = await created(anna);
    await network.rows(
      "DB",
      `INSERT INTO scheduled_report (id, person_id, account, name, query, every, zone, status, unsubscribe_sha256,
         period_day, due_at, created_at)
       SELECT scheduled_report.id || value, person_id, account, name, query, every, zone, status,
         unsubscribe_sha256 || value, period_day, due_at, created_at
       FROM scheduled_report, json_each(?2) WHERE scheduled_report.id = ?1`,
      ...[id, JSON.stringify(Array.from({ length: SCHEDULED_REPORTS_MAX - 1 }, (_, i) => i))],
    );
    expectAnswer(await anna.post("/api/v1/reports", REPORT), 409, "limit_reached");
    expectAnswer(await anna.delete(`/api/v1/reports/${id}`), 200);
    await created(anna);
  });
});

describe("the network's settings", () => {
  const OPERATOR = { authorization: `Bearer ${DEMO.keys.operator}` };
  const put = (path: string, body: string, type = "application/octet-stream") =>
    fetch(`${network.localNetwork.origins.control}/api/v1/settings${path}`, {
      method: "PUT",
      headers: { ...OPERATOR, "content-type": type },
      body,
    });

  test("are public, and the operator's to change; a stale version shows both values", async () => {
    const { body: before } = await browser().get<Loose & { version: number }>("/api/v1/settings");
    expect(before).toMatchObject({ name: "Waymark", logo: null, languages: ["en", "ru"], legal_texts: [] });
    const anna = await newWebmaster(network);
    expectAnswer(await anna.patch("/api/v1/settings", { name: "Mine" }), 403, "forbidden");
    const change = { name: "Compass", accent_colour: "#7a1f3d", zone: "Europe/Moscow", currency: "RUB" };
    const { body: after } = await network.operator.patch<Loose>("/settings", { ...change, version: before.version });
    expect(after).toMatchObject({ ...change, version: before.version + 1 });
    expect((await browser().get("/api/v1/settings")).body).toEqual(after);
    const late = { name: "Late", support_email: "help@waymark.example", version: before.version };
    const stale = await network.operator.patch<Loose>("/settings", late);
    expect(stale).toMatchObject({ status: 409, body: { code: "conflict" } });
    const { name, ...others } = change;
    const changed = { message: "was changed", code: "changed", params: {} };
    expect(stale.body["errors"], "what others set, and the own value beside it").toEqual([
      { path: "name", ...changed, theirs: name, yours: "Late" },
      ...Object.entries(others).map(([path, theirs]) => ({ path, ...changed, theirs })),
    ]);
    const pale = await network.operator.patch<Loose>("/settings", { accent_colour: "#ffd700" });
    expect(pale).toMatchObject({ status: 400, body: { errors: [{ path: "accent_colour" }] } });
    const { body: audit } = await network.operator.get<Page<Loose>>("/audit?event=settings.change");
    expect(audit.data[0]).toMatchObject({ before: { name: "Waymark", currency: "USD" }, after: change });

    const email = newEmail();
    await browser().post(`${AUTH}/sign-up/email`, { email, name: "Boris" });
    await mailTo(network, email, /^Compass: /);
    await ok(network.operator.patch("/settings", { name: "Waymark", zone: "UTC", currency: "USD" }));
  });

  test("have a logo: a picture by its bytes, served as nothing else", async () => {
    for (const other of ["<svg xmlns='http://www.w3.org/2000/svg'></svg>", "GIF89a", "", `${WEBP_TEXT}<script>`])
      expect((await put("/logo", other)).status, other).toBe(422);
    expect((await put("/logo", "x".repeat(300_000))).status).toBe(413);
    const set = await put("/logo", WEBP_TEXT);
    expect(await set.json()).toMatchObject({ logo: { type: "image/webp", width: 16, height: 18, size_bytes: 30 } });
    const logo = await fetch(`${network.localNetwork.origins.control}/api/v1/settings/logo`);
    expect(await logo.text()).toBe(WEBP_TEXT);
    expect(logo.headers.get("content-type")).toBe("image/webp");
    expect(logo.headers.get("x-content-type-options")).toBe("nosniff");
    expect(logo.headers.get("content-security-policy")).toContain("sandbox");
    const removed = await fetch(logo.url, { method: "DELETE", headers: OPERATOR });
    expect(removed.status).toBe(200);
    expect((await browser().get("/api/v1/settings/logo")).status).toBe(404);
  });

  test("have terms of use in versions, and each person accepts the one in force", async () => {
    const anna = await newWebmaster(network);
    const pending = async () => ((await meOf(anna)).member as Loose | null)?.["pending_terms_version"];
    expect(await pending()).toBeNull();
    const publish = async (text: string, version?: number) => {
      const json = JSON.stringify({ texts: { en: text }, ...(version !== undefined && { version }) });
      const response = await put("/legal-texts/terms", json, "application/json");
      return { status: response.status, body: (await response.json()) as Loose };
    };
    expect((await publish("Be fair.")).body).toMatchObject({ kind: "terms", version: 1 });
    expect((await publish("Be fair.")).body, "the same text").toMatchObject({ version: 1 });
    expect(await pending()).toBe(1);
    const accept = (version: number) => anna.post<Loose>("/api/v1/me/accept-terms", { version });
    expectAnswer(await accept(2), 404, "not_found");
    expectAnswer(await accept(1), 200);
    expectAnswer(await accept(1), 200);
    expect(await pending()).toBeNull();
    expect((await publish("Be fair and kind.", 1)).body).toMatchObject({ version: 2 });
    expect((await publish("Be late.", 1)).status).toBe(409);
    expectAnswer(await accept(1), 200);
    expect(await pending()).toBe(2);
    expectAnswer(await accept(2), 200);
    const { body: text } = await browser().get("/api/v1/settings/legal-texts/terms?version=1");
    expect(text).toMatchObject({ version: 1, texts: { en: "Be fair." } });
    const { body: audit } = await anna.get<Page<Loose>>("/api/v1/audit?event=member.accept_terms");
    expect(audit.data.map(({ after }) => after)).toEqual([{ version: 2 }, { version: 1 }]);
  });
});

describe("a second factor", () => {
  interface Setup {
    totp_uri: string;
    backup_codes: string[];
  }

  let email: string;
  let anna: Browser;
  let setup: Setup;

  beforeAll(async () => {
    email = newEmail();
    anna = await newWebmaster(network, email);
  });

  test("needs the password, and is on once a code was verified", async () => {
    const enable = (password: string) => anna.post<Setup>(`${AUTH}/two-factor/enable`, { password });
    expectAnswer(await enable("not her password"), 401, "credentials_refused");
    const enabled = await enable(PASSWORD);
    expectAnswer(enabled, 200);
    setup = enabled.body;
    expect(setup.totp_uri).toMatch(/^otpauth:\/\/totp\/Waymark/);
    expect(setup.backup_codes.length).toBeGreaterThanOrEqual(5);
    const half = await signedIn(network, email);
    expect((await meOf(half)).member?.has_second_factor, "begun is not on").toBe(false);

    const wrong = String((Number(totp(setup.totp_uri)) + 1) % 1_000_000).padStart(6, "0");
    expectAnswer(await anna.post(`${AUTH}/two-factor/verify-totp`, { code: wrong }), 401, "code_refused");
    expectAnswer(await anna.post(`${AUTH}/two-factor/verify-totp`, { code: freshTotp(setup.totp_uri) }), 200);
    expect((await meOf(anna)).member?.has_second_factor).toBe(true);
    expectAnswer(await enable(PASSWORD), 409, "transition_refused");
  });

  test("is required at every sign-in before a session starts", async () => {
    const later = browser();
    const answer = await signIn(later, email);
    expectAnswer(answer, 200);
    expect(answer.body.needs_second_factor).toBe(true);
    expectAnswer(await later.get("/api/v1/me"), 401, "unauthenticated");
    const code = freshTotp(setup.totp_uri);
    expectAnswer(await later.post(`${AUTH}/two-factor/verify-totp`, { code }), 200);
    expect((await meOf(later)).member?.email).toBe(email);
    const again = browser();
    await signIn(again, email);
    expectAnswer(await again.post(`${AUTH}/two-factor/verify-totp`, { code }), 401, "code_refused");
    expectAnswer(await again.get("/api/v1/me"), 401, "unauthenticated");
    expectAnswer(
      await browser().post(`${AUTH}/two-factor/verify-totp`, { code: totp(setup.totp_uri) }),
      401,
      "unauthenticated",
    );
  });

  test("has backup codes that work once each", async () => {
    const [code = ""] = setup.backup_codes;
    const use = async () => {
      const later = browser();
      await signIn(later, email);
      return { later, answer: await later.post(`${AUTH}/two-factor/verify-backup-code`, { code }) };
    };
    const first = await use();
    expectAnswer(first.answer, 200);
    await meOf(first.later);
    const second = await use();
    expectAnswer(second.answer, 401, "code_refused");
    expectAnswer(await second.later.get("/api/v1/me"), 401, "unauthenticated");
  });

  test("can't be guessed: five wrong codes end the sign-in, ten block the account for a while", async () => {
    const codes: (string | undefined)[] = [];
    const lockedEmail = newEmail("boris");
    const owner = await newWebmaster(network, lockedEmail);
    const { body } = await owner.post<Setup>(`${AUTH}/two-factor/enable`, { password: PASSWORD });
    await owner.post(`${AUTH}/two-factor/verify-totp`, { code: freshTotp(body.totp_uri) });
    const wrong = String((Number(totp(body.totp_uri)) + 1) % 1_000_000).padStart(6, "0");
    while (codes.length < 30 && codes.at(-1) !== "too_many_requests") {
      const guesser = browser();
      const first = { email: lockedEmail, password: PASSWORD };
      await guesser.post(`${AUTH}/sign-in/email`, first, { "cf-connecting-ip": freshAddress() });
      for (let i = 0; i < 6; i++) {
        const from = { "cf-connecting-ip": freshAddress() };
        const answer = await guesser.post<{ code?: string }>(`${AUTH}/two-factor/verify-totp`, { code: wrong }, from);
        codes.push(answer.body.code);
        if (answer.body.code !== "code_refused") break;
      }
    }
    expect(codes.filter((code) => code === "code_refused")).toHaveLength(10);
    expect(codes.at(-1)).toBe("too_many_requests");
  });

  test("can be removed with the password and a code, a backup code too", async () => {
    const disable = (password: string, code?: string) => anna.post(`${AUTH}/two-factor/disable`, { password, code });
    const [, backup = ""] = setup.backup_codes;
    expectAnswer(await disable("not her password", backup), 401, "credentials_refused");
    expectAnswer(await disable(PASSWORD), 400, "invalid_input");
    expectAnswer(await disable(PASSWORD, "00000-00000"), 401, "code_refused");
    expect((await meOf(anna)).member?.has_second_factor).toBe(true);
    expectAnswer(await disable(PASSWORD, backup), 200);
    const later = browser();
    expect((await signIn(later, email)).body.needs_second_factor).toBe(false);
    expect((await meOf(later)).member?.has_second_factor).toBe(false);

    const { body } = await later.post<Setup>(`${AUTH}/two-factor/enable`, { password: PASSWORD });
    const enabled = { code: freshTotp(body.totp_uri) };
    expectAnswer(await later.post(`${AUTH}/two-factor/verify-totp`, enabled), 200);
    const remove = (code: string) => later.post(`${AUTH}/two-factor/disable`, { password: PASSWORD, code });
    expectAnswer(await remove(enabled.code), 401, "code_refused");
    expectAnswer(await remove(freshTotp(body.totp_uri)), 200);
    expect((await meOf(later)).member?.has_second_factor).toBe(false);
  });
});

describe("an API key", () => {
  interface Key {
    id: string;
    name: string;
    scopes: string[];
    secret: string;
    expires_at: string | null;
    last_used_at: string | null;
    revoked_at: string | null;
  }

  let anna: Browser;
  const make = async (input: Loose) => {
    const answer = await anna.post<Key>("/api/v1/api-keys", input);
    expectAnswer(answer, 201);
    return answer.body;
  };
  const listed = async (id: string) => {
    const { body } = await anna.get<Page<Key>>("/api/v1/api-keys?limit=500");
    return body.data.find((key) => key.id === id);
  };

  beforeAll(async () => void (anna = await newWebmaster(network)));

  test("is shown once, and stored as a hash", async () => {
    const key = await make({ name: "ci", scopes: ["read", "write", "read"] });
    expect(key).toMatchObject({
      name: "ci",
      scopes: ["read", "write"],
      secret: expect.stringMatching(/^wm_/) as string,
    });
    const shown = await listed(key.id);
    expect(shown).toMatchObject({ id: key.id, last_used_at: null });
    expect(JSON.stringify(shown)).not.toContain(key.secret);
    const rows = await network.rows<{ sha256: string }>("DB", "SELECT * FROM api_key WHERE id = ?", key.id);
    expect(rows[0]?.sha256).toBe(createHash("sha256").update(key.secret).digest("hex"));
    expect(JSON.stringify(rows)).not.toContain(key.secret);
  });

  test("acts for its account within its scopes, and its last use is recorded", async () => {
    const key = await make({ name: "reader" });
    const { webmaster_id } = await meOf(anna);
    const before = Date.now();
    const { body } = await network.api(key.secret).get<Me>("/me");
    expect(body).toMatchObject({ role: "webmaster", advertiser_id: null, webmaster_id, member: null });
    expect([body.scopes, body.rights]).toEqual([["read"], ["read"]]);
    const refusedLink = await network.api(key.secret).post("/links", { offer_id: DEMO.offers.demo });
    expect([refusedLink.status, refusedLink.body["code"]]).toEqual([403, "scope_missing"]);
    const usedAt = await until("the use is noted", async () => (await listed(key.id))?.last_used_at ?? undefined);
    expect(Date.parse(usedAt)).toBeGreaterThanOrEqual(before - 1_000);
  });

  test("can't create other keys or invite people", async () => {
    const key = await make({ name: "all", scopes: ["read", "write", "payouts"] });
    for (const [path, input] of [
      ["/api-keys", { name: "more" }],
      ["/invitations", { email: newEmail(), role: "webmaster" }],
    ] as const) {
      const { status, body } = await network.api(key.secret).post(path, input);
      expect([status, body["code"]], path).toEqual([403, "session_required"]);
    }
  });

  /** Uses a key until it is refused. Returns when the last accepted request was sent, however slow the machine is. */
  async function untilRefused({ secret }: { secret: string }): Promise<number> {
    let lastUse = 0;
    await until("it is refused", async () => {
      const sentAt = Date.now();
      const { status } = await network.api(secret).get("/me");
      if (status === 200) lastUse = sentAt;
      return status === 401;
    });
    return lastUse;
  }

  test("stops working when it expires, and can't be created expired", async () => {
    expectAnswer(
      await anna.post("/api/v1/api-keys", { name: "late", expires_at: new Date(Date.now() - 1_000).toISOString() }),
      400,
      "invalid_input",
    );
    const expires_at = new Date(Date.now() + 1_500).toISOString();
    const key = await make({ name: "short", expires_at });
    expect(key.expires_at).toBe(expires_at);
    expect((await network.api(key.secret).get("/me")).status).toBe(200);
    const lastUse = await untilRefused(key);
    expect(lastUse - Date.parse(expires_at), "ms that it outlived its end").toBeLessThan(1_000);
    const { body } = await network.api(key.secret).get("/me");
    expect(body).toMatchObject({ code: "unauthenticated", detail: `This API key expired at ${expires_at}` });
  });

  test("stops working within five seconds of its revocation, even while in use", async () => {
    const key = await make({ name: "leaked" });
    expect((await network.api(key.secret).get("/me")).status).toBe(200);
    expectAnswer(await anna.post(`/api/v1/api-keys/${key.id}/revoke`, {}), 200);
    const revokedAt = Date.now();
    expect((await untilRefused(key)) - revokedAt).toBeLessThan(KEY_REMEMBERED_MS + 1_000);
    expect((await listed(key.id))?.revoked_at).toEqual(expect.any(String));
    expectAnswer(await anna.post(`/api/v1/api-keys/${key.id}/revoke`, {}), 200);
  });
});

describe("an invitation", () => {
  interface Invitation {
    id: string;
    email: string;
    role: string;
    advertiser_id: string | null;
    accepted_at: string | null;
    revoked_at: string | null;
  }

  let operator: Browser;
  let advertiser: Browser;

  beforeAll(async () => {
    operator = await signedIn(network, DEMO.emails.operator, DEMO.password);
    advertiser = await signedIn(network, DEMO.emails.advertiser, DEMO.password);
  });

  const inviteBy = async (who: Browser, input: Loose) => {
    const colleague = "account_name" in input ? {} : { member_role: "manager" };
    const answer = await who.post<Invitation>("/api/v1/invitations", { ...colleague, ...input });
    expectAnswer(answer, 201);
    return answer.body;
  };
  const accept = (token: string, more: Loose = {}) =>
    browser().post("/api/v1/invitations/accept", { token, name: "Vera", password: PASSWORD, ...more });
  const tokenFor = (email: string) => codeFor(network, email, INVITATION_MAIL);
  const enter = async (email: string) => {
    expectAnswer(await accept(await tokenFor(email)), 201);
    return signedIn(network, email);
  };

  test("of an advertiser by the operator makes a new account", async () => {
    const email = newEmail("vera");
    const invitation = await inviteBy(operator, { email, role: "advertiser", account_name: "Vera's shop" });
    expect(invitation).toMatchObject({ email, role: "advertiser", accepted_at: null });
    const vera = await enter(email);
    expect(await meOf(vera)).toMatchObject({ role: "advertiser", advertiser_id: invitation.advertiser_id });
    expect((await vera.get<Page<Loose>>("/api/v1/offers")).body.data).toEqual([]);
    const found = await operator.get<Page<Loose>>(`/api/v1/advertisers?search=${encodeURIComponent("vera's SHOP")}`);
    expect(found.body.data.map(({ id }) => id)).toContain(invitation.advertiser_id);
    const { body } = await operator.get<Page<Invitation>>("/api/v1/invitations");
    expect(body.data.find(({ id }) => id === invitation.id)?.accepted_at).toEqual(expect.any(String));
  });

  test("of an advertiser needs an existing account, or a name for a new one", async () => {
    const input = { email: newEmail("vera"), role: "advertiser" };
    expectAnswer(await operator.post("/api/v1/invitations", input), 400, "invalid_input");
    expectAnswer(
      await operator.post("/api/v1/invitations", { ...input, advertiser_id: "adv_nobody" }),
      404,
      "not_found",
    );
  });

  test("of another operator", async () => {
    const email = newEmail("oleg");
    await inviteBy(operator, { email, role: "operator" });
    expect(await meOf(await enter(email))).toMatchObject({ role: "operator", advertiser_id: null, webmaster_id: null });
  });

  test("of a webmaster with a new account: their links work", async () => {
    const email = newEmail("wanda");
    await inviteBy(operator, { email, role: "webmaster", account_name: "Wanda" });
    const wanda = await enter(email);
    const slug = unique("wanda");
    expectAnswer(await wanda.post("/api/v1/links", { offer_id: DEMO.offers.demo, slug }), 201);
    await until("the link leads to the landing", async () => {
      const location = new URL((await network.visit(`/${slug}`)).headers.get("location") ?? "");
      return location.searchParams.has("click_id");
    });
  });

  test("of a colleague joins the inviter's own account only, and both see the same rows", async () => {
    const { id: otherAccount } = await admit(network, "advertiser");
    const email = newEmail("clara");
    for (const role of ["operator", "webmaster"])
      expectAnswer(await advertiser.post("/api/v1/invitations", { email, role }), 403, "forbidden");
    const foreign = { email, role: "advertiser", advertiser_id: otherAccount };
    expectAnswer(await advertiser.post("/api/v1/invitations", foreign), 404, "not_found");
    expectAnswer(await advertiser.post("/api/v1/invitations", { email, role: "advertiser" }), 400, "invalid_input");
    const invitation = await inviteBy(advertiser, { email, role: "advertiser" });
    expect(invitation.advertiser_id).toBe(DEMO.advertiser);

    const clara = await enter(email);
    expect(await meOf(clara)).toMatchObject({ role: "advertiser", advertiser_id: DEMO.advertiser });
    for (const path of ["offers", "links", "conversions", "api-keys", "invitations"]) {
      const [one, other] = [await advertiser.get(`/api/v1/${path}`), await clara.get(`/api/v1/${path}`)];
      expectAnswer(one, 200);
      expect(other.text, path).toBe(one.text);
    }
    const theirs = await clara.get<Page<Invitation>>("/api/v1/invitations");
    expect(theirs.body.data.every(({ advertiser_id }) => advertiser_id === DEMO.advertiser)).toBe(true);
  });

  test("is accepted once", async () => {
    const email = newEmail("vera");
    await inviteBy(operator, { email, role: "operator" });
    const token = await tokenFor(email);
    expectAnswer(await accept(token), 201);
    expectAnswer(await accept(token, { password: "another good password" }), 404, "not_found");
    expectAnswer(await signIn(browser(), email, "another good password"), 401, "credentials_refused");
  });

  test("that two people accept at once admits only one of them", async () => {
    const email = newEmail("vera");
    await inviteBy(operator, { email, role: "operator" });
    const token = await tokenFor(email);
    const statuses = (await Promise.all([accept(token), accept(token), accept(token)])).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(await network.rows("DB", "SELECT id FROM person WHERE email = ?", email)).toHaveLength(1);
  });

  test("that is unknown, revoked or expired is the same 404", async () => {
    const answers = [await accept(`inv_${"0".repeat(50)}`)];

    const revokedEmail = newEmail("vera");
    const { id } = await inviteBy(advertiser, { email: revokedEmail, role: "advertiser" });
    expectAnswer(await advertiser.post(`/api/v1/invitations/${id}/revoke`, {}), 200);
    answers.push(await accept(await tokenFor(revokedEmail)));

    const oldEmail = newEmail("vera");
    const old = await inviteBy(advertiser, { email: oldEmail, role: "advertiser" });
    await network.rows("DB", "UPDATE invitation SET expires_at = ? WHERE id = ?", Date.now() - 1, old.id);
    answers.push(await accept(await tokenFor(oldEmail)));

    for (const answer of answers) expectAnswer(answer, 404, "not_found");
    expect(new Set(answers.map(({ text }) => withoutRequestId(text))).size).toBe(1);
    expect(await network.rows("DB", "SELECT id FROM person WHERE email IN (?, ?)", revokedEmail, oldEmail)).toEqual([]);
  });

  test("that is revoked while it is accepted makes no member", async () => {
    const email = newEmail("vera");
    const { id } = await inviteBy(advertiser, { email, role: "advertiser" });
    const ctx = network.context({ role: "system", job: "invitation" });
    const invitation = await findInvitation(ctx, await tokenFor(email));
    const overtaken = overtakenBy(ctx, () => advertiser.post(`/api/v1/invitations/${id}/revoke`, {}));
    await expect(
      acceptInvitation(overtaken, invitation, { name: "Vera", passwordHash: "a hash", language: null }),
    ).rejects.toMatchObject({ code: "not_found" });
    expect(await network.rows("DB", "SELECT id FROM person WHERE email = ?", email)).toEqual([]);
  });

  test("can be revoked by its account and the operator only", async () => {
    const email = newEmail("vera");
    const { id } = await inviteBy(advertiser, { email, role: "advertiser" });
    const stranger = await newWebmaster(network);
    expectAnswer(await stranger.post(`/api/v1/invitations/${id}/revoke`, {}), 404, "not_found");
    expectAnswer(await operator.post(`/api/v1/invitations/${id}/revoke`, {}), 400, "invalid_input");
    expectAnswer(await operator.post(`/api/v1/invitations/${id}/revoke`, { reason: "a wrong address" }), 200);
    const { body: listed } = await advertiser.get<Page<Record<string, unknown>>>("/api/v1/invitations");
    expect(listed.data.find((one) => one["id"] === id)).toMatchObject({
      ...{ revoked_by: "operator", revoked_reason: "a wrong address" },
    });
  });

  test("replaces a sign-up with the same address that was never confirmed", async () => {
    const email = newEmail("vera");
    await browser().post(`${AUTH}/sign-up/email`, { email, name: "Squatter" });
    await inviteBy(operator, { email, role: "operator" });
    const vera = await enter(email);
    expect(await meOf(vera)).toMatchObject({ role: "operator", member: { name: "Vera" } });
    expectAnswer(await verify(network, email), 400, "token_refused");
    expect(await meOf(await signedIn(network, email))).toMatchObject({ role: "operator" });
  });

  test("to an address with an account is a conflict that only the holder of the code sees", async () => {
    const email = newEmail();
    await newWebmaster(network, email);
    await inviteBy(operator, { email, role: "operator" });
    expectAnswer(await accept(await tokenFor(email)), 409, "already_exists");
    expect(await meOf(await signedIn(network, email))).toMatchObject({ role: "webmaster" });
  });
});

describe("the members of an account", () => {
  interface Member {
    id: string;
    email: string;
    member_role: string;
  }
  interface Key {
    id: string;
    secret: string;
  }

  let owner: Browser;
  let account: string;
  const MEMBERS = "/api/v1/members";
  const because = { reason: "as agreed" };

  beforeAll(async () => {
    owner = await newWebmaster(network);
    account = (await meOf(owner)).webmaster_id ?? "";
  });

  /** A member with this role, signed in. */
  async function join(member_role: string): Promise<{ who: Browser; id: string; email: string }> {
    const email = newEmail("member");
    expectAnswer(await owner.post("/api/v1/invitations", { email, role: "webmaster", member_role }), 201);
    const token = await codeFor(network, email, INVITATION_MAIL);
    expectAnswer(await browser().post("/api/v1/invitations/accept", { token, name: "M", password: PASSWORD }), 201);
    const who = await signedIn(network, email);
    return { who, email, id: (await meOf(who)).member?.id ?? "" };
  }

  test("may do what their role's column says, by session and by key", async () => {
    const acts = {
      read: (who: Browser) => who.get("/api/v1/links"),
      write: (who: Browser) => who.post("/api/v1/links", { offer_id: DEMO.offers.demo }),
      account: (who: Browser) => who.patch(`/api/v1/webmasters/${account}`, { name: unique("Name") }),
    };
    for (const [role, rights] of Object.entries(MEMBER_RIGHTS)) {
      const { who } = role === "owner" ? { who: owner } : await join(role);
      const me = await meOf(who);
      expect(me.scopes).toEqual(SCOPES.filter((scope) => rights.some((right) => right === scope)));
      expect(me.member?.member_role).toBe(role);
      for (const [right, act] of Object.entries(acts)) {
        const { status } = await act(who);
        expect(status < 300, `${role}: ${right}`).toBe(rights.some((has) => has === right));
      }
    }
  });

  test("are listed for their account and the operator; another account sees none of them", async () => {
    const { id } = await join("read_only");
    const stranger = await newWebmaster(network);
    const operator = await signedIn(network, DEMO.emails.operator, DEMO.password);
    for (const who of [owner, operator]) {
      const { body } = await who.get<Page<Member>>(`${MEMBERS}?webmaster_id=${account}&limit=500`);
      expect(body.data.find((member) => member.id === id)?.member_role).toBe("read_only");
    }
    const { body } = await stranger.get<Page<Member>>(MEMBERS);
    expect(body.data).toHaveLength(1);
    expectAnswer(await stranger.get(`${MEMBERS}/${id}`), 404, "not_found");
    expectAnswer(await stranger.post(`${MEMBERS}/${id}/remove`, because), 404, "not_found");
  });

  test("keep to their new role at once, and so do the keys that they made", async () => {
    const { who, id, email } = await join("manager");
    const scopes = { name: "ci", scopes: ["read", "write"] };
    expectAnswer(await who.post("/api/v1/api-keys", { name: "too much", scopes: ["payouts"] }), 403, "forbidden");
    const key = (await who.post<Key>("/api/v1/api-keys", scopes)).body;
    const link = { offer_id: DEMO.offers.demo };
    expect((await network.api(key.secret).post("/links", link)).status).toBe(201);
    expectAnswer(
      await who.post(`${MEMBERS}/${id}/change-role`, { member_role: "owner", ...because }),
      403,
      "forbidden",
    );
    expectAnswer(await owner.post(`${MEMBERS}/${id}/change-role`, { member_role: "read_only" }), 400, "invalid_input");
    expectAnswer(await owner.post(`${MEMBERS}/${id}/change-role`, { member_role: "read_only", ...because }), 200);
    await mailTo(network, email, /your role has changed/);
    await until("the session follows", async () => (await who.post("/api/v1/links", link)).status === 403);
    const refused = await until("the key follows", async () => {
      const answer = await network.api(key.secret).post("/links", link);
      return answer.status === 403 ? answer : undefined;
    });
    expect(refused.body["code"]).toBe("scope_missing");
    expect((await network.api(key.secret).get("/links")).status).toBe(200);
  });

  test("get few mails a day about their role, however often an owner changes it", async () => {
    const { id, email } = await join("manager");
    for (let n = 0; n < RECIPIENT_MAILS_OF_SENDER_MAX + 2; n++) {
      const member_role = n % 2 === 0 ? "read_only" : "manager";
      expectAnswer(await owner.post(`${MEMBERS}/${id}/change-role`, { member_role, ...because }), 200);
    }
    const sent = await network.rows(
      "DB",
      "SELECT id FROM mail_request WHERE recipient = ? AND topic = 'member_role'",
      email,
    );
    expect(sent).toHaveLength(RECIPIENT_MAILS_OF_SENDER_MAX);
  });

  test("who are removed lose sessions and keys; their name stays in the history, their address is free", async () => {
    const { who, id, email } = await join("manager");
    const key = (await who.post<Key>("/api/v1/api-keys", { name: "ci", scopes: ["read"] })).body;
    expectAnswer(await owner.post(`${MEMBERS}/${id}/remove`, because), 200);
    await mailTo(network, email, /removed from an account/);
    await until("the session ends", async () => (await who.get("/api/v1/me")).status === 401);
    await until("the key ends", async () => (await network.api(key.secret).get("/me")).status === 401);
    expectAnswer(await signIn(browser(), email), 401, "credentials_refused");
    expectAnswer(await browser().post(`${AUTH}/request-password-reset`, { email }), 200);
    await mailTo(network, email, /this address has no account/);
    expectAnswer(await owner.get(`${MEMBERS}/${id}`), 404, "not_found");
    const again = await newWebmaster(network, email);
    expect((await meOf(again)).webmaster_id).not.toBe(account);
  });

  test("who are removed, or are owners no more, don't come back by an invitation that they made before", async () => {
    const ends: ((id: string) => Promise<BrowserAnswer<unknown>>)[] = [
      (id) => owner.post(`${MEMBERS}/${id}/change-role`, { member_role: "manager", ...because }),
      (id) => owner.post(`${MEMBERS}/${id}/remove`, because),
    ];
    for (const end of ends) {
      const { who, id } = await join("owner");
      const alias = newEmail("alias");
      const invitation = { email: alias, role: "webmaster", member_role: "owner" };
      expectAnswer(await who.post("/api/v1/invitations", invitation), 201);
      const token = await codeFor(network, alias, INVITATION_MAIL);
      expectAnswer(await end(id), 200);
      expectAnswer(
        await browser().post("/api/v1/invitations/accept", { token, name: "M", password: PASSWORD }),
        404,
        "not_found",
      );
    }
  });

  test("may leave; the last owner may not, nor become something else", async () => {
    const { who, id } = await join("read_only");
    const { body: list } = await owner.get<Page<Member>>(`${MEMBERS}?limit=500`);
    const ownerId = (await meOf(owner)).member?.id ?? "";
    expect(list.data.filter(({ member_role }) => member_role === "owner").map((member) => member.id)).toEqual([
      ownerId,
    ]);
    expectAnswer(await who.post(`${MEMBERS}/${ownerId}/remove`, because), 403, "forbidden");
    expectAnswer(await who.post(`${MEMBERS}/${id}/remove`, because), 200);
    for (const [verb, input] of [
      ["remove", because],
      ["change-role", { member_role: "manager", ...because }],
    ] as const)
      expectAnswer(await owner.post(`${MEMBERS}/${ownerId}/${verb}`, input), 409, "last_owner");
  });

  test("of two owners who take the role from each other at once, one stays owner", async () => {
    const first = await newWebmaster(network);
    const { webmaster_id, member } = await meOf(first);
    const second = await insertManager(network, webmaster_id ?? "");
    expectAnswer(await first.post(`${MEMBERS}/${second}/change-role`, { member_role: "owner", ...because }), 200);
    const answers = await Promise.all([
      first.post(`${MEMBERS}/${second}/change-role`, { member_role: "manager", ...because }),
      first.post(`${MEMBERS}/${member?.id}/change-role`, { member_role: "manager", ...because }),
    ]);
    expect(answers.map(({ status }) => status)).toContain(200);
    const owners = await network.rows(
      "DB",
      "SELECT id FROM person WHERE webmaster_id = ? AND member_role = 'owner' AND removed_at IS NULL",
      webmaster_id,
    );
    expect(owners).toHaveLength(1);
  });

  test("get a mail with the reason if an operator revokes their key", async () => {
    const { who, email } = await join("manager");
    const { body: key } = await who.post<Key>("/api/v1/api-keys", { name: "leaked" });
    const operator = await signedIn(network, DEMO.emails.operator, DEMO.password);
    const revoke = `/api/v1/api-keys/${key.id}/revoke`;
    expectAnswer(await operator.post(revoke, {}), 400, "invalid_input");
    expectAnswer(await operator.post(revoke, { reason: "found on a paste site" }), 200);
    expect((await mailTo(network, email, /API key was revoked/)).text).toContain("found on a paste site");
    await until("it is refused", async () => (await network.api(key.secret).get("/me")).status === 401);
    const { body } = await who.get<Page<Loose>>("/api/v1/api-keys");
    expect(body.data.find(({ id }) => id === key.id)).toMatchObject({
      ...{ revoked_by: "operator", revoked_reason: "found on a paste site" },
    });
    const listed = await operator.get<Page<Loose>>(`/api/v1/api-keys?webmaster_id=${account}&limit=500`);
    expect(listed.body.data.map(({ id }) => id)).toContain(key.id);
    expectAnswer(await who.get(`/api/v1/api-keys?webmaster_id=${account}`), 403, "forbidden");
  });
});

describe("the audit", () => {
  interface Entry {
    id: string;
    done_at: string;
    event: string;
    subject_id: string;
    side: string;
    actor_id: string | null;
    before: Loose | null;
    after: Loose | null;
    reason: string | null;
    network: string | null;
  }

  const audit = async (who: Browser, query = "") => {
    const answer = await who.get<Page<Entry>>(`/api/v1/audit?limit=500${query}`);
    expectAnswer(answer, 200);
    return answer.body.data;
  };

  test("tells an account who did what, before and after, from which network; others see their own only", async () => {
    const anna = await newWebmaster(network);
    const { webmaster_id: account, member } = await meOf(anna);
    const startedAt = new Date().toISOString();
    const oldName = (await anna.get<{ name: string }>(`/api/v1/webmasters/${account}`)).body.name;
    const { body: key } = await anna.post<{ id: string; secret: string }>("/api/v1/api-keys", { name: "ci" });
    expectAnswer(await anna.post(`/api/v1/api-keys/${key.id}/revoke`, { reason: "it leaked" }), 200);
    expectAnswer(await anna.patch(`/api/v1/webmasters/${account}`, { name: "Anna's maps" }), 200);
    const { body: link } = await anna.post<{ id: string }>("/api/v1/links", { offer_id: DEMO.offers.demo });
    const fallback = "https://shop.example/later";
    expectAnswer(await anna.patch(`/api/v1/links/${link.id}`, { fallback_url: fallback }), 200);
    const operator = await signedIn(network, DEMO.emails.operator, DEMO.password);
    expectAnswer(await operator.post(`/api/v1/webmasters/${account}/block`, { reason: "stolen traffic" }), 200);

    const entries = await audit(anna);
    expect(entries.map(({ event }) => event)).toEqual([
      ...[
        "account.block",
        "link.change",
        "link.create",
        "account.change",
        "api_key.revoke",
        "api_key.create",
        "session.sign_in",
        "member.join",
      ],
    ]);
    const [block, change, made, renamed, revoked, created, signIn] = entries;
    expect(block).toMatchObject({ side: "operator", actor_id: null, network: null, reason: "stolen traffic" });
    const own = { side: "webmaster", actor_id: member?.id, network: signIn?.network };
    expect(change).toMatchObject({
      ...{ ...own, subject_id: link.id, before: { fallback_url: null }, after: { fallback_url: fallback } },
    });
    expect(made).toMatchObject({ ...own, subject_id: link.id, before: null, after: { offer_id: DEMO.offers.demo } });
    expect(renamed).toMatchObject({ subject_id: account, after: { name: "Anna's maps", former_name: oldName } });
    expect(revoked).toMatchObject({ ...own, subject_id: key.id, before: { name: "ci" }, reason: "it leaked" });
    expect(created).toMatchObject({ ...own, after: { name: "ci", scopes: ["read"] } });
    expect(JSON.stringify(entries)).not.toContain(key.secret);

    const operators = await audit(operator, `&webmaster_id=${account}`);
    expect(operators.map(({ id }) => id)).toEqual(entries.map(({ id }) => id));
    expect(operators[0]).toMatchObject({ side: "operator", actor_id: expect.stringMatching(/^per_/) as string });
    expect(operators[1]).toMatchObject({ actor_id: member?.id });
    const advertiser = await signedIn(network, DEMO.emails.advertiser, DEMO.password);
    for (const who of [advertiser, await newWebmaster(network)]) {
      const seen = new Set((await audit(who)).map(({ id }) => id));
      expect(entries.filter(({ id }) => seen.has(id))).toEqual([]);
      expectAnswer(await who.get(`/api/v1/audit?webmaster_id=${account}`), 403, "forbidden");
    }

    const names = async (query: string) => (await audit(anna, query)).map(({ event }) => event);
    expect(await names("&event=api_key")).toEqual(["api_key.revoke", "api_key.create"]);
    expect(await names("&event=api_key.create")).toEqual(["api_key.create"]);
    expect(await names(`&subject_id=${link.id}`)).toEqual(["link.change", "link.create"]);
    expect(await names(`&to=${startedAt}`)).toEqual(["session.sign_in", "member.join"]);
    expect(await names(`&from=${startedAt}`)).toHaveLength(6);
    expectAnswer(await anna.get("/api/v1/audit?cursor=zzz"), 400, "invalid_input");
  });

  test("has what a person does with their access", async () => {
    const email = newEmail();
    const anna = await newWebmaster(network, email);
    const setup = await anna.post<{ totp_uri: string }>(`${AUTH}/two-factor/enable`, { password: PASSWORD });
    expectAnswer(await anna.post(`${AUTH}/two-factor/verify-totp`, { code: freshTotp(setup.body.totp_uri) }), 200);
    const removal = { password: PASSWORD, code: freshTotp(setup.body.totp_uri) };
    expectAnswer(await anna.post(`${AUTH}/two-factor/disable`, removal), 200);
    const passwords = { current_password: PASSWORD, new_password: PASSWORD };
    expectAnswer(await anna.post(`${AUTH}/change-password`, passwords), 200);
    const events = new Set((await audit(anna)).map(({ event }) => event));
    for (const event of ["second_factor.enable", "second_factor.disable", "password.change", "session.sign_in"])
      expect(events).toContain(event);
    expect(JSON.stringify(await audit(anna))).not.toContain(new URL(setup.body.totp_uri).searchParams.get("secret"));
  });

  test("lists the changes of one conversion, each side with its own amounts", async () => {
    const clickId = await network.click();
    await network.sell({ click_id: clickId, amount: "10" });
    const id = await until("the sale is recorded", async () => {
      const { body } = await network.operator.get<Page<{ id: string }>>(`/conversions?click_id=${clickId}`);
      return body.data[0]?.id;
    });
    const path = `/audit?subject_id=${id}&event=conversion`;
    for (const [api, amounts] of [
      [network.operator, ["commission", "revenue"]],
      [network.advertiser, ["revenue"]],
      [network.webmaster, ["commission"]],
    ] as const) {
      const { body } = await api.get<Page<Entry>>(path);
      expect(body.data.length).toBeGreaterThan(0);
      for (const { after } of body.data)
        expect(
          Object.keys(after ?? {})
            .filter((name) => !["validation", "check", "payment"].includes(name))
            .toSorted(),
        ).toEqual(amounts);
    }
    const all = (await network.operator.get<Page<Entry>>("/audit?event=conversion")).body.data;
    expect(all).toEqual([]);
  });
});

test.each(["operator", "advertiser", "webmaster"] as const)("the demo %s signs in here", async (role) => {
  const who = await signedIn(network, DEMO.emails[role], DEMO.password);
  expect(await meOf(who)).toMatchObject({ role, member: { email: DEMO.emails[role], has_second_factor: false } });
});
