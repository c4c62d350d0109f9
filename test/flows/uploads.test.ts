import { mintClickId, readClickKeys } from "@waymark/contract/click-id";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@waymark/contract/duration";
import { DEMO } from "@waymark/dev/demo";
import { LOCAL_SECRETS } from "@waymark/dev/local-network";
import { sweepFiles } from "@waymark/network/files";
import { advanceUpload, commitUpload, forgetUnused, receiveUpload, undoUpload } from "@waymark/network/upload";
import type { Context } from "@waymark/network/context";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  ok,
  refused,
  type Api,
  type Conversion,
  type Loose,
  type Page,
  type Payout,
  type PayoutRun,
} from "../harness/api.ts";
import { expectBalancedBooks } from "../harness/books.ts";
import { admit, linkRow, startNetwork, type TestNetwork } from "../harness/network.ts";
import { until } from "../harness/until.ts";
import {
  balances,
  clicksOn,
  committed,
  conversionsByOrder,
  conversionsOf,
  endPeriodOf,
  fileOf,
  handOver,
  HEADER,
  newUploadSide,
  putJson,
  recently,
  rowsOf,
  soldOn,
  standing,
  validated,
  type UploadRowView,
  type UploadSide,
  type UploadView,
} from "../harness/uploads.ts";

let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork();
});
afterAll(() => network?.stop());
const at = (ms: number) => new Date(ms).toISOString();

const newSide = (terms?: Record<string, unknown>) => newUploadSide(network, terms);
const sold = (side: UploadSide, orders: readonly string[]) => soldOn(network, side, orders);
const conversions = (offerId: string) => conversionsOf(network, offerId);
const byOrder = (offerId: string) => conversionsByOrder(network, offerId);
const put = (path: string, body: unknown) => putJson(network, path, body);
const endPeriod = (offerId: string) => endPeriodOf(network, offerId);

test("a file creates, confirms, rejects and changes conversions, shows the money first, and can be undone", async () => {
  const side = await newSide();
  const { offer } = side;
  const [a] = await sold(side, ["A", "B", "C"]);
  const [d = ""] = await side.clicks(1);
  const pending = await balances(network);

  const file = fileOf(
    `${a},A,100.00,USD,approved,,`,
    `,B,100.00,USD,rejected,,returned`,
    `,C,"1,250.00",USD,pending,,`,
    `${d.toUpperCase()},D,20,USD,approved,${recently()},`,
    `,E,20,USD,approved,,`,
  );
  const shown = await validated(network, offer.id, file);
  expect(shown).toMatchObject({
    status: "validated",
    rows: 5,
    outcomes: { approve: 1, reject: 1, adjust: 1, create: 1, error: 1 },
    errors: { unknown_order: 1 },
    open_rows: 4,
    total: [{ webmasters: 1, rows: 4, pending: { amount_minor: 9_500 }, approved: { amount_minor: 1_200 } }],
  });
  expect(await balances(network), "nothing changes before commit").toEqual(pending);

  expect(await committed(network, shown.id)).toMatchObject({ status: "committed", applied_rows: 4, open_rows: 0 });
  expect(await byOrder(offer.id)).toMatchObject({
    A: { status: "approved" },
    B: { status: "rejected" },
    C: { status: "pending", commission: { amount_minor: 12_500 } },
    D: { status: "approved", commission: { amount_minor: 200 }, click_id: d },
  });
  await expectBalancedBooks(network);

  await refused(network.advertiser.post(`/uploads/${shown.id}/commit`), 409, "upload_step_refused");
  await ok(network.advertiser.post(`/uploads/${shown.id}/undo`, {}));
  expect(await standing(network, shown.id, "undone")).toMatchObject({ undone_rows: 4, kept_paid_rows: 0 });
  expect(await balances(network), "an undo leaves every balance as it was").toEqual(pending);
  await expectBalancedBooks(network);
});

test("an undo of a rejection after approval puts the money back to where it was, whether or not its hold has ended", async () => {
  const side = await newSide({ hold_days: 3 });
  const rows = await sold(side, ["A", "B"]);
  expect(rows).toHaveLength(2);
  const approval = await validated(network, side.offer.id, fileOf(",A,,,approved,,", ",B,,,approved,,"));
  await committed(network, approval.id);
  const before = await balances(network);
  const rejection = await validated(network, side.offer.id, fileOf(",A,,,rejected,,", ",B,,,rejected,,"));
  await committed(network, rejection.id);
  expect(await balances(network)).not.toEqual(before);
  // The operator undoes it: the webmaster reads why, and which side did it.
  const reason = "The file was of another month";
  await ok(network.operator.post(`/uploads/${rejection.id}/undo`, { reason }));
  await standing(network, rejection.id, "undone");
  expect(await balances(network)).toEqual(before);
  expect(await ok(network.webmaster.get(`/uploads/${rejection.id}`))).toMatchObject({ undo_reason: reason });
  const [{ id } = { id: "" }] = await conversions(side.offer.id);
  const { data: changes } = await ok(network.webmaster.get<Page<Loose>>(`/conversions/${id}/changes`));
  expect(changes.filter(({ reason_code }) => reason_code === "upload_undone")).toEqual([
    expect.objectContaining({ side: "operator", reason }),
  ]);
  const { data: entries } = await ok(
    network.advertiser.get<Page<Loose>>(`/audit?event=upload.undo&subject_id=${rejection.id}`),
  );
  expect(entries).toEqual([expect.objectContaining({ side: "operator", reason })]);
  await expectBalancedBooks(network);
});

