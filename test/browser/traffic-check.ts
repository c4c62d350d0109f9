import { DEMO } from "@waymark/dev/demo";
import { recordClicks } from "@waymark/network/click";
import { recordPostbacks } from "@waymark/network/postback";
import { describe, expect, test } from "vitest";
import { ok } from "../harness/api.ts";
import { axeFindings, fill, scrollsSideways } from "../harness/cabinet.ts";
import { clickEvent, postbackEvent } from "../harness/events.ts";
import { linkRow, unique } from "../harness/network.ts";
import { newEmail, newWebmaster, PASSWORD } from "../harness/people.ts";
import { insertCalibratedRules } from "../harness/rule-set.ts";
import { cabinet, OPERATOR } from "./shared.ts";

const SALES = 12;
const STRICTER = { first: 0.05, both: 0.08 };

/** A webmaster whose sales come from rented servers a second after their clicks. */
async function plantFraud() {
  const { network } = cabinet;
  const email = newEmail();
  const session = await newWebmaster(network, email);
  const slug = unique("fraud");
  await ok(session.post("/api/v1/links", { offer_id: DEMO.offers.demo, slug }), 201);
  const link = await linkRow(network, slug);
  const clicks = Array.from({ length: SALES }, () => clickEvent(link, { clickedAt: Date.now() - 1_000, asn: 16_509 }));
  await recordClicks(network.context(), clicks);
  const postbacks = await Promise.all(
    clicks.map(({ clickId }, i) =>
      postbackEvent(clickId, { fields: { order_id: `${slug}-${i}`, amount: "49.90", currency: "USD" } }),
    ),
  );
  await recordPostbacks(network.context(), postbacks);
  return { person: { email, password: PASSWORD }, order: `${slug}-0` };
}

describe("the traffic check", () => {
  test("asks about a planted fraud, is answered, and its webmaster reads why; a stricter version is tried and switched on", async () => {
    const { network } = cabinet;
    const usual = await insertCalibratedRules(network, 1);
    await insertCalibratedRules(network, 2, STRICTER);
    await ok(network.operator.post(`/rule-sets/${usual}/activate`, { reason: "calibrated" }));
    const { person, order } = await plantFraud();

    const { page } = await cabinet.openAs(OPERATOR, "/");
    const dialog = page.getByRole("dialog");
    const confirm = async (button: string, reason: string) => {
      await dialog.getByRole("textbox").fill(reason);
      expect(await axeFindings(page)).toEqual([]);
      await dialog.getByRole("button", { name: button }).click();
      await dialog.waitFor({ state: "detached" });
    };
    await page.getByRole("link", { name: "The traffic check asks about 1 webmaster" }).click();
    const questions = page.getByRole("region", { name: "Questions" }).first();
    await questions.getByText("Network of servers").or(questions.getByText("Soon after the click")).first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await questions.getByRole("button", { name: "Hold", exact: true }).click();
    await confirm("Hold", "Rented servers, a second after the click");
    await questions.getByText("No questions").waitFor();

    const { page: webmasters } = await cabinet.openAlone(person, "/traffic-quality", { locale: "ru" });
    await webmasters
      .getByRole("link", { name: String(SALES), exact: true })
      .first()
      .click();
    await webmasters.getByRole("link", { name: order, exact: true }).click();
    const found = webmasters.getByRole("region", { name: "Проверка трафика" });
    await found.getByText(/^Клик пришёл из сети серверов; у 9[\d,]+\s%/).waitFor();
    await found.getByText(/^Конверсия через [\d,]+\s.+ после клика; у 9[\d,]+\s%/).waitFor();
    expect(await found.getByText("Как она оценила").count(), "score and features are the operator's").toBe(0);
    expect(await axeFindings(webmasters)).toEqual([]);

    await page.getByRole("link", { name: "Version 2" }).click();
    await page.getByRole("button", { name: "Try it" }).click();
    await page.getByRole("figure", { name: "Flagged by day" }).waitFor();
    await page.getByText(/conversions were checked/).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await scrollsSideways(page)).toBe(false);
    await page.setViewportSize({ width: 1_280, height: 800 });
    await page.getByRole("button", { name: "Switch it on" }).click();
    await confirm("Switch it on", "Too much passed");
    await page.getByText("Switched on: Too much passed").waitFor();

    await page.goto(`${network.localNetwork.origins.control}/traffic-check/held`);
    await page.getByRole("checkbox", { name: `Choose order ${order}` }).check();
    await page.getByRole("button", { name: "Release 1" }).click();
    await confirm("Release 1", "The shop's own test");
    await page.getByRole("checkbox", { name: `Choose order ${order}` }).waitFor({ state: "detached" });
  });

  test("marks own traffic that the operator lists: tried, and ended again", async () => {
    const { page } = await cabinet.openAs(OPERATOR, "/traffic-check");
    await page.getByRole("link", { name: "Own traffic" }).click();
    await page.getByRole("button", { name: "List own traffic" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Address or range").fill("203.0.113.64/24");
    await dialog.getByRole("button", { name: "List own traffic" }).click();
    await dialog.getByText("Begin with the lowest address of the range").waitFor();
    await dialog.getByLabel("Address or range").fill("203.0.113.0/24");
    await dialog.getByLabel("What it is for").fill("The office");
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByRole("button", { name: "List own traffic" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByText("203.0.113.0/24", { exact: true }).waitFor();
    await page.getByText("The office").waitFor();

    const attempt = page.getByRole("region", { name: "Would it be marked?" });
    await attempt.getByLabel("Address or range").fill("203.0.113.9");
    await attempt.getByRole("button", { name: "Ask" }).click();
    await attempt.getByText("A click with 203.0.113.9 would be marked, by 1 entry.").waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await scrollsSideways(page)).toBe(false);
    await page.setViewportSize({ width: 1_280, height: 800 });
    await page.getByRole("button", { name: "End", exact: true }).first().click();
    await dialog.getByRole("button", { name: "End" }).click();
    await dialog.waitFor({ state: "detached" });
    await attempt.getByRole("button", { name: "Ask" }).click();
    await attempt.getByText("A click with 203.0.113.9 would not be marked.").waitFor();
  });

  test("says of a version without enough approvals that it only records", async () => {
    const { page } = await cabinet.openAs(OPERATOR, "/traffic-check");
    await page.getByRole("button", { name: "New version" }).click();
    await fill(page, { note: "For the summer", "ctit_short weight": "2" });
    await page.getByRole("button", { name: "Add the version" }).click();
    await page.getByRole("heading", { name: "Version 3" }).waitFor();
    await page.getByText("Only records: 0 of 500 approved conversions").waitFor();
    await page.getByText("It can be tried once there are enough").waitFor();
    // The other tests' sales come seconds after their clicks, too.
    const { operator } = cabinet.network;
    const { data } = await ok(operator.get<{ data: { id: string; status: string }[] }>("/rule-sets"));
    const active = data.find(({ status }) => status === "active");
    await ok(operator.post(`/rule-sets/${active?.id}/retire`, { reason: "it was a test" }));
  });
});
