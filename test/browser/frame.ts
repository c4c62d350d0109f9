import { DEMO } from "@waymark/dev/demo";
import { describe, expect, test } from "vitest";
import { axeFindings, fill } from "../harness/cabinet.ts";
import { ok } from "../harness/api.ts";
import { admit } from "../harness/network.ts";
import { freshTotp, linkOf, mailTo, newEmail, newWebmaster, PASSWORD, SIGN_UP_MAIL } from "../harness/people.ts";
import { cabinet, OPERATOR, WEBMASTER } from "./shared.ts";

const get = (path: string, headers: Record<string, string> = { accept: "text/html" }) =>
  fetch(cabinet.network.localNetwork.origins.control + path, { headers, redirect: "manual" });

/** A webmaster of one test, which changes how they sign in or what they see. */
async function newPerson() {
  const anna = { email: newEmail(), password: PASSWORD };
  await newWebmaster(cabinet.network, anna.email);
  return anna;
}

describe("the pages of the cabinet", () => {
  test("are HTML with a nonce of their own, never kept", async () => {
    const nonces = new Set<string>();
    for (const path of ["/", "/audit?event=link", "/confirm?token=x", "/no-such-page"]) {
      const answer = await get(path);
      expect([answer.status, answer.headers.get("cache-control")], path).toEqual([200, "no-store"]);
      const policy = answer.headers.get("content-security-policy") ?? "";
      const [, nonce = ""] = /script-src 'nonce-([^']+)' 'strict-dynamic'/.exec(policy) ?? [];
      const html = await answer.text();
      expect(html).toContain(`nonce="${nonce}"`);
      expect(html).not.toContain("__CSP_NONCE__");
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(4);
  });

  test.each([
    ...["/assets/index-old.js", "/assets/none", "/api/nothing", "/auth/none", "/postback", "/mcp"],
    ...["/docs/none", "/docs/none.js", "/dev/none", "/health/none", "/missing.png"],
  ])("%s is not one of them", async (path) => {
    const answer = await get(path);
    expect([404, 405]).toContain(answer.status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
  });

  test("belong to browsers: a program that mistypes a path gets a problem document", async () => {
    expect((await get("/v1/links", { accept: "application/json" })).status).toBe(404);
    expect((await get("/v1/links", {})).status).toBe(404);
  });

  test("load files that are kept for good", async () => {
    const [, script = ""] = /src="(\/assets\/[^"]+)"/.exec(await (await get("/")).text()) ?? [];
    const answer = await get(script);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  });

  test("reload once if a deployment has removed a script that they need, and then say that they failed", async () => {
    const { page, complaints } = await cabinet.openAs(WEBMASTER, "/");
    await page.getByRole("navigation", { name: "Pages" }).waitFor();
    let loads = 0;
    let isGone = true;
    page.on("load", () => loads++);
    await page.route("**/assets/page-*.js", (route) => (isGone ? route.fulfill({ status: 404 }) : route.continue()));
    await page.goto(`${cabinet.network.localNetwork.origins.control}/keys`);
    await page.getByText("This page failed").waitFor();
    expect(loads).toBe(2);
    isGone = false;
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "API keys" }).waitFor();
    complaints.length = 0;
  });

  test("run no script that is planted in them", async () => {
    const { page, complaints } = await cabinet.open("/sign-in");
    await page.route("**/sign-up", async (route) => {
      const response = await route.fetch();
      const planted = "<script>window.planted = 1</script><img src=/none.png onerror='window.planted = 2'></body>";
      await route.fulfill({ response, body: (await response.text()).replace("</body>", planted) });
    });
    await page.goto(`${cabinet.network.localNetwork.origins.control}/sign-up`);
    await page.getByRole("heading", { name: "Create an account" }).waitFor();
    await expect.poll(() => complaints.filter((text) => text.includes("Content Security Policy")).length).toBe(2);
    expect(await page.evaluate("window.planted")).toBeUndefined();
    complaints.length = 0;
  });
});

