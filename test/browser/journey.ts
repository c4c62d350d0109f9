import { readFileSync } from "node:fs";
import { DEMO } from "@waymark/dev/demo";
import type { ClickLife } from "@waymark/client";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { ok, type Offer } from "../harness/api.ts";
import { axeFindings, fill, scrollsSideways } from "../harness/cabinet.ts";
import { linkOf, mailTo, newEmail, PASSWORD } from "../harness/people.ts";
import { unique } from "../harness/unique.ts";
import { until } from "../harness/until.ts";
import { cabinet, OPERATOR } from "./shared.ts";

type Language = "en" | "ru";

/** A text of the cabinet: what a person reads in this language. */
function textOf(language: Language, folder: string, key: string): string {
  const file = new URL(`../../apps/cabinet/src/${folder}/${language}.json`, import.meta.url).pathname;
  const text = (JSON.parse(readFileSync(file, "utf8")) as Record<string, string>)[key]; // compared with the code by dev/cabinet.test.ts
  if (text === undefined) throw new Error(`${folder} has no text ${key}`);
  return text;
}

interface Journey {
  language: Language;
  page: Page;
  t(folder: string, key: string): string;
  /** Opens a page by the navigation, which is at the bottom of a phone. */
  visit(name: string): Promise<void>;
  press(folder: string, key: string): Promise<void>;
}

const JOURNEYS = [
  {
    language: "en",
    widthPx: 1_280,
    access: "public",
    sale: /49\.90/,
    names: ["Offers", "Links", "Conversions", "Money"],
  },
  {
    language: "ru",
    widthPx: 360,
    access: "application",
    sale: /49,90/,
    names: ["Офферы", "Ссылки", "Конверсии", "Деньги"],
  },
] as const;

test.each(JOURNEYS)(
  "a webmaster goes from the sign-up to a paid conversion, in $language at $widthPx px",
  async ({ language, widthPx, access, sale, names: [offers, links, conversions, money] }) => {
    const { page } = await cabinet.open("/", { locale: language, widthPx });
    const journey = journeyOf(page, language);
    const { t, visit } = journey;
    await signUp(journey);

    const offer = await cabinet.network.newOffer({ access });
    await visit(offers);
    await page.getByRole("link", { name: offer.name, exact: true }).click();
    if (access === "application") await applyTo(offer, journey);
    const path = await createLink(journey);
    await visit(links);
    await page.getByRole("link", { name: path.slice(1), exact: true }).waitFor();

    const clickId = await cabinet.network.click(`${path}?sub1=mail`);
    const life = () => cabinet.network.operator.get<ClickLife>(`/clicks/${clickId}`);
    await until("the click is stored", async () => (await life()).body.click !== null);
    await open(page, `/clicks/${clickId}`);
    await page.getByText("sub1=mail").waitFor();
    await page.getByText(t("pages/click", "no_conversion"), { exact: true }).waitFor();

    const order = unique("order");
    await cabinet.network.sell({ click_id: clickId, order_id: order, amount: "499.00", currency: "USD" });
    const recorded = await until("the report is recorded", async () => (await life()).body.conversions[0]);
    const standing = async (status: string) => {
      await visit(conversions);
      await rowOf(page, order)
        .getByText(t("text/common", `conversion_${status}`), { exact: true })
        .waitFor();
      await rowOf(page, order).getByText(sale).waitFor();
    };
    await standing("pending");
    await ok(cabinet.network.advertiser.post(`/conversions/${recorded.conversion.id}/approve`));
    await page.reload();
    await standing("approved");
    await visit(money);
    await inState(page, t("pages/money", "state_available")).getByText(sale).waitFor();

    await (widthPx > 640 ? payInCabinet() : payByApi());
    await page.reload();
    await inState(page, t("pages/money", "state_paid")).getByText(sale).waitFor();
    await page.getByRole("link", { name: t("pages/money", "payouts"), exact: true }).click();
    await rowOf(page, t("pages/payouts", "payout_paid")).getByText(sale).first().waitFor();
    await rowOf(page, t("pages/payouts", "payout_paid")).getByRole("link").first().click();
    await rowOf(page, recorded.conversion.id).getByText(sale).waitFor();
    await page.getByText(t("pages/payouts", "happened"), { exact: true }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await scrollsSideways(page)).toBe(false);
    await standing("paid");
    await open(page, `/clicks/${clickId}`);
    await page.getByText(t("pages/click", "verb_settle"), { exact: true }).last().waitFor();
    expect(await scrollsSideways(page)).toBe(false);
  },
);