test("rows with the same order are compared, even across chunks, and each says which other row decides", async () => {
  const side = await newSide();
  const [, , , own = ""] = await sold(side, ["A", "B", "C", "D"]);
  const [other = ""] = await side.clicks(1);
  const filler = Array.from({ length: 1_100 }, (_, i) => `,X${i},1,USD,approved,,`);
  const shown = await validated(
    network,
    side.offer.id,
    fileOf(
      ",A,100,USD,approved,,",
      ",B,70,USD,approved,,",
      `${own},D,,,approved,,`,
      ...filler,
      ",A,,,,,",
      ",B,50,,,,",
      ",C,5,,,,",
      ",C,5.00,,,,",
      `${other},D,,,approved,,`,
      ",D,,,,,",
    ),
  );
  expect(shown.outcomes).toEqual({ duplicate: 2, error: 1_105, approve: 1, adjust: 1 });
  expect(shown.errors).toEqual({ unknown_order: 1_100, same_order_differs: 2, order_of_another_click: 3 });
  const paged = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const query: string = cursor === "" ? "" : `&cursor=${cursor}`;
    const page: Page<UploadRowView> = await ok(
      network.advertiser.get<Page<UploadRowView>>(`/uploads/${shown.id}/rows?limit=450${query}`),
    );
    paged.push(...page.data);
    cursor = page.next_cursor;
  }
  expect(
    paged.map(({ row }) => row),
    "each row once, in order",
  ).toEqual(Array.from({ length: 1_109 }, (_, i) => i + 1));
  const rows = paged.filter(({ outcome_code }) => outcome_code !== "unknown_order");
  expect(rows).toMatchObject([
    { row: 1, outcome: "approve" },
    {
      row: 2,
      outcome_code: "same_order_differs",
      outcome_sentence: expect.stringContaining("See row 1105.") as string,
    },
    {
      row: 3,
      outcome_code: "order_of_another_click",
      outcome_sentence: expect.stringContaining("See row 1108.") as string,
    },
    {
      row: 1_104,
      outcome: "duplicate",
      outcome_code: "superseded",
      outcome_sentence: expect.stringContaining("See row 1.") as string,
    },
    {
      row: 1_105,
      outcome_code: "same_order_differs",
      outcome_sentence: expect.stringContaining("See row 2.") as string,
    },
    { row: 1_106, outcome: "duplicate", outcome_code: "superseded" },
    { row: 1_107, outcome: "adjust" },
    {
      row: 1_108,
      outcome_code: "order_of_another_click",
      outcome_sentence: expect.stringContaining("See row 3.") as string,
    },
    { row: 1_109, outcome_code: "order_of_another_click" },
  ]);
  await committed(network, shown.id);
  expect(await byOrder(side.offer.id)).toMatchObject({
    A: { status: "approved" },
    B: { status: "pending", amount: { amount_minor: 10_000 } },
    C: { status: "pending", amount: { amount_minor: 500 } },
    D: { status: "pending" },
  });
});
test("amounts of an order's rows are added if the upload says so, in any notation", async () => {
  const side = await newSide();
  await sold(side, ["A", "B"]);
  const file = "order_id;amount;status\nA;70,00;paid\nB;1.000,10;paid\nA;50,00;paid\nB;1.000,10;paid\nB;;\n";
  const query = { same_order: "sum" };
  const shown = await validated(network, side.offer.id, file, query);
  expect(shown).toMatchObject({ outcomes: { duplicate: 3, approve: 2 }, notation: { same_order: "sum" } });
  expect((await rowsOf(network, shown.id)).map(({ outcome_code }) => outcome_code)).toEqual([
    "summed",
    "summed",
    "amount_changed",
    "amount_changed",
    "superseded",
  ]);
  await committed(network, shown.id);
  expect(await byOrder(side.offer.id)).toMatchObject({
    A: { status: "approved", amount: { amount_minor: 12_000 } },
    B: { status: "approved", amount: { amount_minor: 200_020 } },
  });
  await refused(handOver(network, side.offer.id, file, { same_order: "last" }), 400, "invalid_input");
});