describe("a new webmaster", () => {
  test("signs up, confirms by the mail, signs in, and sees their first page", async () => {
    const email = newEmail();
    const { page } = await cabinet.open("/");
    await page.getByRole("link", { name: "Create an account" }).click();
    await fill(page, { name: "Anna", email });
    await page.getByRole("button", { name: "Send the confirmation mail" }).click();
    await page.getByRole("heading", { name: "Check your mail" }).waitFor();
    const link = linkOf(await mailTo(cabinet.network, email, SIGN_UP_MAIL));
    await page.goto(cabinet.network.localNetwork.origins.control + link.pathname + link.search);
    expect(await cabinet.network.rows("DB", "SELECT id FROM person WHERE email = ?", email)).toEqual([]);
    await fill(page, { password: "password123" });
    await page.getByRole("button", { name: "Confirm and open the account" }).click();
    await page.getByText("Choose several unrelated words").first().waitFor();
    await fill(page, { password: PASSWORD });
    await page.getByRole("button", { name: "Confirm and open the account" }).click();
    await fill(page, { email, password: PASSWORD });
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("navigation", { name: "Pages" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/");
  });

  test("resets a forgotten password by the mail, in Russian", async () => {
    const { page } = await cabinet.open("/sign-in", { locale: "ru-RU" });
    const email = newEmail();
    await cabinet.network.api().post("/auth/sign-up/email", { email, name: "Anna" });
    const { searchParams } = linkOf(await mailTo(cabinet.network, email, SIGN_UP_MAIL));
    await cabinet.network.api().post("/auth/verify-email", { token: searchParams.get("token"), password: PASSWORD });
    await page.getByRole("link", { name: "Забыли пароль?" }).click();
    await page.getByRole("heading", { name: "Сброс пароля" }).waitFor();
    await fill(page, { email });
    await page.getByRole("button", { name: "Прислать ссылку" }).click();
    await page.getByRole("heading", { name: "Проверьте почту" }).waitFor();
    const link = linkOf(await mailTo(cabinet.network, email, /сброс пароля|reset your password/));
    await page.goto(cabinet.network.localNetwork.origins.control + link.pathname + link.search);
    await fill(page, { password: "a second long password" });
    await page.getByRole("button", { name: "Задать пароль" }).click();
    await page.getByRole("heading", { name: "Пароль изменён" }).waitFor();
  });
});

describe("a session", () => {
  test("needs the second factor once it is set up", async () => {
    const anna = await newPerson();
    const { page } = await cabinet.openAlone(anna, "/profile");
    await fill(page, { password: anna.password });
    await page.getByRole("button", { name: "Set up a second factor" }).click();
    const secret = await page.getByRole("region", { name: "Second factor" }).locator("code").first().innerText();
    const uri = `otpauth://totp/x?secret=${secret}`;
    const backupCode = await page.getByRole("region", { name: "Second factor" }).locator("li code").first().innerText();
    await fill(page, { code: freshTotp(uri) });
    await page.getByRole("button", { name: "Turn the second factor on" }).click();
    await page.getByText("Signing in asks for a code").waitFor();
    await page.getByRole("button", { name: "Your account" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await fill(page, anna);
    await page.getByRole("button", { name: "Sign in" }).click();
    await fill(page, { code: freshTotp(uri) });
    await page.getByRole("button", { name: "Verify the code" }).click();
    await page.getByRole("navigation", { name: "Pages" }).waitFor();
    await page.goto(`${cabinet.network.localNetwork.origins.control}/profile`);
    await fill(page, { password: anna.password, code: backupCode });
    await page.getByRole("button", { name: "Remove the second factor" }).click();
    await page.getByRole("button", { name: "Set up a second factor" }).waitFor();
  });

  test("that is missing leads to the sign-in, and from there to the address that was asked for", async () => {
    const { page } = await cabinet.open("/audit?event=api_key");
    await fill(page, WEBMASTER);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Event: api_key").waitFor();
    await page.reload();
    await page.getByText("Event: api_key").waitFor();
    await page.getByRole("button", { name: "Remove the filter Event" }).click();
    await expect.poll(() => new URL(page.url()).search).toBe("");
    await page.goBack();
    await page.getByText("Event: api_key").waitFor();
  });

  test("never leads to another site after the sign-in", async () => {
    const { page } = await cabinet.open("/sign-in?to=https%3A%2F%2Fevil.example%2F");
    await fill(page, WEBMASTER);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("navigation", { name: "Pages" }).waitFor();
    expect(new URL(page.url()).origin).toBe(cabinet.network.localNetwork.origins.control);
  });

  test("that ends asks to sign in again, and keeps what was typed", async () => {
    const { page } = await cabinet.openAlone(WEBMASTER, "/keys");
    await page.getByRole("button", { name: "Create a key" }).click();
    await fill(page, { name: "my tracker" });
    await page.context().clearCookies();
    await page.getByRole("button", { name: "Create a key" }).last().click();
    const again = page.getByRole("dialog", { name: "Your session has ended" });
    await again.waitFor();
    await fill(page, { password: DEMO.password });
    await again.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Copy the key now").waitFor();
    const keys = await cabinet.network.rows<{ name: string }>(
      "DB",
      "SELECT name FROM api_key WHERE name = 'my tracker'",
    );
    expect(keys).toHaveLength(1);
  });
});

describe("the frame", () => {
  test("finds pages in either language, and what was pasted", async () => {
    const { page } = await cabinet.openAs(WEBMASTER, "/");
    await page.getByRole("navigation", { name: "Pages" }).waitFor();
    const search = async (text: string, result: RegExp) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: "Search" }).fill(text);
      await page.getByRole("option", { name: result }).first().waitFor();
      await page.keyboard.press("Enter");
    };
    await search("ключи", /API keys/);
    await page.getByRole("heading", { name: "API keys" }).waitFor();
    await search(DEMO.offers.demo, /Offer/);
    await expect.poll(() => new URL(page.url()).pathname).toBe(`/offers/${DEMO.offers.demo}`);
    const { id } = await cabinet.network
      .client(DEMO.keys.webmaster)
      .call("openThread", { body: { title: "Lost parcels", text: "Where are they?" } });
    await search("PARCELS", /Lost parcels/);
    await expect.poll(() => new URL(page.url()).pathname).toBe(`/support/${id}`);
    await page.getByText("Where are they?").waitFor();
  });

  test("shows times in the zone that the person chooses, in any browser", async () => {
    const anna = await newPerson();
    const { page } = await cabinet.openAs(anna, "/profile");
    const zone = page.getByLabel("Time zone").first();
    await zone.fill("Tokyo");
    await page.getByRole("option", { name: "Asia/Tokyo" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("banner").getByText("Asia/Tokyo").waitFor();
    const kept = await page.evaluate("fetch('/api/v1/me').then((answer) => answer.json())");
    expect(kept, "no other preference is chosen by saving one").toMatchObject({
      member: { language: null, currency: null },
    });
    const elsewhere = await cabinet.openAlone(anna, "/");
    await elsewhere.page.getByRole("banner").getByText("Asia/Tokyo").waitFor();
  });

  test("asks for a new version of the terms of use, and keeps which one was accepted", async () => {
    const operator = cabinet.network.client(DEMO.keys.operator);
    const texts = { en: "Be honest.\n\nBe paid.", ru: "Честность.\n\nВыплаты." };
    const { version } = await operator.call("publishLegalText", { path: { kind: "terms" }, body: { texts } });
    const { page } = await cabinet.openAs(WEBMASTER, "/");
    await page.getByRole("button", { name: "Read and accept it" }).click();
    await page.getByText("Be paid.").waitFor();
    await page.getByRole("button", { name: "Accept this version" }).click();
    await page.getByRole("alert").waitFor({ state: "detached" });
    const accepted = await page.evaluate("fetch('/api/v1/me').then((answer) => answer.json())");
    expect(accepted).toMatchObject({ member: { terms_version: version, pending_terms_version: null } });
  });

  test("has the name and the colours of the network", async () => {
    const operator = cabinet.network.client(DEMO.keys.operator);
    const { version } = await operator.call("getSettings", {});
    const body = { name: "Anna's network", accent_colour: "#7a2e5c", version };
    await operator.call("changeSettings", { body });
    const { page } = await cabinet.open("/sign-in");
    await page.getByText("Anna's network").waitFor();
    const colour = () => page.evaluate("getComputedStyle(document.querySelector('[type=submit]')).backgroundColor");
    await expect.poll(colour).toBe("rgb(122, 46, 92)");
    await expect.poll(() => page.title()).toBe("Sign in · Anna's network");
  });
});

test("operators see on their home page what waits for them, and others have no page of theirs", async () => {
  const { id } = await admit(cabinet.network, "webmaster");
  await ok(cabinet.network.operator.post(`/webmasters/${id}/block`, { reason: "bought clicks", money: "freeze" }));
  const { page } = await cabinet.openAs(OPERATOR, "/");
  await page.getByText("The money of 1 webmaster is frozen").waitFor();
  const { page: other } = await cabinet.openAs(WEBMASTER, "/settings");
  await other.getByRole("heading", { name: "There is no such page" }).waitFor();
});

test("a change that another operator made first is shown beside yours", async () => {
  const { page } = await cabinet.openAs(OPERATOR, "/settings");
  await fill(page, { name: "Mine" });
  const operator = cabinet.network.client(DEMO.keys.operator);
  await operator.call("changeSettings", { body: { name: "Theirs" } });
  await page.getByRole("button", { name: "Save" }).first().click();
  const conflict = page.getByRole("alert").filter({ hasText: "Another person changed this" });
  await conflict.getByRole("row", { name: "Name of the network Theirs Mine" }).waitFor();
  expect((await operator.call("getSettings", {})).name).toBe("Theirs");
  await conflict.getByRole("button", { name: "Save mine over it" }).click();
  await expect.poll(async () => (await operator.call("getSettings", {})).name).toBe("Mine");
});

test("the operator adds a legal entity, changes it, and adds the account from which it pays", async () => {
  const { page } = await cabinet.openAlone(OPERATOR, "/payer-accounts?add=entity");
  await page.getByRole("dialog", { name: "Add a legal entity" }).waitFor();
  await fill(page, { name: "Waymark GmbH", country: "de", town: "Berlin", "address_lines.0": "Unter den Linden 1" });
  await page.getByRole("dialog").getByRole("button", { name: "Add a legal entity" }).click();
  const entity = page.getByRole("row", { name: /Waymark GmbH/ });
  await entity.getByText("Unter den Linden 1, Berlin, DE").waitFor();
  await entity.getByRole("button", { name: "Change" }).click();
  await fill(page, { postcode: "10117" });
  await page.getByRole("dialog").getByRole("button", { name: "Save the changes" }).click();
  await entity.getByText("Unter den Linden 1, 10117 Berlin, DE").waitFor();
  await page.getByRole("button", { name: "Add an account" }).first().click();
  await fill(page, { "details.holder": "Waymark GmbH", "details.iban": "DE89 3704 0044 0532 0130 00" });
  await page.getByRole("dialog").getByRole("button", { name: "Add an account" }).click();
  const account = page.getByRole("dialog", { name: "DE••••3000" });
  await account.getByText("Main", { exact: true }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await account.getByRole("button", { name: "Disable" }).click();
  const question = page.getByRole("dialog", { name: "Disable DE••••3000?" });
  await question.getByRole("textbox").fill("the account is closed");
  await question.getByRole("button", { name: "Disable" }).click();
  await account.getByText("the account is closed").waitFor();
});
