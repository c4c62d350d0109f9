import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  addPayoutAccount,
  findPayableAccounts,
  getPayoutAccount,
  holdPayoutAccount,
  makeMainAccount,
  releasePayoutAccount,
  removePayoutAccount,
  resealAccounts,
  revealPayoutAccount,
  screenAccounts,
  type NewPayoutAccount,
  type ScreeningAnswer,
} from "@waymark/network/payout-account";
import {
  addLegalEntity,
  addPayerAccount,
  changeLegalEntity,
  disablePayerAccount,
  findDocumentNumbers,
  getPayer,
  getPayerAccount,
  listPayerAccounts,
  makeMainPayerAccount,
  numberDocuments,
  resealPayerAccounts,
  type LegalEntityFields,
} from "@waymark/network/payer-account";
import { readVault } from "@waymark/network/vault";
import { getNextPayout } from "@waymark/network/payout";
import { countNetworkToDo } from "@waymark/network/stats";
import { changeSettings, getSettings } from "@waymark/network/settings";
import { rawStatement } from "@waymark/network/db";
import type { Context } from "@waymark/network/context";
import { LOCAL_SECRETS } from "@waymark/dev/local-network";
import type { Loose } from "../harness/api.ts";
import { admit, startNetwork, unique, type TestNetwork } from "../harness/network.ts";
import { paypalAccount, VAULT } from "../harness/payout-accounts.ts";
import { mailTo, newEmail, newWebmaster, PASSWORD, type Browser } from "../harness/people.ts";

const SAFETY = { vault: VAULT, isScreened: false };
const IBAN = "DE89370400440532013000";
const SEPA = {
  currency: "EUR",
  details: { method: "sepa", holder: "Anna Petrova", iban: "de89 3704 0044 0532 0130 00" },
};
const NO_TAX = { kind: "none", rateBps: null, taxId: null } as const;

let network: TestNetwork;
beforeAll(async () => void (network = await startNetwork()));
afterAll(() => network?.stop());

type WebmasterContext = Context & { webmasterId: string };

async function newContext(): Promise<WebmasterContext> {
  const { id } = await admit(network, "webmaster");
  return { ...network.context({ role: "webmaster", id: `per_of_${id}`, webmasterId: id }), webmasterId: id };
}
const operator = () => network.context({ role: "operator", id: "per_olga" });
const add = (ctx: Context, input: NewPayoutAccount) => addPayoutAccount(ctx, SAFETY, input);
const refusal = (code: string, message = "") =>
  expect.objectContaining({ code, message: expect.stringContaining(message) as unknown }) as unknown;

describe("a webmaster in the browser", () => {
  let [anna, email]: [Browser | undefined, string] = [undefined, ""];
  const browser = () => anna as Browser; // made in beforeAll
  const post = (path: string, body: unknown = {}) => browser().post<Loose>(`/api/v1${path}`, body);
  beforeAll(async () => {
    email = newEmail();
    anna = await newWebmaster(network, email);
  });

  test("adds an account, which is announced by mail, masked, and waits 72 hours", async () => {
    const { status, body, text } = await post("/payout-accounts", SEPA);
    expect(status, text).toBe(201);
    expect(body).toMatchObject({
      method: "sepa",
      currency: "EUR",
      mask: "DE••••3000",
      is_main: true,
      status: "waiting",
    });
    const { text: mail } = await mailTo(network, email, /your payout account/);
    expect(mail).toContain("DE••••3000");
    expect(Date.parse(String(body["usable_at"])) - Date.parse(String(body["created_at"]))).toBe(72 * 3_600_000);
    expect(Object.keys(body)).not.toContain("shared_with");
    // Neither the answers nor the database have the number.
    const list = await browser().get("/api/v1/payout-accounts");
    for (const table of ["payout_account", "audit", "idempotency", "outgoing_mail"]) {
      const rows = JSON.stringify(await network.rows("DB", `SELECT * FROM ${table}`));
      expect(rows + list.text + text + mail, table).not.toMatch(/0532013000|Petrova/);
    }
  });

  test("reads by field what is wrong", async () => {
    const wrong = { currency: "USD", details: { ...SEPA.details, iban: "DE89370400440532013001" } };
    const { status, body } = await post("/payout-accounts", wrong);
    expect([status, body["code"]]).toEqual([400, "invalid_input"]);
    expect(body["errors"]).toMatchObject([
      { path: "currency", message: expect.stringContaining("pays only balances in EUR") as unknown },
      { path: "details.iban", message: expect.stringContaining("check digits") as unknown },
    ]);
  });

  test("changes nothing in a session that is not fresh until they give the password again", async () => {
    await network.rows(
      "DB",
      "UPDATE session SET created_at = '2026-01-01T00:00:00.000Z' WHERE person_id = (SELECT id FROM person WHERE email = ?)",
      email,
    );
    const other = { currency: "USD", details: { method: "paypal", email: `${unique("anna")}@people.example` } };
    expect((await post("/payout-accounts", other)).body["code"]).toBe("fresh_sign_in_required");
    const confirm = (password: string) => post("/auth/confirm-identity", { password });
    expect((await confirm("not the password")).body["code"]).toBe("credentials_refused");
    expect((await post("/payout-accounts", other)).status).toBe(403);
    expect((await confirm(PASSWORD)).status).toBe(200);
    expect((await post("/payout-accounts", other)).status).toBe(201);
  });
});