function journeyOf(page: Page, language: Language): Journey {
  const t = (folder: string, key: string) => textOf(language, folder, key);
  const navigation = page.getByRole("navigation", { name: t("text/common", "navigation") });
  return {
    ...{ page, language, t },
    async visit(name) {
      await navigation.getByRole("link", { name, exact: true }).click();
      await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
    },
    press: (folder, key) =>
      page
        .getByRole("button", { name: t(folder, key), exact: true })
        .last()
        .click(),
  };
}

const open = (page: Page, path: string) => page.goto(cabinet.network.localNetwork.origins.control + path);

/** A row of a table, or a card of a phone. */
const rowOf = (page: Page, text: string) => page.locator("tbody tr, main li").filter({ hasText: text }).first();

/** A state in the strip of money. */
const inState = (page: Page, state: string) =>
  page.locator("main dl > div").filter({ has: page.getByText(state, { exact: true }) });

/** The mail's subject in either language. */
const CONFIRMATION = /confirm your address|подтвердите/i;

async function signUp({ page, t, press }: Journey) {
  const email = newEmail();
  await page.getByRole("link", { name: t("pages/account", "to_sign_up") }).click();
  await fill(page, { name: "Anna", email });
  await press("pages/account", "sign_up");
  await page.getByRole("heading", { name: t("pages/account", "mail_sent_title") }).waitFor();
  const { pathname, search } = linkOf(await mailTo(cabinet.network, email, CONFIRMATION));
  await open(page, pathname + search);
  await fill(page, { password: PASSWORD });
  await press("pages/account", "confirm");
  await page.getByRole("heading", { name: t("pages/account", "confirmed_title") }).waitFor();
  await fill(page, { email, password: PASSWORD });
  await press("text/common", "sign_in");
  await page.getByRole("navigation", { name: t("text/common", "navigation") }).waitFor();
}

async function applyTo({ id }: Offer, { page, t, press }: Journey) {
  await press("pages/offers", "apply");
  await press("pages/offers", "send_application");
  await page.getByText(t("pages/offers", "application_pending"), { exact: true }).waitFor();
  const applications = await cabinet.network.advertiser.get<{ data: { id: string }[] }>(`/applications?offer_id=${id}`);
  await ok(cabinet.network.advertiser.post(`/applications/${applications.body.data[0]?.id}/approve`));
  await page.reload();
  await page.getByText(t("pages/offers", "application_approved"), { exact: true }).waitFor();
}

/** Returns the path of the link, as the page shows its address. */
async function createLink({ page, t, press }: Journey): Promise<string> {
  await page.getByRole("link", { name: t("pages/offers", "create_link"), exact: true }).click();
  await fill(page, { slug: unique("journey") });
  await press("pages/links", "create");
  const address = page
    .getByRole("region", { name: t("pages/links", "address") })
    .locator("code")
    .first();
  const { pathname } = new URL(await address.innerText());
  await page.keyboard.press("Escape");
  return pathname;
}

/** The operator takes a run from draft to settled; nothing is missing in the ledger. */
async function payInCabinet() {
  const { page } = await cabinet.openAs(OPERATOR, "/payout-runs");
  const press = (name: string) => page.getByRole("button", { name, exact: true }).first().click();
  await press("New run");
  await press("Create the draft");
  for (const verb of ["Approve", "Send", "Settle"]) {
    await press(verb);
    const question = page.getByRole("dialog");
    await question
      .getByText(/1 payout, /)
      .first()
      .waitFor();
    await question.getByRole("button", { name: verb, exact: true }).click();
    await question.waitFor({ state: "detached" });
  }
  await page.locator("[aria-current=step]").filter({ hasText: "Settled" }).waitFor();
  await page.getByText("Difference between the ledger and the payouts: 0.00").first().waitFor();
  await page.getByText("Left out", { exact: true }).click();
  await page.getByRole("button", { name: "Add filter" }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await scrollsSideways(page)).toBe(false);
}

async function payByApi() {
  const { id } = await cabinet.network.client(DEMO.keys.operator).call("createPayoutRun");
  for (const step of ["approve", "send", "settle"])
    await ok(cabinet.network.operator.post(`/payout-runs/${id}/${step}`));
}
