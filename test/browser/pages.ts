import { readFileSync, readdirSync } from "node:fs";
import { DEMO } from "@waymark/dev/demo";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { axeFindings, examined, scrollsSideways } from "../harness/cabinet.ts";
import { uploadedDocument } from "../harness/payout-accounts.ts";
import { ADVERTISER, cabinet, OPERATOR, WEBMASTER } from "./shared.ts";

/** The address of a page, and the name of its heading, or of the dialog that it opens. */
type Visit = readonly [path: string, name: string];

/** Visits of one person in one language. Themes and widths take turns. */
interface Turn {
  who: string;
  person?: { email: string; password: string };
  language: "en" | "ru";
  visits(): readonly Visit[];
}

/** Records that other tests of the cabinet have made, or that the demo network has. */
const ids = {
  link: "",
  conversion: "",
  click: "",
  thread: "",
  upload: "",
  payer: "",
  run: "",
  statement: "",
  document: "",
  appeal: "",
  claim: "",
  rules: "",
  source: "",
  policy: "",
};

const TURNS: Turn[] = [
  {
    who: "a person without an account",
    language: "ru",
    visits: () => [
      ["/sign-in", "Вход"],
      ["/sign-up", "Создать аккаунт"],
      ["/confirm?token=x", "Подтверждение адреса"],
      ["/reset", "Сброс пароля"],
      ["/invitation?token=x", "Приглашение"],
      ["/unsubscribe?token=x", "Отказ от писем с отчётом"],
      ["/legal/terms", "Условия использования"],
    ],
  },
  {
    ...{ who: "a webmaster", person: WEBMASTER, language: "ru" },
    visits: () => [
      ["/offers", "Офферы"],
      ["/links", "Ссылки"],
      [`/links/${ids.link}`, DEMO.slugs.demo],
      ["/conversions", "Конверсии"],
      ["/appeals", "Апелляции"],
      ["/claims?new=order", "Подать претензию"],
      ["/clicks", "Клики"],
      ["/reports?by=day,offer&period=today&compare=previous&pivot=1", "Отчёты"],
      ["/payouts", "Выплаты"],
      ["/payout-documents", "Документы выплат"],
      [`/payout-documents/${ids.document}`, "Акт или счёт"],
      ["/payout-accounts?add=russian_bank", "Счета для выплат"],
      ["/support?new=general", "Поддержка"],
      ["/traffic-quality", "Качество трафика"],
      ["/source-quality", "Качество источников"],
      ["/members", "Участники"],
      ["/audit", "Журнал действий"],
    ],
  },
  {
    ...{ who: "a webmaster", person: WEBMASTER, language: "en" },
    visits: () => [
      [`/offers/${DEMO.offers.demo}`, "Maps and compasses"],
      ["/money", "Money"],
      ["/statement", "Statement"],
      [`/conversions/${ids.conversion}`, "order-1"],
      [`/clicks/${ids.click}`, "Life of a click"],
      ["/sources?add=channel", "Traffic sources"],
      ["/uploads", "Files of orders"],
      [`/uploads/${ids.upload}`, "File of orders"],
      [`/support/${ids.thread}`, "When is it paid?"],
      ["/keys", "API keys"],
      ["/profile", "Profile"],
    ],
  },
  {
    ...{ who: "an advertiser", person: ADVERTISER, language: "ru" },
    visits: () => [
      ["/", "Главная"],
      ["/conversions", "Конверсии"],
      ["/claims?status=declined", "Претензии"],
      ["/clicks", "Клики"],
      ["/expected", "Ожидаемые расходы"],
      ["/traffic-quality?days=90", "Качество трафика"],
      ["/reports", "Отчёты"],
      ["/notices", "Уведомления"],
      ["/report-mails", "Отчёты по почте"],
    ],
  },
  {
    ...{ who: "an operator", person: OPERATOR, language: "en" },
    visits: () => [
      ["/", "Home"],
      ["/conversions?status=held", "Conversions"],
      ["/appeals?status=declined", "Appeals"],
      [`/appeals/${ids.appeal}`, "appealed-1"],
      ["/claims?waits_for=operator", "Claims"],
      [`/claims/${ids.claim}`, "claimed-1"],
      ["/traffic-check", "Traffic check"],
      [`/traffic-check?new=${ids.rules}`, "New version"],
      [`/traffic-check/${ids.rules}`, "Version 1"],
      ["/traffic-check/held", "Held conversions"],
      ["/traffic-check/own", "Own traffic"],
      ["/traffic-check/own?add=1", "List own traffic"],
      ["/network-health", "Network health"],
      ["/source-quality?limits=all", "Quality of sources"],
      [`/source-quality/${ids.source}`, DEMO.slugs.demo],
      ["/source-quality?policy=new", "New version"],
      [`/source-quality?policy=${ids.policy}`, "Version 1"],
      ["/clicks", "Clicks"],
      ["/expected", "Liabilities"],
      ["/reports?by=webmaster", "Reports"],
      [`/support/${ids.thread}`, "When is it paid?"],
      ["/settings", "Network"],
      ["/payout-runs?new=1", "New run"],
      [`/payout-runs/${ids.run}?show=files`, "Payout run"],
      ["/bank-statements?new=1", "Upload a statement"],
      [`/bank-statements/${ids.statement}`, "Bank statement"],
      ["/payouts", "Payouts"],
      ["/payout-documents", "Payout documents"],
      [`/payout-documents/${ids.document}`, "Act or invoice"],
      ["/webmaster-accounts", "Webmasters' accounts"],
      ["/payer-accounts?add=entity", "Add a legal entity"],
      [`/payer-accounts/${ids.payer}`, "Account"],
    ],
  },
];