describe("an account pays", () => {
  const payable = async (ctx: WebmasterContext, currency: string, at = Date.now()) => {
    const payee = { webmasterId: ctx.webmasterId, currency };
    return (await findPayableAccounts(ctx, [payee], at))(payee);
  };

  test("after its wait, in its currency, while it is the main one and nothing holds it", async () => {
    const ctx = await newContext();
    const first = await add(ctx, paypalAccount());
    const { usableAt } = first;
    expect(await payable(ctx, "USD")).toEqual({ kind: "refused", reason: "account_on_hold", payableAt: usableAt });
    expect(await payable(ctx, "USD", usableAt)).toMatchObject({ kind: "payable", account: { id: first.id } });
    expect(await payable(ctx, "EUR", usableAt)).toEqual({ kind: "refused", reason: "no_account", payableAt: null });
    const second = await add(ctx, paypalAccount());
    const later = second.usableAt;
    expect(await payable(ctx, "USD", later)).toMatchObject({ account: { id: first.id } });
    await makeMainAccount(ctx, second.id);
    expect(await payable(ctx, "USD", later)).toMatchObject({ account: { id: second.id } });
    await holdPayoutAccount(operator(), second.id, "the name differs");
    expect(await payable(ctx, "USD", later)).toEqual({ kind: "refused", reason: "account_on_hold", payableAt: null });
    await releasePayoutAccount(operator(), second.id, "they sent a statement");
    expect(await payable(ctx, "USD", later)).toMatchObject({ account: { id: second.id } });
  });

  test("VAT only after the operator has agreed to the rate", async () => {
    const ctx = await newContext();
    const account = await add(ctx, { ...paypalAccount(), tax: { kind: "rate", rateBps: 2_000, taxId: null } });
    expect(account.holds).toMatchObject([{ reason: "agreement" }]);
    await releasePayoutAccount(operator(), account.id, "registered for VAT");
    expect(await payable(ctx, "USD", account.usableAt)).toMatchObject({ kind: "payable", tax: { vatBps: 2_000 } });
  });

  test("until it is removed: the main one last, and by the operator with a reason", async () => {
    const ctx = await newContext();
    const [first, second] = [await add(ctx, paypalAccount()), await add(ctx, paypalAccount())];
    await expect(removePayoutAccount(ctx, first.id, null)).rejects.toEqual(refusal("transition_refused", second.mask));
    await expect(removePayoutAccount(operator(), first.id, null)).rejects.toEqual(refusal("invalid_input"));
    await makeMainAccount(ctx, second.id);
    expect(await removePayoutAccount(ctx, first.id, null)).toMatchObject({ status: "removed", isMain: false });
    await expect(makeMainAccount(ctx, first.id)).rejects.toEqual(refusal("transition_refused", "removed"));
    expect(await removePayoutAccount(operator(), second.id, "not theirs")).toMatchObject({
      removedReason: "not theirs",
    });
    // There is no way back to being paid by agreement.
    expect(await payable(ctx, "USD", second.usableAt)).toMatchObject({ kind: "refused", reason: "no_account" });
  });
});

