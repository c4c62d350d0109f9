import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { DEMO } from "@waymark/dev/demo";
import type { ClickLife } from "@waymark/client";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { camt053 } from "../../packages/network/src/bank-statement/testing.ts";
import { ok, type Offer } from "../harness/api.ts";
import { axeFindings, fill, scrollsSideways } from "../harness/cabinet.ts";
import { linkOf, mailTo, newEmail, PASSWORD } from "../harness/people.ts";
import { addPayer } from "../harness/payout-accounts.ts";
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

    if (widthPx > 640) {
      await addAccount(journey);
      await payInCabinet(cabinet.network);
    } else {
      await askForPayout(journey, recorded.conversion.id);
      await payByApi();
    }
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
    if (widthPx > 640) await readStatement(page, sale);
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

/** The webmaster, who is paid on request, withdraws a request and asks again; the operator reads that it waits. */
async function askForPayout({ page, t, press, visit }: Journey, conversionId: string) {
  const [row] = await cabinet.network.rows<{ webmaster_id: string }>(
    ...(["DB", "SELECT webmaster_id FROM conversion WHERE id = ?", conversionId] as const),
  );
  const schedule = { schedule: { kind: "request" }, hold_days: 0, reason: "agreed" };
  await ok(cabinet.network.operator.patch(`/webmasters/${row?.webmaster_id}/payout-schedule`, schedule));
  await open(page, "/payouts");
  for (const verb of ["request", "withdraw", "request"]) {
    await press("pages/payouts", verb);
    await page
      .getByRole("dialog")
      .getByRole("button", { name: t("pages/payouts", verb), exact: true })
      .click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }
  await page.getByRole("button", { name: t("pages/payouts", "withdraw"), exact: true }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  expect(await scrollsSideways(page)).toBe(false);
  const { page: operators } = await cabinet.openAs(OPERATOR, "/");
  await operators.getByText("1 request of a webmaster waits to be paid").waitFor();
  await visit(t("pages/money", "title"));
}

/** The statement adds up: what was earned was paid. */
async function readStatement(page: Page, sale: RegExp) {
  await open(page, "/statement");
  for (const movement of ["Earned", "Paid"]) await rowOf(page, movement).getByText(sale).first().waitFor();
  expect(await axeFindings(page)).toEqual([]);
}

const PAYEE = { holder: "Anna Petrova", account: "GB29NWBK60161331926819", bic: "NWBKGB2LXXX" };
const PAYER = { holder: "Waymark Test Ltd", account: "IE29AIBK93115212345678", bic: "AIBKIE2DXXX" };

/** The webmaster adds an account, and reads when it is paid, and how much. The account has waited long enough. */
async function addAccount({ page, visit }: Journey) {
  await open(page, "/payout-accounts?add=swift");
  const form = page.getByRole("dialog", { name: "New payout account" });
  await form.waitFor();
  await fill(page, {
    ...{ currency: "USD", "details.holder": PAYEE.holder, "details.country": "GB", "details.town": "London" },
    ...{ "details.account": PAYEE.account, "details.bic": PAYEE.bic },
  });
  await form.getByRole("button", { name: "Add the account" }).click();
  await page.getByText("Payouts in USD go to it from").first().waitFor(); // in the list, and beside it
  await cabinet.network.rows("DB", "UPDATE payout_account SET usable_at = 0");
  await open(page, "/payouts");
  const next = page.getByRole("region", { name: "Next payout" });
  await next.getByText(/^Next payout: /).waitFor();
  await next
    .getByText(/49\.90/)
    .first()
    .waitFor();
  await next.getByText(/^USD: to /).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await visit("Money");
}

/** The operator takes a run from draft over its bank file to the matched statement; nothing is missing in the ledger. */
async function payInCabinet(network: typeof cabinet.network) {
  const payer = await addPayer(network, undefined, {
    ...{ currency: "USD", details: { method: "swift", country: "IE", town: "Dublin", ...PAYER } },
  });
  const { page } = await cabinet.openAs(OPERATOR, "/payout-runs");
  const press = (name: string) => page.getByRole("button", { name, exact: true }).first().click();
  await press("New run");
  await press("Create the draft");
  for (const verb of ["Approve", "Send"]) {
    await press(verb);
    const question = page.getByRole("dialog");
    await question
      .getByText(/1 payout, /)
      .first()
      .waitFor();
    await question.getByRole("button", { name: verb, exact: true }).click();
    await question.waitFor({ state: "detached" });
  }
  await page.locator("[aria-current=step]").filter({ hasText: "Sent" }).waitFor();
  const runPath = new URL(page.url()).pathname;
  const file = await makeFile(page);
  const [reference = ""] = /PAY-[0-9A-Z]{24}/.exec(file) ?? [];
  const [, amount = ""] = /<InstdAmt Ccy="USD">([\d.]+)</.exec(file) ?? [];
  expect(file).toContain(`<CtrlSum>${amount}</CtrlSum>`);

  await open(page, "/bank-statements?new=1");
  const upload = page.getByRole("dialog", { name: "Upload a statement" });
  await upload.getByLabel("Account of the network").selectOption(payer.id);
  const entries = [
    { amount: `-${amount}`, endToEndId: reference, iban: PAYEE.account, reference: unique("bank") },
    { amount: "-1.50", code: "CHRG", reference: unique("bank") },
    { amount: "25.00", reference: unique("bank"), text: "Own money" },
  ];
  const statement = camt053(entries, { iban: PAYER.account }).replaceAll(/(Ccy="|<Ccy>)EUR/g, "$1USD");
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "statement.xml", mimeType: "application/xml", buffer: Buffer.from(statement) });
  await upload.getByRole("button", { name: "Upload it" }).click();
  await page.getByText("A draft: nothing has changed yet.").waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await press("Commit");
  await page.getByRole("dialog").getByRole("button", { name: "Commit", exact: true }).click();
  await page.getByText("It has taken effect.").waitFor();
  await rowOf(page, "Own money").getByText("It names no payout").waitFor();
  await rowOf(page, "Own money").getByRole("button", { name: "Ignore" }).click();
  await page.getByRole("dialog").getByRole("textbox").fill("A transfer of ours");
  await page.getByRole("dialog").getByRole("button", { name: "Ignore" }).click();
  await rowOf(page, "Own money").getByText("A transfer of ours").waitFor();

  await open(page, runPath);
  await page.locator("[aria-current=step]").filter({ hasText: "Settled" }).waitFor();
  await page.getByText("Difference between the ledger and the payouts: 0.00").first().waitFor();
  await page.getByText("Left out", { exact: true }).click();
  await page.getByRole("button", { name: "Add filter" }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await scrollsSideways(page)).toBe(false);
}

/** Makes the bank file of the run after a look at its sums, and saves it. Declares it void once, and makes it again. */
async function makeFile(page: Page): Promise<string> {
  await page.getByText("Bank files", { exact: true }).click();
  const make = async () => {
    await page.getByRole("button", { name: "Make a file" }).click();
    const dialog = page.getByRole("dialog", { name: "Bank file in USD" });
    await dialog.getByRole("button", { name: "See what it pays" }).click();
    await dialog
      .locator("dd")
      .filter({ hasText: /^0\.00/ })
      .last()
      .waitFor();
    await dialog.getByRole("button", { name: "Make a file" }).click();
    await dialog.getByText(/^The file pays 1 payout, /).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      dialog.getByRole("button", { name: "Save the file" }).click(),
    ]);
    const text = await readFile(await download.path(), "utf8");
    await dialog.getByRole("button", { name: "Close" }).last().click();
    return text;
  };
  await make();
  const toPay = page.getByRole("region", { name: "What is to be paid" });
  await toPay.getByText(/^0\.00/).waitFor();
  await page.getByRole("button", { name: "Declare void" }).click();
  const question = page.getByRole("dialog", { name: "Declare the file void?" });
  await question.getByRole("textbox").fill("The bank never got it");
  await question.getByRole("button", { name: "Declare void" }).click();
  await page.getByText("The bank never got it").waitFor();
  const text = await make();
  await toPay.getByText(/^0\.00/).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  return text;
}

async function payByApi() {
  const { id } = await cabinet.network.client(DEMO.keys.operator).call("createPayoutRun");
  for (const step of ["approve", "send", "settle"])
    await ok(cabinet.network.operator.post(`/payout-runs/${id}/${step}`));
}