describe("each page has nothing serious for axe, and fits a phone:", () => {
  test.each(TURNS.map((turn, i) => ({ ...turn, i })))("those of $who in $language", async (turn) => {
    const { person, language, i } = turn;
    await findRecords();
    const visits = turn.visits();
    const [[first] = ["/"]] = visits;
    const { page } = await (person === undefined
      ? cabinet.open(first, { locale: language })
      : cabinet.openAs(person, first, { locale: language }));
    for (const [place, [path, name]] of visits.entries()) await examine(page, path, name, i + place);
  });
});

test("no page was left out", () => {
  const isExamined = (pattern: RegExp) => [...examined].some((path) => pattern.test(path));
  expect(pathsOfCabinet().filter((path) => !isExamined(patternOf(path)))).toEqual([]);
});

async function findRecords() {
  const one = async (query: string) => (await cabinet.network.rows<{ id: string }>("DB", query))[0]?.id ?? "none";
  const ofOrder = (column: string) => `SELECT ${column} AS id FROM conversion WHERE order_id = 'order-1'`;
  ids.link = await one(`SELECT id FROM link WHERE slug = '${DEMO.slugs.demo}'`);
  ids.conversion = await one(ofOrder("id"));
  ids.click = await one(ofOrder("click_id"));
  ids.thread = await one("SELECT id FROM thread WHERE title = 'When is it paid?'");
  ids.upload = await one("SELECT id FROM upload LIMIT 1");
  ids.appeal = await one(
    "SELECT appeal.id FROM appeal JOIN conversion ON conversion.id = conversion_id WHERE order_id = 'appealed-1'",
  );
  ids.claim = await one("SELECT id FROM claim WHERE order_id = 'claimed-1'");
  ids.rules = await one("SELECT id FROM rule_set WHERE version = 1");
  ids.source = await one("SELECT id FROM source_score WHERE kind = 'link' ORDER BY score LIMIT 1");
  ids.policy = await one("SELECT id FROM quality_policy WHERE version = 1");
  ids.payer = await one("SELECT id FROM payer_account LIMIT 1");
  ids.run = await one("SELECT run_id AS id FROM bank_file LIMIT 1");
  ids.statement = await one("SELECT id FROM bank_statement LIMIT 1");
  ids.document ||= await uploadedDocument(cabinet.network, DEMO.webmaster);
}

/** Goes to a page as its links do, without loading the scripts again. */
async function examine(page: Page, path: string, name: string, turn: number) {
  await page.emulateMedia({ colorScheme: turn % 4 < 2 ? "light" : "dark" });
  await page.setViewportSize(turn % 2 === 0 ? { width: 1_280, height: 800 } : PHONE);
  await page.evaluate(`history.pushState({}, "", ${JSON.stringify(path)})`);
  await page.getByRole("heading", { name }).or(page.getByRole("dialog", { name })).first().waitFor();
  await expect.poll(() => page.locator("[role=status]").count(), { message: path }).toBe(0);
  await page.evaluate(TRANSITIONS_END); // from the colours of the other theme
  expect(await axeFindings(page), path).toEqual([]);
  await page.setViewportSize(PHONE);
  expect(await scrollsSideways(page), path).toBe(false);
}

const TRANSITIONS_END = `Promise.allSettled(
  document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished),
).then(() => null)`;

const PHONE = { width: 360, height: 740 };

/** The parent of a route, where it is named in place, and its path. */
const ROUTE = /getParentRoute(?:: \(\) => (\w+))?[^]*?\bpath: "([^"]+)"/g;
const OUTERMOST = /^(frame|outside)Route$/;

/** The addresses of the cabinet's routes, with their parameters. */
function pathsOfCabinet(): string[] {
  const folder = new URL("../../apps/cabinet/src/pages/", import.meta.url).pathname;
  return readdirSync(folder).flatMap((name) => {
    const routes = [...readFileSync(`${folder}${name}/route.tsx`, "utf8").matchAll(ROUTE)];
    const [[, , page = ""] = []] = routes;
    // A route below the page has only the rest of its address.
    return routes.map(([, parent = "frameRoute", path = ""]) => (OUTERMOST.test(parent) ? path : page + path));
  });
}

const patternOf = (path: string) => new RegExp(`^${path.replaceAll(/\$\w+/g, "[^/]+")}$`);