describe("the next payout", () => {
  const next = (ctx: Context, now: string) => getNextPayout({ ...ctx, now: () => Date.parse(now) }, undefined);

  test("is on the network's day, to the main account, on a day on which its banks work, or says what is in the way", async () => {
    const ctx = await newContext();
    const at = (now: string) => ({ ...ctx, now: () => Date.parse(now) });
    expect(await next(ctx, "2027-04-29T12:00:00Z")).toMatchObject({ date: "2027-05-01", accounts: [] });
    const iban = "FR1420041010050500013M02606";
    const details = { method: "sepa", holder: "Anna Petrova", iban, bic: null } as const;
    const sepa = await add(at("2027-04-29T12:00:00Z"), { currency: "EUR", details, tax: NO_TAX });
    const usd = await add(at("2027-04-01T12:00:00Z"), paypalAccount());
    const shared = { currency: "EUR", account: { id: sepa.id, method: "sepa", mask: "FR••••2606" } };
    expect((await next(ctx, "2027-04-29T12:00:00Z")).accounts).toMatchObject([
      // It waits until the day after, and the 1st of May is a Saturday on which no bank works.
      { ...shared, reason: "account_on_hold", payableAt: sepa.usableAt, bankDay: "2027-05-03" },
      { currency: "USD", account: { id: usd.id }, reason: null, payableAt: null, bankDay: "2027-05-01" },
    ]);
    expect(await next(ctx, "2027-05-03T12:00:00Z")).toMatchObject({
      date: "2027-05-16",
      accounts: [{ ...shared, reason: null, bankDay: "2027-05-17" }, { currency: "USD" }],
    });
    // On the day itself, it is that day.
    expect((await next(ctx, "2027-05-16T12:00:00Z")).date).toBe("2027-05-16");
  });

  test("follows the network's schedule, and only offered methods are added", async () => {
    const ctx = await newContext();
    const before = await getSettings(ctx.db);
    await changeSettings(operator(), { payoutSchedule: { kind: "week", weekday: 5 }, payoutMethods: ["paypal"] });
    expect((await next(ctx, "2027-04-29T12:00:00Z")).date).toBe("2027-04-30");
    const details = { method: "usdt_trc20", address: "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t" } as const;
    await expect(add(ctx, { currency: "USD", details, tax: NO_TAX })).rejects.toMatchObject({
      errors: [{ path: "details.method", message: "is not offered; choose one of paypal" }],
    });
    const { payoutSchedule, payoutMethods } = before;
    expect(payoutMethods).not.toContain("usdt_trc20");
    await changeSettings(operator(), { payoutSchedule, payoutMethods });
  });
});

describe("one account of several webmasters is held until the operator decides", () => {
  const paypal = (email: string): NewPayoutAccount => ({ ...paypalAccount(), details: { method: "paypal", email } });

  test("the newcomer's, and those that still wait", async () => {
    const [one, two] = [await newContext(), await newContext()];
    const first = await add(one, paypal("Shared@people.example"));
    expect(first.holds).toEqual([]);
    const second = await add(two, paypal("shared@PEOPLE.example"));
    for (const [ctx, { id }] of [
      [one, first],
      [two, second],
    ] as const)
      expect(await getPayoutAccount(ctx, id)).toMatchObject({ status: "on_hold", holds: [{ reason: "shared" }] });
    expect((await getPayoutAccount(two, second.id)).sharedWith).toBeUndefined();
    expect((await getPayoutAccount(operator(), second.id)).sharedWith).toEqual([one.webmasterId]);
    const { count } = (await countNetworkToDo(operator())).payout_accounts;
    await releasePayoutAccount(operator(), second.id, "a couple");
    expect((await countNetworkToDo(operator())).payout_accounts.count).toBe(count - 1);
    await releasePayoutAccount(operator(), first.id, "a couple");
    // Decided once, it is not held because of a third one.
    await add(await newContext(), paypal("shared@people.example"));
    expect(await getPayoutAccount(one, first.id)).toMatchObject({ status: "waiting", holds: [] });
  });

  test("but not one in use: else a stranger who knows an account could stop it", async () => {
    const input = paypal(`${unique("in-use")}@people.example`);
    const [one, two] = [await newContext(), await newContext()];
    const first = await add(one, input);
    await network.rows("DB", "UPDATE payout_account SET usable_at = 0 WHERE id = ?", first.id);
    expect(await add(two, input)).toMatchObject({ status: "on_hold", holds: [{ reason: "shared" }] });
    expect(await getPayoutAccount(one, first.id)).toMatchObject({ status: "active", holds: [] });
  });

  test("also after its first owner removed it", async () => {
    const input = paypal(`${unique("gone")}@people.example`);
    const one = await newContext();
    await removePayoutAccount(one, (await add(one, input)).id, null);
    expect(await add(await newContext(), input)).toMatchObject({ holds: [{ reason: "shared" }] });
    expect(await add(one, input)).toMatchObject({ holds: [{ reason: "shared" }] });
  });
});

