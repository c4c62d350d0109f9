import { DEMO } from "@waymark/dev/demo";
import type { ClickLife } from "@waymark/client";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { axeFindings, fill, scrollsSideways, startCabinet, type TestCabinet } from "../harness/cabinet.ts";
import { until } from "../harness/until.ts";

let cabinet: TestCabinet;
/** The name of the demo offer. */
const OFFER = "Maps and compasses";
const WEBMASTER = { email: DEMO.emails.webmaster, password: DEMO.password };

beforeAll(async () => {
  cabinet = await startCabinet();
}, 120_000);
afterAll(() => cabinet?.stop());
afterEach(() => cabinet.closePages());

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
});

describe("each page", () => {
  const PAGES: [path: string, heading: Record<"en" | "ru", RegExp>][] = [
    ["/offers", { en: /Offers/, ru: /Офферы/ }],
    [`/offers/${DEMO.offers.demo}`, { en: /Maps/, ru: /Maps/ }],
    ["/links", { en: /Links/, ru: /Ссылки/ }],
    ["/conversions", { en: /Conversions/, ru: /Конверсии/ }],
    ["/money", { en: /Money/, ru: /Деньги/ }],
  ];
  test.each(PAGES.map(([path, heading], i) => ({ path, heading, turn: i })))(
    "$path has nothing serious for axe, and fits a phone",
    async ({ path, heading, turn }) => {
      const language = turn % 2 === 0 ? "ru" : "en";
      const colorScheme = turn % 4 < 2 ? "dark" : "light";
      const { page } = await cabinet.openAs(WEBMASTER, path, { locale: language, colorScheme });
      await page.getByRole("heading", { name: heading[language] }).waitFor();
      await expect.poll(() => page.locator("[role=status]").count()).toBe(0);
      expect(await axeFindings(page)).toEqual([]);
      await page.setViewportSize({ width: 360, height: 740 });
      expect(await scrollsSideways(page)).toBe(false);
    },
  );
});