describe("bad input gets a clear answer and changes nothing", () => {
  const text = (file: string) => Uint8Array.from(new TextEncoder().encode(file));
  test.each([
    ["a byte order mark only", new Uint8Array([0xef, 0xbb, 0xbf]), "empty_file"],
    ["blank lines", text("\n\r\n  \n"), "empty_file"],
    ["a header only", text(`${HEADER}\n`), "header_only"],
    ["unknown columns", text("foo,bar\n1,2\n"), "no_columns"],
    [
      "another delimiter than it was said to have",
      text("order_id;amount\nA;1\n"),
      "no_columns",
      { delimiter: "comma" },
    ],
    ["a delimiter that we don't know", text("order_id~amount\nA~1\n"), "no_columns"],
    ["line breaks of another age", text("order_id,amount\rA,1\r"), "header_only"],
    ["a quote that is opened in 10 MB", text(`order_id,amount\n"${"A\n".repeat(5_000_000)}`), "record_too_long"],
    ["another kind of file", new Uint8Array([0x50, 0x4b, 3, 4, 20, 0, 6, 0, 8, 0, 0, 0, 33]), "archive_file"],
    ["two columns that mean the same", text("order,order_id\n1,2\n"), "column_twice"],
    ["an unclosed quote", text(`order_id,amount\n"A,1\nB,2\n`), "unclosed_quote"],
    ["NUL bytes", text("order_id,amount\nA\0,1\n"), "nul_byte"],
    ["UTF-16", new Uint8Array([0xff, 0xfe, ...text("order_id\nA\n")].flatMap((byte) => [byte, 0])), "utf16_file"],
    ["another encoding", new Uint8Array([...text("order_id,amount\n"), 0xc4, 0xff, 0x2c, 0x31, 10]), "not_utf8"],
    ["a row of 10 MB", text(`order_id,amount\n${"A".repeat(10_000_000)},1\n`), "record_too_long"],
    ["more rows than allowed", text(`order_id\n${"A\n".repeat(100_001)}`), "too_many_rows"],
    ["a stray quote in the header", text('order_id,"amo"unt\nA,1\n'), "bad_header"],
  ] as [string, Uint8Array<ArrayBuffer>, string, Record<string, string>?][])("%s", async (_name, file, code, query) => {
    const { offer } = await newSide();
    const upload = await validated(network, offer.id, file, query);
    expect({ status: upload.status, code: upload.fault?.code }).toEqual({ status: "failed", code });
    await refused(network.advertiser.post(`/uploads/${upload.id}/commit`), 409, "upload_step_refused");
    expect(await conversions(offer.id)).toEqual([]);
  });

  test("a file of 0 bytes, at once", async () => {
    const { offer } = await newSide();
    const url = `${network.localNetwork.origins.control}/api/v1/uploads?offer_id=${offer.id}`;
    const headers = { authorization: `Bearer ${DEMO.keys.advertiser}` };
    const form = new FormData();
    form.set("file", new File([], "orders.csv"));
    for (const init of [
      { body: "", headers: { ...headers, "content-type": "text/csv" } },
      { body: form, headers },
    ]) {
      const answer = await fetch(url, { method: "POST", ...init });
      expect([answer.status, await answer.json()]).toEqual([
        400,
        expect.objectContaining({
          code: "invalid_input",
          errors: [expect.objectContaining({ path: "", message: expect.anything() as string })],
        }),
      ]);
    }
    expect(await network.rows("DB", "SELECT id FROM upload WHERE offer_id = ?", offer.id)).toEqual([]);
  });

  test("row by row", async () => {
    const side = await newSide();
    const other = await newSide();
    const stranger = await admit(network, "advertiser");
    const foreign = await linkRow(
      network,
      (await network.newLink((await network.newOffer({ advertiser_id: stranger.id })).id)).slug,
    );
    const forged = mintClickId(readClickKeys(JSON.stringify({ current: 1, keys: { 1: btoa("x".repeat(32)) } })), {
      clickedAt: Date.now() - HOUR_MS,
      bucket: 1,
      linkNumber: side.link.number,
      random: new Uint8Array(5),
    });
    const [[theirs], [otherOffers], [a, b, c, d, e, f, g], [old]] = await Promise.all([
      clicksOn(network, foreign, 1),
      other.clicks(1),
      side.clicks(7),
      side.clicks(1, Date.now() - 40 * DAY_MS),
    ]);
    const cases: [string, string][] = [
      [`${theirs},1,10,USD,approved,${recently()},`, "unknown_click_id"],
      [`${forged},2,10,USD,approved,${recently()},`, "unknown_click_id"],
      ["nonsense,3,10,USD,approved,,", "unknown_click_id"],
      [`${otherOffers},4,10,USD,approved,${recently()},`, "other_offer"],
      [",5,10,USD,approved,,", "unknown_order"],
      [",,10,USD,approved,,", "nothing_named"],
      [`${a},6,10,USD,approved,,`, "occurred_at_missing"],
      [`${a},7,10,USD,approved,${at(Date.now() + DAY_MS)},`, "in_future"],
      [`${a},8,10,USD,approved,${at(Date.now() - 5 * HOUR_MS)},`, "before_click"],
      [`${old},9,10,USD,approved,${recently()},`, "window_passed"],
      [`${b},10,10,EUR,approved,${recently()},`, "currency_differs"],
      [`${b},11,10,euro,approved,${recently()},`, "bad_currency"],
      [`${c},12,,USD,approved,${recently()},`, "amount_missing"],
      [`${c},13,ten,USD,approved,${recently()},`, "amount_unreadable"],
      [`${c},14,1.234,USD,approved,${recently()},`, "amount_ambiguous"],
      [`${c},15,1.2345,USD,approved,${recently()},`, "amount_inexact"],
      [`${d},16,10,USD,perhaps,${recently()},`, "status_unknown"],
      [`${d},17,10,USD,approved,03/04/2026,`, "ambiguous_date"],
      [`${d},18,10,USD,approved,31.02.2026,`, "bad_date"],
      [`${e},19,10,USD,approved,${recently()},,surplus`, "ragged_row"],
      [`${f},20,1"0",USD,approved,,`, "bad_quotes"],
      [`${g},${"x".repeat(300)},10,USD,approved,${recently()},`, "cell_too_long"],
      [`${e},4.68769E+17,10,USD,approved,${recently()},`, "digits_lost"],
      [`${f},4.68769E+17,10,USD,approved,${recently()},`, "digits_lost"],
      [`${e},#N/A,10,USD,approved,${recently()},`, "placeholder"],
      [`${e},A\u200b1,10,USD,approved,${recently()},`, "hidden_character"],
      [`${e},A\ufffd,10,USD,approved,${recently()},`, "not_utf8"],
    ];
    const shown = await validated(network, side.offer.id, fileOf(...cases.map(([row]) => row)));
    const rows = await rowsOf(network, shown.id);
    expect(rows.map(({ outcome_code }) => outcome_code)).toEqual(cases.map(([, code]) => code));
    expect(rows.every(({ outcome_sentence }) => outcome_sentence.length > 10)).toBe(true);
    expect(rows[0]?.outcome_sentence, "refused without saying whose").not.toContain(stranger.id);
    await committed(network, shown.id);
    expect(await conversions(side.offer.id)).toEqual([]);
  });

  test("the same file is the same upload, until the first is cancelled", async () => {
    const { offer } = await newSide();
    const file = fileOf(",A,1,USD,approved,,");
    const first = await validated(network, offer.id, file);
    const problem = await refused(handOver(network, offer.id, file), 409, "same_file");
    expect(problem.detail).toContain(first.id);
    await ok(network.advertiser.post(`/uploads/${first.id}/cancel`));
    await ok(handOver(network, offer.id, file), 202);
  });
});
test("an order reported by postback is the same order in a file, with any padding", async () => {
  const side = await newSide();
  const [clickId = ""] = await sold(side, ["B-88 ", "C-99"]);
  const upload = await validated(
    network,
    side.offer.id,
    fileOf(`${clickId},B-88,100,USD,approved,,`, ",\u00a0C-99 ,100,USD,approved,,"),
  );
  expect(upload).toMatchObject({ outcomes: { approve: 2 }, errors: {} });
  await committed(network, upload.id);
  expect(Object.keys(await byOrder(side.offer.id)).toSorted()).toEqual(["B-88", "C-99"]);
});