test("a webmaster has one account once, and adds at most ten a day", async () => {
  const ctx = await newContext();
  const input = paypalAccount();
  await add(ctx, input);
  await expect(add(ctx, input)).rejects.toEqual(refusal("already_exists"));
  for (let i = 1; i < 10; i++) await add(ctx, paypalAccount());
  await expect(add(ctx, paypalAccount())).rejects.toEqual(refusal("limit_reached", "in a day"));
});

test("the screening: only a clear answer ends the hold, and don't know is asked again", async () => {
  const ctx = await newContext();
  const answers = new Map<string, ScreeningAnswer["kind"] | "throws">();
  for (const kind of ["clear", "hit", "unknown", "throws"] as const)
    answers.set((await addPayoutAccount(ctx, { vault: VAULT, isScreened: true }, paypalAccount())).id, kind);
  const screen = async (at = Date.now()) => {
    const asked: string[] = [];
    await screenAccounts(
      network.context({ role: "system", job: "screening" }, () => at),
      VAULT,
      ({ accountId, details }) => {
        expect(details.method).toBe("paypal");
        const kind = answers.get(accountId) ?? "clear";
        asked.push(kind);
        if (kind === "throws") throw new Error("no answer");
        return Promise.resolve({ kind, note: null });
      },
    );
    return asked.toSorted();
  };
  expect(await screen()).toEqual(["clear", "hit", "throws", "unknown"]);
  const status = async (id: string) => (await getPayoutAccount(ctx, id)).status;
  const statuses = await Promise.all([...answers].map(async ([id, kind]) => `${kind}: ${await status(id)}`));
  expect(statuses).toEqual(["clear: waiting", "hit: on_hold", "unknown: on_hold", "throws: on_hold"]);
  expect(await screen()).toEqual([]);
  expect(await screen(Date.now() + 3_600_001)).toEqual(["throws", "unknown"]);
});

test("another key seals all rows again, and a row that was moved to another webmaster can't be opened", async () => {
  const ctx = await newContext();
  const details = { method: "sepa", holder: "Anna Petrova", iban: IBAN, bic: null } as const;
  const { id } = await add(ctx, { currency: "EUR", details, tax: NO_TAX });
  const local = JSON.parse(LOCAL_SECRETS.VAULT_KEYS) as { keys: Record<string, string>; fingerprint: string }; // its form
  const both = (current: string) =>
    readVault(JSON.stringify({ ...local, current, keys: { ...local.keys, 2: btoa("x".repeat(32)) } }));
  while ((await resealAccounts(operator(), both("2"))) > 0);
  await expect(revealPayoutAccount(operator(), VAULT, id)).rejects.toThrow("no key 2");
  expect(await revealPayoutAccount(operator(), both("1"), id)).toMatchObject({ details: { iban: IBAN } });
  while ((await resealAccounts(operator(), both("1"))) > 0);
  expect(await revealPayoutAccount(operator(), VAULT, id)).toMatchObject({ details: { iban: IBAN } });
  const thief = await newContext();
  await network.rows("DB", "UPDATE payout_account SET webmaster_id = ? WHERE id = ?", thief.webmasterId, id);
  await expect(revealPayoutAccount(operator(), VAULT, id)).rejects.toThrow();
  await network.rows("DB", "UPDATE payout_account SET webmaster_id = ? WHERE id = ?", ctx.webmasterId, id);
  const audited = await network.rows(
    "DB",
    "SELECT 1 FROM audit WHERE event = 'payout_account.reveal' AND subject = ?",
    id,
  );
  expect(audited.length).toBeGreaterThan(0);
});

