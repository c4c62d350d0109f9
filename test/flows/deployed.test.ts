import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEMO } from "@waymark/dev/demo";
import { LOCAL_SECRETS } from "@waymark/dev/local-network";
import { operatorInvitation } from "@waymark/dev/operator-invitation";
import { bundleModules, bundleWorker, readWorker } from "@waymark/dev/workers";
import { insertInvitation, invitationRow, sha256Hex } from "@waymark/network/identity";
import { refused, withoutRequestId } from "../harness/api.ts";
import { admit, startNetwork, unique, type TestNetwork } from "../harness/network.ts";
import { freshTotp, newEmail, openBrowser, PASSWORD, signIn } from "../harness/people.ts";
import { until } from "../harness/until.ts";

/** Limit of the code that is loaded before the first redirect. */
const EAGER_BYTES_MAX = 20_000;

describe("the edge as it is deployed", () => {
  test("contains nothing of local development", async () => {
    const script = await bundleWorker((await readWorker("edge")).main);
    expect(script).toContain("CLICKS_QUEUE");
    expect(script).toContain("cf-connecting-ip");
    const foreign = [
      "x-dev-",
      LOCAL_SECRETS.VISITOR_SECRET,
      LOCAL_SECRETS.CLICK_KEYS,
      DEMO.postbackToken,
      DEMO.webmaster,
      DEMO.advertiser,
      ...Object.values(DEMO.keys),
    ];
    expect(foreign.filter((text) => script.includes(text))).toEqual([]);
  });

  test("is small, and a redirect does not wait for the code of postbacks", async () => {
    const modules = await bundleModules((await readWorker("edge")).main);
    expect(modules[0]).toMatchObject({ name: "index.js", isEager: true });
    const eager = modules.filter(({ isEager }) => isEager);
    expect(eager.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(EAGER_BYTES_MAX);
    const holders = modules.filter(({ text }) => text.includes("unknown_token"));
    expect(holders).toEqual([expect.objectContaining({ isEager: false })]);
    for (const { text } of modules) expect(text, "no database and no framework").not.toMatch(/kysely|hono/i);
  });
});

test("the control plane as it is deployed holds no credentials of the demo network", async () => {
  const script = await bundleWorker((await readWorker("control")).main);
  expect(
    [DEMO.postbackToken, DEMO.password, ...Object.values(DEMO.keys)].filter((text) => script.includes(text)),
  ).toEqual([]);
});

test("wrangler.toml deploys for production, with no secret in it", async () => {
  expect((await readWorker("control")).options.bindings).toMatchObject({ ENVIRONMENT: "production" });
  for (const name of ["edge", "control"] as const)
    expect(Object.keys((await readWorker(name)).options.bindings ?? {}).join()).not.toMatch(/SECRET|CLICK_KEYS/);
});

describe("a control plane in production", () => {
  const ORIGIN = "https://control.example";
  const API = "/api/v1";
  const AUTH = `${API}/auth`;
  /** Longer than an answer takes. */
  const MAIL_MS = 600;
  const MAIL_KEY = "the key of the mail service";

  let network: TestNetwork;
  let mails: Awaited<ReturnType<typeof startFakeMailService>>;

  beforeAll(async () => {
    mails = await startFakeMailService(MAIL_MS);
    const vars = { ENVIRONMENT: "production", CONTROL_ORIGIN: ORIGIN, MAIL_URL: mails.url, MAIL_KEY };
    network = await startNetwork({ vars: { control: vars } });
  });
  afterAll(() => Promise.all([network?.stop(), mails?.stop()]));

  const browser = () => openBrowser(network.localNetwork.origins.control);
  const codeIn = ({ body }: { body: unknown }) => (body as { code?: string } | undefined)?.code;

  /** A person who was invited by the first operator's command, or by another operator, and has accepted. */
  async function invited(role: "operator" | "webmaster") {
    const [email, token] = [newEmail(role), `inv_${unique(role)}`];
    const membership = { role, advertiser_id: null, webmaster_id: role === "webmaster" ? DEMO.webmaster : null };
    const row = invitationRow(
      { id: unique("ivt"), email, sha256: await sha256Hex(token), invitedBy: "test", memberRole: "owner" },
      membership,
      Date.now(),
    );
    await network.context().db.write(insertInvitation(row));
    const answer = await browser().post(`${API}/invitations/accept`, { token, name: role, password: PASSWORD });
    expect(answer.status, answer.text).toBe(201);
    return email;
  }

  test.each(Object.values(DEMO.keys))("refuses %s, although it is in the database", async (key) => {
    const answer = await network.api(key).get("/links");
    await refused(Promise.resolve(answer), 401, "unauthenticated");
    const unknown = await network.api("wm_unknown_key").get("/links");
    expect({ ...answer.body, request_id: "" }, "like an unknown key").toEqual({ ...unknown.body, request_id: "" });
  });

  test("accepts the keys that were created for it", async () => {
    const { key } = await admit(network, "webmaster");
    expect((await network.api(key).get("/links")).status).toBe(200);
  });

  test.each(Object.values(DEMO.emails))("refuses the password of %s like that of an unknown address", async (email) => {
    const seen = async (address: string) => {
      const { status, headers, text } = await signIn(browser(), address, DEMO.password);
      const names = [...headers].filter(([name]) => !["date", "x-request-id"].includes(name));
      return { status, names, text: withoutRequestId(text) };
    };
    const answer = await seen(email);
    expect(answer.status).toBe(401);
    expect(answer).toEqual(await seen(newEmail("unknown")));
    expect(await seen(email.toUpperCase())).toMatchObject({ status: 401 });
  });

  test("signs in with cookies that are sent only to this host, over https, and are hidden from scripts", async () => {
    const anna = browser();
    const answer = await signIn(anna, await invited("webmaster"));
    const cookies = answer.headers.getSetCookie();
    expect(cookies.map((cookie) => cookie.split("=")[0])).toContain("__Host-waymark.session_token");
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__Host-/);
      for (const attribute of [/; Secure/, /; HttpOnly/, /; SameSite=Lax/i, /; Path=\/(;|$)/])
        expect(cookie).toMatch(attribute);
      expect(cookie).not.toMatch(/domain=/i);
    }
    expect((await anna.get(`${API}/me`)).status).toBe(200);
    const value = anna.cookies.get("__Host-waymark.session_token") ?? "";
    const other = browser();
    other.cookies.set("waymark.session_token", value);
    expect((await other.get(`${API}/me`)).status, "another site's subdomain can set this one").toBe(401);
  });

  test("trusts no page of localhost", async () => {
    for (const origin of ["http://localhost:8788", "http://127.0.0.1:8788", network.localNetwork.origins.control]) {
      const answer = await browser().post(`${AUTH}/sign-out`, undefined, { origin });
      expect([answer.status, codeIn(answer)]).toEqual([403, "cross_site"]);
    }
    expect(codeIn(await browser().post(`${AUTH}/sign-out`, undefined, { origin: ORIGIN }))).not.toBe("cross_site");
  });

  test("neither shows nor keeps mails", async () => {
    for (const path of ["/dev/mail", "/dev/mail.json"]) expect((await browser().get(path)).status).toBe(404);
    expect(await network.rows("DB", "SELECT name FROM sqlite_master WHERE name = 'dev_mail'")).toEqual([]);
  });

  test("mails by the mail service, with its key and a link to this host", async () => {
    const email = newEmail();
    await browser().post(`${AUTH}/sign-up/email`, { email, name: "Anna" });
    const mail = await until("the mail", () => mails.received.find(({ to }) => to === email));
    expect(mail).toMatchObject({ authorization: `Bearer ${MAIL_KEY}`, from: "waymark@example.com" });
    const link = new URL(/https?:\S+/.exec(mail.text)?.[0] ?? "");
    expect(link.origin).toBe(ORIGIN);
    expect(link.pathname).toBe("/confirm");
    const confirmation = { token: link.searchParams.get("token"), password: PASSWORD };
    expect((await browser().post(`${AUTH}/verify-email`, confirmation)).status).toBe(200);
    expect((await signIn(browser(), email)).status).toBe(200);
  });

  test("answers before the mail is sent, so that a slow service reveals nothing", async () => {
    const email = await invited("webmaster");
    const before = mails.received.length;
    const began = performance.now();
    expect((await browser().post(`${AUTH}/request-password-reset`, { email })).status).toBe(200);
    expect(mails.received.length, "the service has not answered yet").toBe(before);
    await until("the mail", () => mails.received.some(({ to }) => to === email));
    expect(performance.now() - began).toBeGreaterThanOrEqual(MAIL_MS);
  });

  test("logs a mail that the service refuses, without its contents", async () => {
    const email = await invited("webmaster");
    mails.refuse(true);
    expect((await browser().post(`${AUTH}/request-password-reset`, { email })).status).toBe(200);
    const line = await until("the failure", () =>
      network.logs.find((text) => /the mail service answered 500/.test(text)),
    );
    expect(line).toMatch(/event: 'mail\.refused'/);
    expect(line).not.toContain(email);
    mails.refuse(false);
  });

  test("refuses an operator everything until a second factor is set up", async () => {
    const email = await invited("operator");
    const olga = await openSession(email);
    const attempts = [
      olga.get(`${API}/offers`),
      olga.get(`${API}/invitations`),
      olga.get(`${API}/api-keys`),
      olga.post(`${API}/api-keys`, { name: "x" }),
      olga.post(`${API}/invitations`, { email: newEmail(), role: "operator" }),
      olga.post(`${API}/payout-runs`),
    ];
    for (const answer of await Promise.all(attempts))
      expect([answer.status, codeIn(answer)]).toEqual([403, "second_factor_required"]);
    expect((await olga.get(`${API}/me`)).status).toBe(200);

    const { body } = await olga.post<{ totp_uri: string }>(`${AUTH}/two-factor/enable`, { password: PASSWORD });
    expect((await olga.get(`${API}/offers`)).status, "begun is not set up").toBe(403);
    expect((await olga.post(`${AUTH}/two-factor/verify-totp`, { code: freshTotp(body.totp_uri) })).status).toBe(200);
    expect((await olga.get(`${API}/offers`)).status).toBe(200);

    const later = browser();
    expect((await signIn(later, email)).body.needs_second_factor).toBe(true);
    expect((await later.get(`${API}/me`)).status).toBe(401);
    await later.post(`${AUTH}/two-factor/verify-totp`, { code: freshTotp(body.totp_uri) });
    expect((await later.get(`${API}/offers`)).status).toBe(200);
  });

  test("lets a webmaster add a payout account only with a second factor", async () => {
    const account = { currency: "USD", details: { method: "paypal", email: newEmail("payee") } };
    const anna = await openSession(await invited("webmaster"));
    const add = () => anna.post(`${API}/payout-accounts`, account);
    const refused = await add();
    expect([refused.status, codeIn(refused)]).toEqual([403, "second_factor_required"]);
    const { body } = await anna.post<{ totp_uri: string }>(`${AUTH}/two-factor/enable`, { password: PASSWORD });
    expect((await anna.post(`${AUTH}/two-factor/verify-totp`, { code: freshTotp(body.totp_uri) })).status).toBe(200);
    expect((await add()).status).toBe(201);
    // The password alone does not make an old session fresh again.
    await network.rows("DB", "UPDATE session SET created_at = '2026-01-01T00:00:00.000Z'");
    expect(codeIn(await anna.post(`${AUTH}/confirm-identity`, { password: PASSWORD }))).toBe("invalid_input");
    expect(codeIn(await add())).toBe("fresh_sign_in_required");
    const proof = { password: PASSWORD, code: freshTotp(body.totp_uri) };
    expect((await anna.post(`${AUTH}/confirm-identity`, proof)).status).toBe(200);
    expect((await add()).status, "the account is there already").toBe(409);
  });

  test("lets the first operator in by the invitation that the command writes", async () => {
    const email = `o'${newEmail("brien")}`;
    const { sql, token } = await operatorInvitation(email, Date.now());
    expect(sql, "the code is shown, not stored").not.toContain(token);
    await network.rows("DB", sql);
    const input = { token, name: "Olga", password: PASSWORD };
    expect((await browser().post(`${API}/invitations/accept`, input)).status).toBe(201);
    const { body } = await (await openSession(email)).get(`${API}/me`);
    expect(body).toMatchObject({ role: "operator", member: { email } });
  });

  async function openSession(email: string) {
    const who = browser();
    expect((await signIn(who, email)).status).toBe(200);
    return who;
  }
});

/** A fake of the HTTP mail service: it is slow, and keeps the requests. */
async function startFakeMailService(delayMs: number) {
  const received: { authorization: string; from: string; to: string; text: string }[] = [];
  let isRefusing = false;
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => {
      setTimeout(() => {
        if (!isRefusing)
          received.push({ authorization: request.headers.authorization ?? "", ...(JSON.parse(body) as Mail) });
        response.writeHead(isRefusing ? 500 : 200).end();
      }, delayMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}/send`,
    received,
    refuse(isOn: boolean) {
      isRefusing = isOn;
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

type Mail = { from: string; to: string; text: string };