test("NDJSON, semicolons, tabs, CRLF, a byte order mark and columns of other names are read", async () => {
  const side = await newSide();
  const [a, b, c] = await side.clicks(3);
  const day = recently();
  const files = [
    `\ufeffclick_id;order_id;amount;status;occurred_at\r\n"${a}";"A;1";"1.234,50";approved;${day}\r\n`,
    `Click-ID\tBestellung\tSumme\tdate\n${b}\tB\t10\t${day}\n`,
    `${JSON.stringify({ clickId: c, order: "C", sum: 49.9, status: "approved", date: day })}\n`,
  ];
  for (const [i, file] of files.entries()) {
    const shown = await validated(network, side.offer.id, file, i === 1 ? { columns: "Bestellung:order_id" } : {});
    expect(shown, file).toMatchObject({ status: "validated", outcomes: { create: 1 } });
    await committed(network, shown.id);
  }
  expect(await byOrder(side.offer.id)).toMatchObject({
    "A;1": { amount: { amount_minor: 123_450 }, status: "approved" },
    B: { amount: { amount_minor: 1_000 }, status: "approved" },
    C: { amount: { amount_minor: 4_990 }, status: "approved" },
  });
  const [d] = await side.clicks(1);
  const again = await validated(network, side.offer.id, `Click-ID\tBestellung\tSumme\tdate\n${d}\tD\t10\t${day}\n`);
  expect(again.columns, "what a column means is kept").toContainEqual({ name: "Bestellung", field: "order_id" });
});

test("a row whose conversion has changed since it was shown is shown again, not applied", async () => {
  const side = await newSide();
  await sold(side, ["A", "B"]);
  const shown = await validated(network, side.offer.id, fileOf(",A,100,USD,rejected,,", ",B,100,USD,approved,,"));
  const { A } = await byOrder(side.offer.id);
  await ok(network.operator.post(`/conversions/${A?.id}/approve`));

  const half = await committed(network, shown.id);
  expect(half).toMatchObject({ status: "validated", applied_rows: 1, open_rows: 1, changed_rows: 1 });
  expect(await byOrder(side.offer.id)).toMatchObject({ A: { status: "approved" }, B: { status: "approved" } });
  expect((await rowsOf(network, shown.id))[0]).toMatchObject({ outcome: "reject", status: "changed" });
  expect(await committed(network, shown.id)).toMatchObject({ status: "committed", applied_rows: 2, changed_rows: 0 });
  expect(await byOrder(side.offer.id)).toMatchObject({ A: { status: "reversed" } });
  await expectBalancedBooks(network);
});

test("a partly applied upload can't be cancelled, but can be undone and uploaded again", async () => {
  const side = await newSide();
  const { id } = side.offer;
  await sold(side, ["A", "B"]);
  const before = await balances(network);
  const file = fileOf(",A,100,USD,rejected,,", ",B,100,USD,approved,,");
  const shown = await validated(network, id, file);
  const { A } = await byOrder(id);
  await ok(network.operator.post(`/conversions/${A?.id}/approve`));
  expect(await committed(network, shown.id)).toMatchObject({ status: "validated", applied_rows: 1, open_rows: 1 });
  await refused(network.advertiser.post(`/uploads/${shown.id}/cancel`), 409, "upload_step_refused");
  await ok(network.advertiser.post(`/uploads/${shown.id}/undo`, {}));
  expect(await standing(network, shown.id, "undone")).toMatchObject({ undone_rows: 1 });
  await ok(network.operator.post(`/conversions/${A?.id}/reopen`));
  expect(await balances(network)).toEqual(before);
  await committed(network, (await validated(network, id, file)).id);
  expect(await byOrder(id)).toMatchObject({ A: { status: "rejected" }, B: { status: "approved" } });
  await expectBalancedBooks(network);
});

test("an order that is reported by postback after it was shown is not recorded twice", async () => {
  const side = await newSide();
  const [a = ""] = await side.clicks(1);
  const shown = await validated(network, side.offer.id, fileOf(`${a},A,100,USD,approved,${recently()},`));
  await network.sell({ click_id: a, order_id: "A", amount: "100", currency: "USD" });
  await until("its conversion", async () => (await conversions(side.offer.id)).length === 1);
  expect(await committed(network, shown.id)).toMatchObject({ status: "validated", applied_rows: 0, changed_rows: 1 });
  await committed(network, shown.id);
  expect(await conversions(side.offer.id)).toMatchObject([{ order_id: "A", status: "approved" }]);
  await expectBalancedBooks(network);
});

test("of two uploads of an offer one is applied at a time, and the second sees the first one's changes", async () => {
  const side = await newSide();
  await sold(side, ["A"]);
  const [one, two] = [
    await validated(network, side.offer.id, fileOf(",A,100,USD,approved,,")),
    await validated(network, side.offer.id, fileOf(",A,100,USD,approved,,again")),
  ];
  const answers = await Promise.all([one, two].map(({ id }) => network.advertiser.post(`/uploads/${id}/commit`)));
  expect(answers.some(({ status }) => status === 200)).toBe(true);
  for (const { status } of answers) expect([200, 409]).toContain(status);
  for (const { id } of [one, two])
    await until("both are done", async () => {
      const upload = await ok(network.advertiser.get<UploadView>(`/uploads/${id}`));
      if (upload.status === "validated") await network.advertiser.post(`/uploads/${id}/commit`);
      return upload.status === "committed";
    });
  const [row] = await conversions(side.offer.id);
  const changes = await network.rows<{ event: string }>(
    "DB",
    "SELECT event FROM conversion_change WHERE conversion_id = ?",
    row?.id,
  );
  expect(changes.filter(({ event }) => event === "approve")).toHaveLength(1);
  await expectBalancedBooks(network);
});