describe("the accounts from which the network pays", () => {
  const RUSSIAN: LegalEntityFields = {
    ...{ name: 'ООО "Метка"', country: "RU", town: "Москва", postcode: "115280", addressLines: ["ул. Ленинская, 1"] },
    ...{ taxNumber: "7707083893", kpp: "770701001", vatNumber: null },
  };
  const IRISH: LegalEntityFields = {
    ...{ name: "Waymark Ltd", country: "IE", town: "Dublin", postcode: null, addressLines: [] },
    ...{ taxNumber: null, kpp: null, vatNumber: "IE1234567FA" },
  };
  const sepa = (iban: string) => ({ method: "sepa", holder: "Waymark Ltd", iban, bic: null }) as const;
  const addSepa = async (iban: string) => {
    const { id: legalEntityId } = await addLegalEntity(operator(), IRISH);
    return addPayerAccount(operator(), VAULT, { legalEntityId, currency: "EUR", details: sepa(iban) });
  };

  test("are sealed and masked, one is the main one of its method and currency, and only it pays", async () => {
    const asked = { method: "sepa", currency: "EUR" } as const;
    await expect(getPayer(operator(), VAULT, asked)).rejects.toEqual(refusal("payer_missing", "sepa in EUR"));
    const first = await addSepa(IBAN);
    const second = await addSepa("FR1420041010050500013M02606");
    expect([first, second]).toMatchObject([
      { mask: "DE••••3000", isMain: true },
      { mask: "FR••••2606", isMain: false },
    ]);
    const stored = await network.rows("DB", "SELECT * FROM payer_account UNION ALL SELECT * FROM payer_account");
    const audited = await network.rows("DB", "SELECT * FROM audit WHERE event LIKE 'payer%'");
    expect(JSON.stringify([stored, audited, await listPayerAccounts(operator(), {}, { limit: 100 })])).not.toContain(
      "0532013000",
    );
    expect(await getPayer(operator(), VAULT, asked)).toMatchObject({
      ...{ accountId: first.id, details: sepa(IBAN), entity: { name: "Waymark Ltd", vatNumber: "IE1234567FA" } },
    });
    await expect(disablePayerAccount(operator(), first.id, "closed")).rejects.toEqual(
      refusal("transition_refused", second.mask),
    );
    await makeMainPayerAccount(operator(), second.id);
    expect(await getPayer(operator(), VAULT, asked)).toMatchObject({ accountId: second.id });
    expect(await disablePayerAccount(operator(), first.id, "closed")).toMatchObject({ disabledReason: "closed" });
    await expect(makeMainPayerAccount(operator(), first.id)).rejects.toEqual(refusal("transition_refused", "disabled"));
    await disablePayerAccount(operator(), second.id, "closed");
    await expect(getPayer(operator(), VAULT, asked)).rejects.toEqual(refusal("payer_missing"));
    // A disabled account may be added again, a living one only once.
    expect(await addSepa(IBAN)).toMatchObject({ isMain: true });
    await expect(addSepa(IBAN)).rejects.toEqual(refusal("already_exists"));
  });

  test("are opened only where they were sealed, also after the key was changed", async () => {
    const { id } = await addSepa("GB29NWBK60161331926819");
    await makeMainPayerAccount(operator(), id);
    const local = JSON.parse(LOCAL_SECRETS.VAULT_KEYS) as { keys: Record<string, string> }; // its form
    const rotated = readVault(
      JSON.stringify({ ...local, current: "2", keys: { ...local.keys, 2: btoa("x".repeat(32)) } }),
    );
    while ((await resealPayerAccounts(operator(), rotated)) > 0);
    const asked = { method: "sepa", currency: "EUR" } as const;
    await expect(getPayer(operator(), VAULT, asked)).rejects.toThrow("no key 2");
    expect(await getPayer(operator(), rotated, asked)).toMatchObject({ accountId: id });
    const other = await addLegalEntity(operator(), IRISH);
    await network.rows("DB", "UPDATE payer_account SET legal_entity_id = ? WHERE id = ?", other.id, id);
    await expect(getPayer(operator(), rotated, asked)).rejects.toThrow();
  });

  test.each<[string, Partial<LegalEntityFields>, string]>([
    ["a wrong INN", { taxNumber: "7707083894" }, "tax_number"],
    ["no INN", { taxNumber: null, kpp: null }, "tax_number"],
    ["a company without KPP", { kpp: null }, "kpp"],
    ["a person with KPP", { taxNumber: "500100732259" }, "kpp"],
    ["a KPP outside Russia", { country: "KZ" }, "kpp"],
  ])("are of a legal entity that exists; refused: %s", async (_, change, path) => {
    await expect(addLegalEntity(operator(), { ...RUSSIAN, ...change })).rejects.toMatchObject({ errors: [{ path }] });
  });

  test("have the tax number of their legal entity, whose version guards its changes", async () => {
    const entity = await addLegalEntity(operator(), RUSSIAN);
    const russian = {
      ...({ method: "russian_bank", holder: 'ООО "Метка"', bankName: "ПАО Сбербанк", bik: "044525225" } as const),
      ...{ account: "40702810438000034726", correspondentAccount: "30101810400000000225", inn: "7736050003" },
    };
    const input = { legalEntityId: entity.id, currency: "RUB", details: russian };
    await expect(addPayerAccount(operator(), VAULT, input)).rejects.toMatchObject({
      errors: expect.arrayContaining([expect.objectContaining({ path: "details.inn" })]) as unknown,
    });
    const changed = await changeLegalEntity(operator(), entity.id, { town: "Казань", version: 1 });
    expect(changed).toMatchObject({ town: "Казань", version: 2, name: RUSSIAN.name });
    await expect(changeLegalEntity(operator(), entity.id, { town: "Омск", version: 1 })).rejects.toEqual(
      refusal("conflict"),
    );
    expect(await changeLegalEntity(operator(), entity.id, { town: "Казань" })).toMatchObject({ version: 2 });
    await expect(getPayerAccount(operator(), "pra_none")).rejects.toEqual(refusal("not_found"));
  });

  describe("number their documents without a gap", () => {
    /** Payouts of a run that nothing else looks at. */
    async function newPayouts(count: number): Promise<string[]> {
      const run = unique("run_numbered");
      const ids = Array.from({ length: count }, (_, i) => `${unique("pay_numbered")}_${i}`);
      await network.rows(
        "DB",
        "INSERT INTO payout_run (id, status, job, cut_off_at, created_at, created_by) VALUES (?, 'draft', 'draft', 0, 0, 't')",
        run,
      );
      for (const id of ids)
        await network.rows(
          "DB",
          `INSERT INTO payout (id, run_id, webmaster_id, currency, amount_minor, status, created_at)
           VALUES (?, ?, 'wm_none', 'EUR', 0, 'cancelled', 0)`,
          ...[id, run],
        );
      await network.rows("DB", "UPDATE payout_run SET job = NULL, status = 'cancelled' WHERE id = ?", run);
      return ids;
    }
    const numbersOf = async (legalEntityId: string, payoutIds: readonly string[]) => {
      const found = await findDocumentNumbers(operator(), { legalEntityId, payoutIds });
      return payoutIds.map((id) => found.get(id)?.number);
    };

    test("by legal entity and year; a payout keeps its number", async () => {
      const [one, two] = [await addLegalEntity(operator(), IRISH), await addLegalEntity(operator(), IRISH)];
      const ids = await newPayouts(5);
      const number = (legalEntityId: string, year: number, payoutIds: readonly string[]) =>
        operator().db.write(numberDocuments(operator(), { legalEntityId, year, payoutIds }));
      await number(one.id, 2026, ids.slice(0, 2));
      await number(one.id, 2026, ids.slice(0, 4));
      await number(one.id, 2027, ids);
      await number(two.id, 2026, [ids[4] ?? "", ids[4] ?? "", ids[0] ?? ""]);
      expect(await numbersOf(one.id, ids)).toEqual([1, 2, 3, 4, 1]);
      expect(await numbersOf(two.id, ids)).toEqual([2, undefined, undefined, undefined, 1]);
      const change = network.rows("DB", "UPDATE document_number SET number = 9 WHERE legal_entity_id = ?", one.id);
      await expect(change).rejects.toThrow("never changed");
    });

    test("at once, and although some die before or after their transaction", async () => {
      const { id: legalEntityId } = await addLegalEntity(operator(), IRISH);
      const ids = await newPayouts(40);
      const lots = Array.from({ length: 10 }, (_, i) => ids.slice(i * 3, i * 3 + 8));
      await Promise.allSettled(
        lots.map(async (payoutIds, i) => {
          const numbers = numberDocuments(operator(), { legalEntityId, year: 2026, payoutIds });
          // The second statement fails, so the numbers of the first are not taken.
          const dies = i % 3 === 1 ? [rawStatement("SELECT no_such_column FROM payout", [])] : [];
          await operator().db.write([...numbers, ...dies]);
          if (i % 3 === 2) throw new Error("dies after it");
        }),
      );
      for (const payoutIds of lots)
        await operator().db.write(numberDocuments(operator(), { legalEntityId, year: 2026, payoutIds }));
      const used = [...new Set(lots.flat())];
      const numbers = (await numbersOf(legalEntityId, used)).toSorted((a = 0, b = 0) => a - b);
      expect(numbers).toEqual(used.map((_, i) => i + 1));
    });
  });
});
