import { readFile } from "node:fs/promises";
import { DEMO } from "@waymark/dev/demo";
import type { ClickLife, Conversion, StatsRow } from "@waymark/client";
import { describe, expect, test } from "vitest";
import { axeFindings, fill, scrollsSideways } from "../harness/cabinet.ts";
import {
  codeFor,
  INVITATION_MAIL,
  newEmail,
  newWebmaster,
  openBrowser,
  PASSWORD,
  signedIn,
} from "../harness/people.ts";
import { ok } from "../harness/api.ts";
import { insertNotice } from "../harness/sides.ts";
import { until } from "../harness/until.ts";
import { committed, newUploadSide, soldOn, validated } from "../harness/uploads.ts";
import { cabinet, OPERATOR, WEBMASTER } from "./shared.ts";

/** The name of the demo offer. */
const OFFER = "Maps and compasses";

describe("a webmaster", () => {
  test("finds an offer, creates a link to it, adds a sub-id, and its visitors arrive", async () => {
    const { page } = await cabinet.openAs(WEBMASTER, "/offers?search=compasses");
    await page.getByRole("link", { name: OFFER, exact: true }).click();
    await page.getByRole("region", { name: "Pays" }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/offers/${DEMO.offers.demo}`);
    const button = page.getByRole("link", { name: "Create a link" });
    const styleOf = (name: string) =>
      page.evaluate<string>(`getComputedStyle(document.querySelector("a.mantine-Button-root")).${name}`);
    expect(await styleOf("color"), "its text is seen").not.toBe(await styleOf("backgroundColor"));
    await button.click();
    await page.getByRole("dialog", { name: "Create a link" }).waitFor();
    await fill(page, { slug: "spring-sale" });
    await page.getByRole("dialog").getByRole("button", { name: "Create a link" }).click();
    const address = page.getByRole("region", { name: "Address" });
    await address.getByText("Add sub-ids").click();
    await address.getByLabel("sub1").fill("mail & co");
    await expect.poll(() => address.locator("code").first().innerText()).toMatch(/\/spring-sale\?sub1=mail\+%26\+co$/);
    const { pathname, search } = new URL(await address.locator("code").first().innerText());
    const clickId = await cabinet.network.click(pathname + search);
    const life = () => cabinet.network.webmaster.get<ClickLife>(`/clicks/${clickId}`);
    await until("the click is stored", async () => (await life()).body.click !== null);
    await page.goto(`${cabinet.network.localNetwork.origins.control}/clicks/${clickId}`);
    await page.getByRole("region", { name: "Click", exact: true }).getByText("sub1=mail & co").waitFor();
  });

  test("takes the first steps on the home page, with a test click and a test conversion", async () => {
    const anna = { email: newEmail(), password: PASSWORD };
    const session = await newWebmaster(cabinet.network, anna.email);
    const { page } = await cabinet.openAlone(anna, "/");
    const step = (name: string) => page.getByRole("listitem").filter({ has: page.getByRole("heading", { name }) });
    await step("Choose an offer").getByRole("link", { name: "Choose an offer" }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect((await session.post("/api/v1/links", { offer_id: DEMO.offers.demo })).status).toBe(201);
    await page.reload();
    await step("Make a test click").getByRole("button", { name: "Make a test click" }).click();
    await page.getByText("Waiting for the first click…").waitFor();
    const url = await page.getByRole("link", { name: "Open the link as a visitor" }).getAttribute("href");
    const { pathname, search } = new URL(url ?? "");
    await cabinet.network.click(pathname + search);
    await step("Make a test click")
      .getByText(/^Received \d\d:\d\d:\d\d$/)
      .waitFor();
    await step("Make a test conversion").getByRole("button", { name: "Make a test conversion" }).click();
    await page.getByText(/200 OK, [\d,]+ ms/).waitFor();
    await page.getByText("Everything works").waitFor();
    await page.getByRole("button", { name: "Show the figures" }).click();
    await page.getByRole("region", { name: "Latest conversions" }).getByText("Test", { exact: true }).waitFor();
  });

  test("sees today's clicks on the home page, and the exact values of its chart", async () => {
    await cabinet.network.click(`/${DEMO.slugs.demo}`);
    const clicks = async () => {
      const { body } = await cabinet.network.webmaster.get<{ data: StatsRow[] }>("/stats?group_by=offer");
      return body.data.reduce((sum, row) => sum + (row.clicks ?? 0), 0);
    };
    await until("the click is counted", async () => (await clicks()) > 0);
    const { page } = await cabinet.openAs(WEBMASTER, "/", { locale: "ru", colorScheme: "dark" });
    const chart = page.getByRole("region", { name: "Последние 30 дней" });
    await chart.getByRole("img").locator("path").first().waitFor({ state: "attached" });
    await page.getByRole("region", { name: "Сегодня на этот час" }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await chart.getByText("Таблицей").click();
    const today = await chart.getByRole("row").last().innerText();
    expect(Number(today.split("\t")[1])).toBe(await clicks());
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await scrollsSideways(page)).toBe(false);
  });

  test("sees what is expected of pending money, and acknowledges what the network noticed", async () => {
    const { network } = cabinet;
    await network.sell({ click_id: await network.click(), order_id: "expected-1", amount: "120.00", currency: "USD" });
    await insertNotice(network, DEMO.webmaster);
    const { page } = await cabinet.openAs(WEBMASTER, "/expected", { locale: "ru" });
    await page.getByRole("heading", { name: "Ждут решения, по целям" }).waitFor();
    await page.getByRole("heading", { name: "Что это даст ближайшим выплатам" }).waitFor();
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await axeFindings(page)).toEqual([]);
    expect(await scrollsSideways(page)).toBe(false);
    await page.getByRole("link", { name: "1 новое уведомление" }).click();
    await page.getByText(/Ссылка \/x: нет посетителей/).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole("button", { name: "Принято к сведению" }).click();
    await page.getByRole("link", { name: "1 новое уведомление" }).waitFor({ state: "detached" });
  });

  test("is told at its field why a name can't be taken", async () => {
    const { page } = await cabinet.openAs(WEBMASTER, `/links?create=${DEMO.offers.demo}`, { locale: "ru" });
    await page.getByRole("dialog", { name: "Новая ссылка" }).waitFor();
    await fill(page, { slug: "a b" });
    await page.getByRole("dialog").getByRole("button", { name: "Создать ссылку" }).click();
    const slug = page.locator('[name="slug"]');
    await expect.poll(() => slug.getAttribute("aria-invalid")).toBe("true");
    await fill(page, { slug: "spring-in-russian" });
    await page.getByRole("dialog").getByRole("button", { name: "Создать ссылку" }).click();
    await page.getByRole("dialog", { name: "spring-in-russian" }).waitFor();
  });

  test("creates several links at once and sees what became of each line", async () => {
    const { page } = await cabinet.openAs(WEBMASTER, `/links?bulk=${DEMO.offers.demo}`);
    await fill(page, { slugs: "bulk-one\ndemo\nbulk-three" });
    await page.getByRole("button", { name: "Create 3 links" }).click();
    await page.getByText("2 of 3 links are created.").waitFor();
    await page.getByText("Not created").waitFor();
  });

  test("pauses a link after reading what that does, and resumes it", async () => {
    const { page } = await cabinet.openAs(WEBMASTER, "/links?search=bulk-one");
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByRole("dialog").getByText("visitors go to the fallback").waitFor();
    await page.getByRole("button", { name: "Pause the link" }).click();
    await page.getByRole("button", { name: "Resume" }).click();
    await page.getByRole("button", { name: "Pause" }).waitFor();
  });

  test("sees the values of another tab beside their own, and keeps what they typed", async () => {
    const [link] = await cabinet.network.rows<{ id: string }>("DB", "SELECT id FROM link WHERE slug = 'bulk-three'");
    const { patch, post } = cabinet.network.webmaster;
    expect((await post(`/links/${link?.id}/pause`, {})).status).toBe(200);
    const { page } = await cabinet.openAs(WEBMASTER, "/links?search=bulk-three");
    await page.getByRole("link", { name: "bulk-three" }).click();
    const details = page.getByRole("dialog", { name: "bulk-three" });
    const settings = details.getByRole("region", { name: "Settings" });
    await settings.getByLabel("sub1").fill("mine");
    expect((await patch(`/links/${link?.id}`, { defaults: { sub1: "theirs" } })).status).toBe(200);
    // The link is read again, with their value: what was typed stays, and is no change of their version.
    await details.getByRole("button", { name: "Resume" }).click();
    await details.getByRole("button", { name: "Pause" }).waitFor();
    await settings.getByRole("button", { name: "Save the settings" }).click();
    await settings.getByText("Another person changed this").waitFor();
    await settings.getByText("theirs").waitFor();
    await settings.getByRole("button", { name: "Save mine over it" }).click();
    await settings.getByText("Saved").waitFor();
  });

  test("reads whether an offer that asks for applications has approved theirs", async () => {
    const { page } = await cabinet.openAs(WEBMASTER, `/offers/${DEMO.offers.hold}`);
    await page.getByRole("region", { name: "Joining" }).getByText("Approved").waitFor();
    await page.getByRole("link", { name: "Create a link" }).waitFor();
  });

  test("reads each row of theirs in a file that decided orders", async () => {
    const { network } = cabinet;
    const side = await newUploadSide(network);
    await soldOn(network, side, ["order-1"]);
    const { id } = await validated(network, side.offer.id, "order_id,status,reason\norder-1,rejected,Sent back");
    await committed(network, id);
    const { page } = await cabinet.openAs(WEBMASTER, `/uploads/${id}`);
    await page.getByText("Sent back").waitFor();
    await page.getByRole("link", { name: "Row 1" }).click();
    const details = page.getByRole("dialog", { name: "order-1" });
    await details.getByText("Sent back").waitFor();
    await details.getByRole("link", { name: "The whole life of its click" }).click();
    await page.getByRole("heading", { name: "Life of a click" }).waitFor();
  });

  test("asks for a report that can't be answered, takes what is offered instead, and sees what changed", async () => {
    const { page } = await cabinet.openAs(WEBMASTER, "/reports?by=sub1,country&period=today");
    await page.getByRole("button", { name: "Leave out: Country" }).waitFor();
    await page.getByRole("button", { name: "Count conversions only" }).click();
    const rows = page.getByRole("region", { name: "Rows of the report" });
    await rows.getByRole("row", { name: /^All rows/ }).waitFor();
    await page.keyboard.press("x");
    await page.getByRole("region", { name: "What changed" }).waitFor();
    await page.keyboard.press("y");
    await page.getByRole("button", { name: "Yesterday", pressed: true }).waitFor();
    expect(new URL(page.url()).search).toBe(
      "?by=sub1%2Ccountry&period=yesterday&counts=conversions&compare=previous&show=changes",
    );
    await page.getByRole("button", { name: "Save this report" }).click();
    await fill(page, { name: "Why did it fall" });
    await page.getByRole("dialog").getByRole("button", { name: "Save this report" }).click();
    await page
      .getByRole("navigation", { name: "Saved reports" })
      .getByRole("link", { name: "Why did it fall" })
      .waitFor();
    await page.getByRole("button", { name: "Delete the saved report" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete the saved report" }).click();
    await page.getByRole("link", { name: "Why did it fall" }).waitFor({ state: "detached" });
  });

  test("answers with two clicks each: which sub-id earned most, why yesterday changed, what is paid when", async () => {
    const { page } = await cabinet.openAs(WEBMASTER, "/");
    const click = (name: string) => page.getByRole("link", { name, exact: true }).click();
    await click("Reports");
    await click("Which sub-id earned most last week?");
    await expect.poll(() => new URL(page.url()).search).toMatch(/by=sub1&period=last_week&counts=conversions/);
    await page
      .getByText("Nothing happened in this period")
      .or(page.getByRole("columnheader", { name: "sub1" }))
      .waitFor();
    await click("Why did yesterday change?");
    await page.getByRole("region", { name: "What changed" }).waitFor();
    await page.getByRole("button", { name: "Yesterday", pressed: true }).waitFor();
    await click("Expected");
    await page.getByRole("heading", { name: "Expected income" }).waitFor();
  });

  test("has a report mailed, reads when the next mail comes, pauses it, changes it, and deletes it", async () => {
    const { page } = await cabinet.openAs(WEBMASTER, "/reports?by=offer&sort=-clicks");
    await page.getByRole("button", { name: "Mail me this" }).click();
    await fill(page, { name: "Offers of the day" });
    await page.getByRole("dialog").getByRole("button", { name: "Mail me this" }).click();
    await page.getByRole("dialog").getByRole("link", { name: "Reports by mail" }).click();
    const row = page.getByRole("row", { name: /Offers of the day/ });
    await row.getByText("Every day").waitFor();
    await row.getByText(/06:00$/).waitFor();
    await row.getByRole("button", { name: "Pause" }).click();
    await row.getByText("Paused").waitFor();
    await row.getByRole("button", { name: "Change" }).click();
    await page.getByRole("dialog").getByLabel("How often").selectOption("week");
    await page.getByRole("dialog").getByRole("button", { name: "Save the changes" }).click();
    await row.getByText("Every week").waitFor();
    await row.getByRole("link", { name: "Offers of the day" }).click();
    await page.getByRole("button", { name: "Last week", pressed: true }).waitFor();
    expect(new URL(page.url()).searchParams.get("by")).toBe("offer");
    await page.goBack();
    await row.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("button", { name: "Delete the report" }).click();
    await page.getByText("No reports by mail yet").waitFor();
  });

  test("asks about a conversion, keeps an answer that the end of the session interrupts, and sees what is new", async () => {
    const { page } = await cabinet.openAlone(WEBMASTER, "/conversions?order_id=order-1");
    await page.locator("tbody a").first().click();
    await page.getByRole("link", { name: "Ask about this" }).click();
    await page.getByRole("dialog", { name: "New thread" }).waitFor();
    await fill(page, { title: "When is it paid?", text: "It was approved long ago." });
    await page.getByRole("button", { name: "Open the thread" }).click();
    await page.getByRole("heading", { name: "When is it paid?" }).waitFor();
    const id = new URL(page.url()).pathname.split("/").at(-1);
    const [letter, large] = [file("letter.txt", "Dear shop"), file("large.txt", "x".repeat(5_000_001))];
    await page.locator("input[type=file]").setInputFiles([letter, large]);
    await page.getByText("large.txt is larger than 5 MB").waitFor();
    await page.getByRole("button", { name: "Leave out letter.txt" }).waitFor();
    await fill(page, { text: "Here is their letter." });
    await page.context().clearCookies();
    await page.getByRole("button", { name: "Send the message" }).click();
    const again = page.getByRole("dialog", { name: "Your session has ended" });
    await fill(page, { password: DEMO.password });
    await again.getByRole("button", { name: "Sign in" }).click();
    const messages = page.getByRole("list", { name: "Messages" });
    await messages.getByText("Here is their letter.").waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      messages.getByRole("link", { name: "letter.txt" }).click(),
    ]);
    expect(await readFile(await download.path(), "utf8")).toBe("Dear shop");

    await cabinet.network.operator.post(`/support/threads/${id}/messages`, { text: "On Friday." });
    await page.goto(`${cabinet.network.localNetwork.origins.control}/support`);
    const unread = page.getByRole("navigation").getByLabel("1 unread message");
    await unread.waitFor();
    await page.getByRole("link", { name: "When is it paid?" }).click();
    await messages.getByText("On Friday.").waitFor();
    await unread.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Close the thread" }).click();
    await page.getByRole("dialog").getByRole("textbox").fill("It is answered.");
    await page.getByRole("dialog").getByRole("button", { name: "Close the thread" }).click();
    await messages.getByText("It is answered.").waitFor();
    await page.getByText("a new message opens it again").waitFor();
  });

  test("appeals against a hold; the operator looks at it and answers; the webmaster reads why", async () => {
    const { network } = cabinet;
    for (const order_id of ["appealed-1", "appealed-2"])
      await network.sell({ click_id: await network.click(), order_id, amount: "50.00", currency: "USD" });
    const held: Conversion[] = [];
    await until("the orders and their clicks are known", async () => {
      const { data } = await ok(
        network.operator.get<{ data: Conversion[] }>("/conversions?click_facts=known&limit=500"),
      );
      held.splice(0, held.length, ...data.filter(({ order_id }) => order_id?.startsWith("appealed-")));
      return held.length === 2;
    });
    for (const { id } of held)
      await ok(
        network.operator.post(`/conversions/${id}/hold`, { reason: "Many from one network", reason_code: "fraud" }),
      );
    const { page } = await cabinet.openAs(WEBMASTER, "/conversions?status=held&order_id=appealed-1");
    await page.getByRole("link", { name: "appealed-1" }).click();
    const order = page.getByRole("dialog", { name: "appealed-1" });
    await order.getByText("Many from one network").waitFor();
    await order.getByRole("button", { name: "Appeal" }).click();
    await fill(page, { comment: "It is a library: its readers share an address." });
    expect(await axeFindings(page)).toEqual([]);
    await order.getByRole("button", { name: "Send the appeal" }).click();
    await order.getByText("The operator has not answered yet.").waitFor();
    await order.getByText(/answer due/).waitFor();
    const other = {
      conversion_id: held.find(({ order_id }) => order_id === "appealed-2")?.id,
      comment: "And this one.",
    };
    await ok(network.webmaster.post("/appeals", other), 201);

    const { page: desk } = await cabinet.openAs(OPERATOR, "/");
    await desk.getByRole("link", { name: "2 appeals wait for an answer" }).click();
    await desk.getByRole("link", { name: "appealed-1" }).click();
    const appeal = desk.getByRole("dialog", { name: "appealed-1" });
    await appeal.getByText("It is a library").waitFor();
    await appeal
      .getByRole("table", { name: "Similar orders in 28 days" })
      .or(appeal.getByRole("region", { name: "Similar orders in 28 days" }))
      .first()
      .waitFor();
    expect(await axeFindings(desk)).toEqual([]);
    await desk.keyboard.press("Escape");
    for (const order_id of ["appealed-1", "appealed-2"])
      await desk.getByRole("checkbox", { name: `Choose the appeal of order ${order_id}` }).check();
    await desk.getByRole("button", { name: "Decline 2 appeals" }).click();
    await fill(desk, { reason: "The library closed last year." });
    expect(await axeFindings(desk)).toEqual([]);
    await desk.getByRole("dialog").getByRole("button", { name: "Decline 2 appeals" }).click();
    await desk.getByText("Nothing to answer").waitFor();

    await page.goto(`${network.localNetwork.origins.control}/appeals`);
    await page.getByRole("link", { name: "appealed-1" }).click();
    const outcome = page.getByRole("dialog", { name: "appealed-1" });
    await outcome.getByText("Declined").waitFor();
    await outcome.getByText("The library closed last year.").waitFor();
  });

  test("adds a site, and reads what proves that it is theirs", async () => {
    const { page } = await cabinet.openAs(WEBMASTER, "/sources?add=site");
    const dialog = page.getByRole("dialog", { name: "New traffic source" });
    await fill(page, { url: "http://hikes.example/" });
    await dialog.getByRole("button", { name: "Add the site" }).click();
    await expect.poll(() => page.locator('[name="url"]').getAttribute("aria-invalid")).toBe("true");
    await fill(page, { url: "https://hikes.example/" });
    await dialog.getByRole("button", { name: "Add the site" }).click();
    const details = page.getByRole("dialog", { name: "https://hikes.example/" });
    await details.getByText("_waymark.hikes.example").waitFor();
    await details.getByText(/^waymark-verification=/).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await details.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("dialog").getByText("Your approvals and links stay as they are.").waitFor();
    await page.getByRole("button", { name: "Remove the source" }).click();
    await page.getByText("No traffic sources yet").waitFor();
  });

  test("adds a payout account after a slip, confirms who they are, and reads from when payouts go to it", async () => {
    const anna = { email: newEmail(), password: PASSWORD };
    await newWebmaster(cabinet.network, anna.email);
    const { page } = await cabinet.openAlone(anna, "/payouts");
    await page.getByRole("link", { name: "Payout accounts" }).last().click();
    await page.getByRole("button", { name: "Add an account" }).first().click();
    const form = page.getByRole("dialog", { name: "New payout account" });
    await form.waitFor();
    await fill(page, { "details.holder": "Anna Petrova", "details.iban": "DE89 3704 0044 0532 0130 01" });
    await form.getByRole("button", { name: "Add the account" }).click();
    await form.getByText("check digits don't fit").waitFor();
    // Other people's sessions stay as fresh as other tests need them.
    await cabinet.network.rows(
      "DB",
      `UPDATE session SET created_at = '2026-01-01T00:00:00.000Z'
       WHERE person_id IN (SELECT id FROM person WHERE role = 'webmaster')`,
    );
    await fill(page, { "details.iban": "DE89 3704 0044 0532 0130 00" });
    await form.getByRole("button", { name: "Add the account" }).click();
    const proof = page.getByRole("dialog", { name: "Is it you?" });
    await proof.waitFor();
    await fill(page, { password: PASSWORD });
    await proof.getByRole("button", { name: "Continue" }).click();
    const account = page.getByRole("dialog", { name: "DE••••3000" });
    await account.getByText("Payouts in EUR go to it from").waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await holdAccount("DE••••3000", "Please send us your contract");
    await page.reload();
    await account.getByText("The operator's note: Please send us your contract").waitFor();
    await account.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("button", { name: "Remove the account" }).click();
    await account.getByText("No payout goes to it.").waitFor();
  });

  test("scrolls through more than 200 rows, of which only those in sight are drawn", async () => {
    const links = Array.from({ length: 250 }, (_, i) => ({ offer_id: DEMO.offers.demo, slug: `one-of-many-${i}` }));
    expect((await cabinet.network.webmaster.post("/links/bulk", { links })).status).toBe(200);
    const { page } = await cabinet.openAs(WEBMASTER, "/links?search=one-of-many");
    const ofRows = (count: number) => page.locator(`table[aria-rowcount="${count + 1}"]`);
    for (let rows = 50; rows <= 200; rows += 50) {
      await ofRows(rows).waitFor();
      await page.getByRole("button", { name: "Show more" }).click();
    }
    await ofRows(250).waitFor();
    const nodes = () => page.evaluate<number>("document.querySelectorAll('*').length");
    await expect.poll(nodes).toBeLessThan(1_500);
    await page.evaluate("scrollTo(0, document.body.scrollHeight)");
    await page.locator('tr[aria-rowindex="251"]').waitFor();
    expect(await nodes()).toBeLessThan(1_500);
    await page.getByRole("button", { name: "Remove the filter" }).click();
    await page.getByRole("button", { name: "Add filter" }).click();
    await page.getByRole("menuitem", { name: "Name in the address…" }).click();
    await page.getByRole("menu").waitFor({ state: "detached" });
    await page.keyboard.type("one-of-many-24");
    await page.keyboard.press("Enter");
    await ofRows(11).waitFor(); // 24 and 240 to 249
    expect(new URL(page.url()).searchParams.get("search")).toBe("one-of-many-24");
  });
});

/** The operator stops payouts to an account of a webmaster. */
async function holdAccount(mask: string, reason: string) {
  const { page } = await cabinet.openAlone(OPERATOR, "/webmaster-accounts");
  await page.getByRole("link", { name: mask }).first().click();
  await page.getByRole("dialog", { name: mask }).getByRole("button", { name: "Stop payouts" }).click();
  const question = page.getByRole("dialog", { name: `Stop payouts to ${mask}?` });
  await question.getByRole("textbox").fill(reason);
  await question.getByRole("button", { name: "Stop payouts" }).click();
  await page.getByText("An operator stopped payouts to this account.").waitFor();
  await page.getByRole("dialog", { name: mask }).getByRole("button", { name: "Release" }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
}

const file = (name: string, text: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

test("a member who may only read is offered nothing that the API would refuse", async () => {
  const { network } = cabinet;
  const reader = { email: newEmail("reader"), password: PASSWORD };
  const owner = await signedIn(network, WEBMASTER.email, WEBMASTER.password);
  const invitation = { email: reader.email, role: "webmaster", member_role: "read_only" };
  expect((await owner.post("/api/v1/invitations", invitation)).status).toBe(201);
  const token = await codeFor(network, reader.email, INVITATION_MAIL);
  const accepted = { token, name: "Rita", password: PASSWORD };
  const browser = openBrowser(network.localNetwork.origins.control);
  expect((await browser.post("/api/v1/invitations/accept", accepted)).status).toBe(201);
  const { page } = await cabinet.openAs(reader, "/links");
  for (const path of ["/links", "/sources", "/support", "/keys", `/offers/${DEMO.offers.demo}`]) {
    await page.goto(network.localNetwork.origins.control + path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForLoadState("networkidle");
    const names = await page.locator("main button, main a.mantine-Button-root").allInnerTexts();
    const acts = /^(Create|Add a source|New thread|Propose|Apply|Pause|Resume|Revoke)/;
    expect(
      names.filter((name) => acts.test(name)),
      path,
    ).toEqual([]);
  }
});