test("a complete upload closes its period, and the policy applies to conversions that the file does not mention", async () => {
  const side = await newSide();
  const { id } = side.offer;
  const schedule = { zone: "Europe/Berlin", every: { kind: "days", days: 1, from: "2026-01-01" }, missing: "reject" };
  await put(`/offers/${id}/upload-schedule`, schedule);
  await sold(side, ["A", "B", "C"]);
  const file = fileOf(",A,100,USD,approved,,", ",B,bad,USD,approved,,");
  await refused(handOver(network, id, file, { is_complete: "true" }), 409, "period_unknown");

  await endPeriod(id);
  const shown = await validated(network, id, file, { is_complete: "true" });
  expect(shown).toMatchObject({ status: "validated", outcomes: { approve: 1, error: 1, reject: 1 }, open_rows: 2 });
  expect((await rowsOf(network, shown.id)).at(-1)).toMatchObject({
    row: 0,
    outcome: "reject",
    outcome_code: "missing",
  });
  const rival = await validated(network, id, `${file}\n`, { is_complete: "true" });
  await committed(network, shown.id);
  expect(await byOrder(id)).toMatchObject({
    A: { status: "approved" },
    B: { status: "pending" }, // a faulty row is a mention
    C: { status: "rejected" },
  });
  const { periods } = await ok(network.advertiser.get<Periods>(`/offers/${id}/upload-schedule`));
  expect(periods.find(({ upload_id }) => upload_id === shown.id)).toMatchObject({ status: "received" });
  await refused(network.advertiser.post(`/uploads/${rival.id}/commit`), 409, "period_received");

  await ok(network.advertiser.post(`/uploads/${shown.id}/undo`, {}));
  await standing(network, shown.id, "undone");
  expect(await byOrder(id)).toMatchObject({ A: { status: "pending" }, C: { status: "pending" } });
  const reopened = await ok(network.webmaster.get<Periods>(`/offers/${id}/upload-schedule`));
  expect(reopened.periods.some(({ status }) => status === "received")).toBe(false);
  await expectBalancedBooks(network);
});

interface Periods {
  periods: { starts_at: string; due_at: string; status: string; upload_id: string | null }[];
}

test("an offer shows its upload term and the next due date to everyone who may see it", async () => {
  const side = await newSide();
  const { id } = side.offer;
  interface Card {
    id: string;
    upload_term: { schedule: unknown; next_due_at: string } | null;
  }
  const termFor = async (api: Api) => {
    const card = await ok(api.get<Card>(`/offers/${id}`));
    const listed = (await ok(api.get<Page<Card>>("/offers?limit=500"))).data.find((offer) => offer.id === id);
    expect(listed?.upload_term, "the catalogue says the same").toEqual(card.upload_term);
    return card.upload_term;
  };
  const periods = async () => (await ok(network.webmaster.get<Periods>(`/offers/${id}/upload-schedule`))).periods;
  expect(await termFor(network.webmaster), "no term was agreed").toBeNull();

  const monthly = { zone: "Europe/Berlin", every: { kind: "month", day: 5 }, grace_days: 2, missing: "keep" };
  await put(`/offers/${id}/upload-schedule`, monthly);
  const dueAt = (await periods())[0]?.due_at;
  for (const api of [network.webmaster, network.advertiser, network.operator])
    expect(await termFor(api)).toEqual({ schedule: monthly, next_due_at: dueAt });
  // Another term is in force immediately; the current period keeps its dates.
  const later = { ...monthly, every: { kind: "month", day: 28 } };
  await put(`/offers/${id}/upload-schedule`, later);
  expect(await termFor(network.webmaster)).toEqual({ schedule: later, next_due_at: dueAt });

  // The ended period is shown until its file is received, then the next one.
  await sold(side, ["A"]);
  await endPeriod(id);
  await network.localNetwork.tick();
  expect(await termFor(network.webmaster)).toMatchObject({ next_due_at: dueAt });
  const shown = await validated(network, id, fileOf(",A,100,USD,approved,,"), { is_complete: "true" });
  await committed(network, shown.id);
  const running = (await periods()).find(({ status }) => status === "open");
  expect(await termFor(network.webmaster)).toEqual({ schedule: later, next_due_at: running?.due_at });

  const realTime = await network.newOffer();
  expect(await ok(network.webmaster.get<Card>(`/offers/${realTime.id}`))).toMatchObject({ upload_term: null });
});

test("periods begin on schedule, send reminders, and set the date promised to webmasters", async () => {
  const side = await newSide();
  const { id } = side.offer;
  await put(`/offers/${id}/upload-schedule`, { zone: "UTC", every: { kind: "month", day: 5 }, grace_days: 2 });
  await sold(side, ["A"]);
  const before = await ok(network.webmaster.get<Periods>(`/offers/${id}/upload-schedule`));
  expect(before.periods).toHaveLength(1);
  expect(before.periods[0]).toMatchObject({ status: "open" });
  const [row] = (
    await ok(network.webmaster.get<Page<Conversion & { decision_due_at: string }>>(`/conversions?offer_id=${id}`))
  ).data;
  expect(row?.decision_due_at, "each conversion tells when it will be decided").toBe(before.periods[0]?.due_at);

  const { name } = await ok(network.operator.get<{ name: string }>(`/offers/${id}`));
  await endPeriod(id);
  await network.localNetwork.tick();
  const after = await ok(network.webmaster.get<Periods>(`/offers/${id}/upload-schedule`));
  expect(after.periods.map(({ status }) => status)).toEqual(["open", "due"]);
  const mails = async () => {
    const response = await fetch(`${network.localNetwork.origins.control}/dev/mail.json`);
    const { data } = (await response.json()) as { data: { to: string; subject: string; text: string }[] };
    return data.filter(({ to, text }) => to === DEMO.emails.advertiser && text.includes(`“${name}”`));
  };
  expect(await mails()).toMatchObject([{ subject: expect.stringContaining("is due") as string }]);
  await network.localNetwork.tick();
  expect(await mails(), "a reminder is sent once").toHaveLength(1);
});

