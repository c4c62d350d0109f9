import { DEMO } from "@waymark/dev/demo";
import { DAY_MS } from "@waymark/contract/duration";
import { describe, expect, test } from "vitest";
import { axeFindings, scrollsSideways } from "../harness/cabinet.ts";
import { linkRow } from "../harness/network.ts";
import { cabinet, OPERATOR, WEBMASTER } from "./shared.ts";

const part = (name: string, found: number, of: number, usual: number, points: number) => ({
  ...{ part: name, found, of, usual, points },
});

/** Three days on which the demo network's link was scored, as low as given. */
async function plantScores(scores: readonly number[]) {
  const { network } = cabinet;
  const link = await linkRow(network);
  const today = Math.floor(Date.now() / DAY_MS);
  const parts = [part("stopped", 10, 80, 0.03, 7.5), part("servers", 60, 80, 0.02, 59.8)];
  const subs = [{ name: "sub1", value: "newsletter", score: 90, absent: null, conversions: 30, parts }];
  for (const [i, score] of scores.entries()) {
    const day = today - (scores.length - 1 - i);
    await network.rows(
      "DB",
      `INSERT OR REPLACE INTO source_score (day, kind, id, webmaster_id, offer_id, score, badness, conversions, shares, parts, subs, subs_left)
       VALUES (?, 'link', ?, ?, ?, ?, ?, 80, '{}', ?, ?, 2)`,
      ...[day, link.id, link.webmaster_id, link.offer_id, score, 100 - score],
      ...[JSON.stringify(parts), JSON.stringify(subs)],
    );
    await network.rows("DB", "INSERT OR REPLACE INTO source_score_day VALUES (?, ?, 0)", day, Date.now());
  }
}

describe("the quality of sources", () => {
  test("a policy is tried before it is switched on, a link is limited and lifted, and its webmaster reads why", async () => {
    await plantScores([62, 41, 40, 38]);
    const { page } = await cabinet.openAs(OPERATOR, "/source-quality");
    const dialog = page.getByRole("dialog");
    const row = page.getByRole("row", { name: new RegExp(DEMO.slugs.demo) });
    await row.getByText("38 of 100").waitFor();
    expect(await axeFindings(page)).toEqual([]);

    await page.getByRole("link", { name: "Quality policy" }).click();
    await page.getByRole("button", { name: "New version" }).first().click();
    await dialog.getByLabel("Name of the rule").fill("worst links");
    await dialog.getByRole("button", { name: "Add the version" }).click();
    await page.getByRole("heading", { name: "Version 1" }).waitFor();
    await page.getByText(/The score is 38 of 100, and was below 50 on 3 days in a row/).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole("button", { name: "Switch it on" }).click();
    await dialog.getByRole("textbox").fill("It limits what we expect");
    await dialog.getByRole("button", { name: "Switch it on" }).click();
    await page.getByText("Switched on: It limits what we expect").waitFor();

    await page.getByRole("link", { name: DEMO.slugs.demo }).first().click();
    await page.getByRole("figure", { name: "History of the score" }).waitFor();
    await page.getByText("newsletter").waitFor();
    await page.getByRole("button", { name: "Limit", exact: true }).click();
    await dialog.getByLabel("Reason; the webmaster reads it").fill("Most visitors come from servers");
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Limit", exact: true }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByText("Held 14 days longer").waitFor();

    const { page: webmasters } = await cabinet.openAlone(WEBMASTER, "/", { locale: "ru" });
    await webmasters.getByRole("link", { name: "Ограничен 1 ваш источник" }).click();
    await webmasters.getByText("Удержание дольше на 14 дней").waitFor();
    await webmasters.getByText("Most visitors come from servers").waitFor();
    expect(await webmasters.getByRole("button", { name: "Снять" }).count(), "only the operator lifts").toBe(0);
    await webmasters.getByRole("link", { name: "Спросить поддержку" }).waitFor();
    expect(await axeFindings(webmasters)).toEqual([]);
    await webmasters.setViewportSize({ width: 360, height: 740 });
    expect(await scrollsSideways(webmasters)).toBe(false);

    await page.getByRole("button", { name: "Lift" }).click();
    await dialog.getByRole("textbox").fill("They showed us their visitors");
    await dialog.getByRole("button", { name: "Lift" }).click();
    await page.getByText("They showed us their visitors").waitFor();
  });
});