test("paid conversions stay and are listed, and are reversed only if the operator says so", async () => {
  const side = await newSide();
  await sold(side, ["A", "B"]);
  const shown = await validated(network, side.offer.id, fileOf(",A,100,USD,approved,,", ",B,100,USD,approved,,"));
  await committed(network, shown.id);
  await network.localNetwork.tick(); // ends the holds of no days
  const run = await ok(network.operator.post<PayoutRun>("/payout-runs"), 201);
  for (const step of ["approve", "send", "settle"]) await ok(network.operator.post(`/payout-runs/${run.id}/${step}`));
  const { data } = await ok(network.operator.get<Page<Payout>>(`/payouts?run_id=${run.id}`));
  expect(data).not.toEqual([]);

  await refused(network.advertiser.post(`/uploads/${shown.id}/undo`, { reverses_paid: true }), 403, "forbidden");
  await ok(network.advertiser.post(`/uploads/${shown.id}/undo`, {}));
  expect(await standing(network, shown.id, "undone")).toMatchObject({ undone_rows: 0, kept_paid_rows: 2 });
  expect((await rowsOf(network, shown.id))[0]).toMatchObject({ status: "kept_paid" });
  await ok(network.operator.post(`/uploads/${shown.id}/undo`, { reverses_paid: true }));
  await until("they are reversed", async () =>
    (await conversions(side.offer.id)).every(({ validation }) => validation === "reversed"),
  );
  expect(await standing(network, shown.id, "undone")).toMatchObject({ undone_rows: 2, kept_paid_rows: 0 });
  await expectBalancedBooks(network);
});

test("results keep the file's order and columns, carry no formula, and show webmasters only their own rows", async () => {
  const side = await newSide();
  await sold(side, ["A"]);
  const other = await admit(network, "webmaster");
  const file = ["order_id,note,amount,status", "A,\"=cmd|' /C calc'!A0\",100,approved", "@B,+1+1,-1,approved"].join(
    "\n",
  );
  const shown = await validated(network, side.offer.id, file);
  await committed(network, shown.id);
  const results = async (key: string, query = "") => {
    const response = await fetch(`${network.localNetwork.origins.control}/api/v1/uploads/${shown.id}/results${query}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    return { status: response.status, lines: (await response.text()).trim().split("\r\n") };
  };
  const { lines } = await results(DEMO.keys.advertiser);
  expect(lines[0]).toBe(
    "order_id,note,amount,status,waymark_row,waymark_outcome,waymark_outcome_code,waymark_outcome_sentence,waymark_reason_code,waymark_reason,waymark_status,waymark_conversion_id",
  );
  expect(lines[1]).toMatch(/^A,'=cmd\|' \/C calc'!A0,100,approved,1,approve,,/);
  expect(lines[2]).toMatch(/^'@B,'\+1\+1,-1,approved,2,error,unknown_order,/);
  expect((await results(DEMO.keys.advertiser, "?outcome=error")).lines).toHaveLength(2);
  const counts = async (api: typeof network.webmaster) => {
    const { body } = await api.get<{ rows: number; applied_rows: number }>(`/uploads/${shown.id}`);
    return [body.rows, body.applied_rows];
  };
  expect(await counts(network.advertiser), "the row with an error too").toEqual([2, 1]);
  expect(await counts(network.webmaster)).toEqual([1, 1]);
  const own = await results(DEMO.keys.webmaster);
  expect(own.lines).toHaveLength(2);
  expect(own.lines[0]).not.toContain("note");
  expect((await results(other.key)).status).toBe(404);
  await refused(network.webmaster.post(`/uploads/${shown.id}/undo`, {}), 403, "forbidden");
});
test("a rejection by file shows its reason to the webmaster, without the advertiser's columns or the file's name", async () => {
  const side = await newSide();
  await sold(side, ["A"]);
  const file = "order_id,customer,status,reason_code,Grund\nA,anna@shop.example,rejected,Returned,Sent back unopened\n";
  const shown = await validated(network, side.offer.id, file);
  await committed(network, shown.id);
  const its = { reason_code: "returned", reason: "Sent back unopened" };
  const [row] = (await ok(network.webmaster.get<Page<{ conversion_id: string }>>(`/uploads/${shown.id}/rows`))).data;
  expect(row).toMatchObject({ ...its, outcome: "reject" });
  expect(row).not.toHaveProperty("cells");
  expect((await rowsOf(network, shown.id))[0]).toMatchObject({ ...its, cells: expect.any(Array) as unknown[] });
  const path = `/conversions/${row?.conversion_id}/changes`;
  const last = async (api: typeof network.webmaster) => (await ok(api.get<Page<object>>(path))).data.at(-1);
  const change = { verb: "reject", side: "advertiser", ...its };
  const seen = await last(network.webmaster);
  expect(seen).toMatchObject(change);
  expect(seen).not.toHaveProperty("actor_id");
  expect(seen).not.toHaveProperty("source");
  const own = { actor_id: expect.stringMatching(/^key_/) as string, source: `${shown.id}#1` };
  expect(await last(network.advertiser)).toMatchObject({ ...change, ...own });
});
const resultsOf = async (id: string) => {
  const response = await fetch(`${network.localNetwork.origins.control}/api/v1/uploads/${id}/results`, {
    headers: { authorization: `Bearer ${DEMO.keys.advertiser}` },
  });
  const text = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true }).decode(await response.arrayBuffer());
  return { type: response.headers.get("content-type"), text };
};

test("a file as spreadsheets write it is read, and its results are in its form and can be uploaded again", async () => {
  const side = await newSide();
  await sold(side, ["=C", "+D", "'@E", "007", "x;=1;y"]);
  const file = [
    "\ufeffsep=;",
    "order_id;amount;status;note;",
    '="007";100,00;approved',
    "=C;100,00;approved;;",
    "+D",
    ";;;;",
    "'@E;;rejected;;;;",
    '"x;=1;y";100',
    "",
  ].join("\r\n");
  const first = await validated(network, side.offer.id, file);
  // `'@E` is read as it would be in results: without its apostrophe.
  expect(first).toMatchObject({ rows: 5, empty_rows: 1, outcomes: { approve: 2, unchanged: 2, error: 1 } });
  const results = await resultsOf(first.id);
  const lines = results.text.split("\r\n");
  expect(results.type).toBe("text/csv; charset=utf-8");
  expect(lines.slice(0, 3)).toEqual([
    "\ufeffsep=;",
    "order_id;amount;status;note;;waymark_row;waymark_outcome;waymark_outcome_code;waymark_outcome_sentence;waymark_reason_code;waymark_reason;waymark_status;waymark_conversion_id",
    expect.stringMatching(/^007;100,00;approved;;;1;approve;/),
  ]);
  const again = await validated(network, side.offer.id, results.text);
  expect(again).toMatchObject({ rows: 5, empty_rows: 0, outcomes: first.outcomes, errors: first.errors });
  const found = (await rowsOf(network, again.id)).map(({ conversion_id }) => conversion_id);
  expect(found).toEqual((await rowsOf(network, first.id)).map(({ conversion_id }) => conversion_id));
  expect(found.filter((id) => id !== null)).toHaveLength(4);
  expect((await resultsOf(again.id)).text, "our columns stand once").toBe(results.text);
  const lineByLine = await validated(network, side.offer.id, '{"order_id":"=C","sum":1.50}\n\n{"order_id":7}');
  expect(lineByLine).toMatchObject({ rows: 2, empty_rows: 1 });
  const json = await resultsOf(lineByLine.id);
  expect(json.type).toBe("application/x-ndjson");
  expect(json.text).toMatch(/^\{"order_id":"=C","sum":1\.50,"waymark_row":1,"waymark_outcome":"approve",/);
});
test("a file is read from a form with a single file, and an undo needs no body", async () => {
  const side = await newSide();
  await sold(side, ["A"]);
  const send = async (form: FormData, query = "") => {
    const response = await fetch(
      `${network.localNetwork.origins.control}/api/v1/uploads?offer_id=${side.offer.id}${query}`,
      { method: "POST", headers: { authorization: `Bearer ${DEMO.keys.advertiser}` }, body: form },
    );
    return { status: response.status, body: (await response.json()) as { id: string; name: string; detail: string } };
  };
  const formOf = (...files: string[]) => {
    const form = new FormData();
    for (const text of files) form.append("file", new Blob([text], { type: "text/csv" }), "November.csv");
    return form;
  };
  const large = `${fileOf(",A,100,USD,approved,,")}\n${"\n".repeat(300_000)}`;
  const { status, body } = await send(formOf(large));
  expect([status, body.name]).toEqual([202, "November.csv"]);
  expect(await standing(network, body.id, "validated")).toMatchObject({ rows: 1, outcomes: { approve: 1 } });
  expect((await send(formOf(fileOf(",A,,,,,")), "&name=mine")).body.name).toBe("mine");
  const mixed = formOf(large);
  mixed.append("offer_id", side.offer.id);
  for (const form of [formOf(large, large), mixed, formOf()]) {
    const answer = await send(form);
    expect(answer.status).toBe(415);
    expect(answer.body.detail).toContain("exactly one file");
  }
  await committed(network, body.id);
  const undo = (init: RequestInit) =>
    fetch(`${network.localNetwork.origins.control}/api/v1/uploads/${body.id}/undo`, {
      method: "POST",
      ...init,
      headers: { authorization: `Bearer ${DEMO.keys.advertiser}`, ...init.headers },
    });
  const json = { "content-type": "application/json" };
  expect((await undo({ headers: json, body: "{" })).status).toBe(400);
  expect((await undo({ headers: { "content-type": "text/plain" }, body: "{}" })).status).toBe(415);
  expect((await undo({ headers: json })).status).toBe(200);
  await standing(network, body.id, "undone");
});
test("a file in another format is refused with what it is and what to do", async () => {
  const side = await newSide();
  for (const [head, code] of [
    ["PK\u0003\u0004\u0014\0\u0006\0\b\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0\0\u0013\0\0\0[Content_Types].xml", "workbook"],
    ["\u001f\u008b\b\0", "gzip_file"],
    ["%PDF-1.7", "pdf_file"],
  ]) {
    const failed = await validated(network, side.offer.id, new Uint8Array(Buffer.from(head ?? "", "latin1")));
    expect(failed).toMatchObject({ status: "failed", fault: { code, row: null } });
  }
});
describe("a worker that is killed anywhere does not change the result", () => {
  const keys = readClickKeys(LOCAL_SECRETS.CLICK_KEYS);

  /** A context whose worker dies at its n-th write or file, which does not happen. */
  function dying(n: number, now: () => number): { ctx: Context; died: () => boolean } {
    const ctx = network.context({ role: "system", job: "test" }, now);
    let left = n;
    async function mortal<T>(work: () => Promise<T>): Promise<T> {
      if (--left <= 0) throw new Error("killed");
      return work();
    }
    const files = new Proxy(ctx.files, {
      get(bucket, name) {
        if (name === "put") return (key: string, value: string) => mortal(() => bucket.put(key, value));
        if (name === "delete") return (key: string) => mortal(() => bucket.delete(key));
        return (...args: unknown[]) =>
          (Reflect.get(bucket, name) as (...args: unknown[]) => unknown).apply(bucket, args); // R2's own
      },
    });
    return {
      ctx: { ...ctx, files, db: { ...ctx.db, write: (statements) => mortal(() => ctx.db.write(statements)) } },
      died: () => left <= 0,
    };
  }

  /** What a worker has left for the next one: everything but leases. */
  async function progressOf(id: string): Promise<string> {
    const uploads = await network.rows<Loose>("DB", "SELECT * FROM upload WHERE id = ?", id);
    const chunks = await network.rows<Loose>("DB", "SELECT * FROM upload_chunk WHERE upload_id = ?", id);
    return JSON.stringify([...uploads, ...chunks].map((row) => ({ ...row, lease_holder: "", lease_until: 0 })));
  }

  /**
   * Runs an upload's phase to its end by workers that are all killed but the last, each after the leases of the one
   * before have expired. From each state that a worker leaves, one is killed at its first write, one at its second, and
   * so on until one gets further. Returns how many were killed.
   */
  async function work(id: string): Promise<number> {
    let known = await progressOf(id);
    for (let deaths = 0, step = 1; ; deaths++) {
      const worker = dying(step, () => Date.now() + deaths * 3 * MINUTE_MS);
      try {
        while (await advanceUpload(worker.ctx, keys, id)); // until its end, or death
      } catch (error) {
        if (!worker.died()) throw error;
      }
      if (!worker.died()) return deaths;
      const left = await progressOf(id);
      step = left === known ? step + 1 : 1;
      known = left;
    }
  }

  // Death right after a step leaves what death before the next one leaves: nothing is written between them.
  test("at each write of validating, applying and undoing", async () => {
    const base = await newSide();
    await put(`/offers/${base.offer.id}/upload-schedule`, {
      zone: "UTC",
      every: { kind: "days", days: 1, from: "2026-01-01" },
      missing: "reject",
    });
    await network.rows(
      "DB",
      "UPDATE upload_period SET starts_at = ? WHERE offer_id = ?",
      Date.now() - DAY_MS,
      base.offer.id,
    );
    // Three chunks of rows, and one of what the file does not mention.
    const clicks = await base.clicks(6);
    for (const [i, clickId] of clicks.slice(0, 4).entries())
      await network.sell({ click_id: clickId, order_id: `K${i}`, amount: "100", currency: "USD" });
    await until("four conversions", async () => (await conversions(base.offer.id)).length === 4);
    await endPeriod(base.offer.id);
    const filler = (from: number) => Array.from({ length: 999 }, (_, i) => `,F${from + i},1,USD,approved,,`);
    const rows = fileOf(
      ",K0,100,USD,approved,,",
      ...filler(0),
      ",K1,100,USD,rejected,,",
      ...filler(1_000),
      ",K2,150,USD,approved,,",
      `${clicks[4]},K4,100,USD,approved,${recently()},`,
    );
    // By its verbs and not by the API, so that no worker is woken.
    const advertiser = network.context({ role: "advertiser", id: "key_test", advertiserId: DEMO.advertiser });
    const before = await balances(network);
    const { id } = await receiveUpload(advertiser, {
      ...{ offerId: base.offer.id, name: "", isComplete: true, periodStartsAt: () => null, delimiter: null },
      notation: { decimal: null, dates: null, zone: "UTC", status: "approved", statuses: {}, columns: {} },
      body: new Blob([rows]).stream(),
    });
    const validating = await work(id);
    await commitUpload(advertiser, id);
    const applying = await work(id);
    expect(await ok(network.operator.get(`/uploads/${id}`))).toMatchObject({
      status: "committed",
      applied_rows: 5,
      outcomes: { approve: 2, reject: 2, create: 1, error: 1_998 },
    });
    await undoUpload(advertiser, id, { reversesPaid: false, reason: null });
    const undoing = await work(id);
    expect(await ok(network.operator.get(`/uploads/${id}`))).toMatchObject({ status: "undone", undone_rows: 5 });
    expect(await balances(network)).toEqual(before);
    expect(Math.min(validating, applying, undoing), "workers killed in a phase").toBeGreaterThan(15);
    await expectBalancedBooks(network);
  }, 300_000);
});

test("files of uploads that were not applied are deleted after a time, and applied ones are kept", async () => {
  const side = await newUploadSide(network);
  await soldOn(network, side, ["kept-1"]);
  const applied = await validated(network, side.offer.id, fileOf(",kept-1,100.00,USD,approved,,"));
  await committed(network, applied.id);
  const waiting = await validated(network, side.offer.id, fileOf(",waits-1,1.00,USD,approved,,"));
  const failed = await validated(network, side.offer.id, 'order_id\n"never closed');
  expect(failed.status).toBe("failed");
  const bucket = await network.localNetwork.bucket("FILES");
  await bucket.put("upload/upl_of_a_request_that_died/file", "order_id\n1\n");
  const filesOf = async ({ id }: { id: string }) =>
    (await bucket.list({ prefix: `upload/${id}/` })).objects.map(({ key }) => key);
  const after = (days: number) => network.context({ role: "system", job: "test" }, () => Date.now() + days * DAY_MS);
  const get = ({ id }: { id: string }) => ok(network.advertiser.get<UploadView>(`/uploads/${id}`));

  await forgetUnused(after(6));
  expect(await filesOf(failed)).not.toEqual([]);
  while ((await forgetUnused(after(8))) > 0);
  expect(await filesOf(failed)).toEqual([]);
  expect(await get(failed)).toMatchObject({ status: "failed", file_deleted_at: expect.any(String) as string });
  expect(await get(waiting)).toMatchObject({ status: "validated", file_deleted_at: null });

  while ((await forgetUnused(after(31))) > 0);
  expect(await get(waiting)).toMatchObject({ status: "cancelled", file_deleted_at: expect.any(String) as string });
  expect(await filesOf(waiting)).toEqual([]);
  const { detail } = await refused(network.advertiser.get(`/uploads/${waiting.id}/rows`), 409, "upload_step_refused");
  expect(detail).toContain("Upload it again");
  await refused(network.advertiser.post(`/uploads/${waiting.id}/commit`), 409, "upload_step_refused");

  const died = { id: "upl_of_a_request_that_died" };
  await sweepFiles(after(0.5));
  expect(await filesOf(died)).not.toEqual([]);
  await until("the bucket is swept", async () => {
    await sweepFiles(after(2));
    return (await filesOf(died)).length === 0;
  });
  expect(await filesOf(applied)).not.toEqual([]);
  expect(await rowsOf(network, applied.id)).toHaveLength(1);
});
