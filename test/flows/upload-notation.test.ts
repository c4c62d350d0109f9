import { afterAll, beforeAll, expect, test } from "vitest";
import { ok, refused } from "../harness/api.ts";
import { admit, startNetwork, type TestNetwork } from "../harness/network.ts";
import {
  committed,
  conversionsByOrder,
  handOver,
  newUploadSide,
  recently,
  rowsOf,
  soldOn,
  validated,
  type UploadRowView,
} from "../harness/uploads.ts";

let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork();
});
afterAll(() => network?.stop());

const codesOf = async (id: string) => (await rowsOf(network, id)).map(({ outcome_code }) => outcome_code);

test("an advertiser's settings for its files are kept for the next ones, until changed", async () => {
  const side = await newUploadSide(network);
  const { id } = side.offer;
  await soldOn(network, side, ["A", "B"]);
  const file = (note: string) => `order_id;amount;status;note\nA;1.234;Versandt;${note}\nB;1.234;2;\n`;

  const guessed = await validated(network, id, file("1"));
  expect(await codesOf(guessed.id), "nothing is guessed").toEqual(["status_unknown", "ambiguous_status"]);
  expect(guessed.notation).toMatchObject({ decimal_separator: null, dates: null, statuses: {} });
  const worded = await validated(network, id, file("2"), { statuses: "Versandt:approved, 2:rejected" });
  expect(await codesOf(worded.id)).toEqual(["amount_ambiguous", "amount_ambiguous"]);
  expect(worded.notation).toMatchObject({ statuses: { versandt: "approved", "2": "rejected" } });

  const stated = await validated(network, id, file("3"), { decimal_separator: "comma", dates: "dmy" });
  expect(await rowsOf(network, stated.id)).toMatchObject([
    { outcome: "approve", commission_after: { amount_minor: 12_340 } },
    { outcome: "reject" },
  ]);
  const next = await validated(network, id, file("4"));
  expect(next.notation, "kept").toEqual(stated.notation);
  expect(next.outcomes).toEqual({ approve: 1, reject: 1 });
  const reset = await validated(network, id, file("5"), {
    decimal_separator: "auto",
    dates: "auto",
    statuses: "2:pending",
  });
  expect(await codesOf(reset.id)).toEqual(["amount_ambiguous", "amount_ambiguous"]);
  expect(reset.notation).toMatchObject({
    decimal_separator: null,
    dates: null,
    statuses: { versandt: "approved", "2": "pending" },
  });

  await committed(network, next.id);
  expect(await conversionsByOrder(network, id), "a file is read as it was shown").toMatchObject({
    A: { status: "approved", amount: { amount_minor: 123_400 } },
    B: { status: "rejected" },
  });
  await committed(network, guessed.id);
  const own = await ok(network.webmaster.get<{ notation: unknown }>(`/uploads/${next.id}`));
  expect(own, "the advertiser's").not.toHaveProperty("notation");

  for (const statuses of ["x", ":approved", "x:paid", "approved"])
    expect(await refused(handOver(network, id, file("6"), { statuses }), 400, "invalid_input")).toMatchObject({
      errors: [{ path: "statuses" }],
    });
});

test("an error caused by a kept setting names the setting and the upload that set it", async () => {
  const advertiser = await admit(network, "advertiser");
  const side = await newUploadSide(network, { advertiser_id: advertiser.id });
  const [click = ""] = await side.clicks(1);
  const upload = (file: string, query: Record<string, string> = {}) =>
    validated(network, side.offer.id, file, query, advertiser.key);
  const sentencesOf = async (id: string) => {
    const path = `/uploads/${id}/rows`;
    return (await ok(network.operator.get<{ data: UploadRowView[] }>(path))).data.map(
      ({ outcome_sentence }) => outcome_sentence,
    );
  };
  const first = await upload("Ref,status\nA,open\n", {
    dates: "dmy",
    columns: "Ref:order_id",
    statuses: "lost:rejected",
  });
  const next = await upload(`click_id,REF,order_id,date,amount,status\n${click},B,C,11/28/2026,5,Lost\n,D,,,5,\n`);
  const today = new Date().toISOString().slice(0, 10);
  const origin = `as set by upload ${first.id} of ${today}`;
  expect(await sentencesOf(next.id)).toEqual([
    expect.stringContaining(`Dates are read as dmy, ${origin}; send dates=dmy, dates=mdy or dates=auto`),
    expect.stringContaining(`The column “REF” is read as order_id, ${origin}`),
  ]);
  const its = { from: "upload", upload_id: first.id, kept_at: expect.stringContaining(today) as string };
  expect(next.kept).toEqual([
    { ...its, setting: "dates", name: "", meaning: "dmy" },
    { ...its, setting: "status", name: "lost", meaning: "rejected" },
    { ...its, setting: "column", name: "REF", meaning: "order_id" },
  ]);
  const failed = await upload("ref,R-EF,amount\nA,B,5\n");
  expect(failed.fault).toMatchObject({ code: "column_twice", sentence: expect.stringContaining(origin) as string });
  const named = await upload("ref,amount\nB,5\n", { columns: "ref:comment", dates: "auto", statuses: "lost:pending" });
  expect(named).toMatchObject({ fault: { code: "no_columns" }, kept: [] });
});

test("without settings for files, the parameters, status words and number format of postbacks apply", async () => {
  const advertiser = await admit(network, "advertiser");
  const side = await newUploadSide(network, { advertiser_id: advertiser.id });
  const [click = ""] = await side.clicks(1);
  const response = await fetch(`${network.localNetwork.origins.control}/api/v1/advertisers/${advertiser.id}/postback`, {
    method: "PATCH",
    headers: { authorization: `Bearer ${advertiser.key}`, "content-type": "application/json" },
    body: JSON.stringify({
      parameters: { click_id: ["cid"], order_id: ["transaction_id"], amount: ["payout_value"] },
      statuses: { "7": "approved" },
      decimal_separator: "point",
    }),
  });
  expect(response.status, await response.text()).toBe(200);
  const file = `cid,transaction_id,payout_value,state,date\n${click},P,"1,234",7,${recently()}\n`;
  const shown = await validated(network, side.offer.id, file, {}, advertiser.key);
  expect(shown.columns.map(({ field }) => field)).toEqual(["click_id", "order_id", "amount", "status", "occurred_at"]);
  const { data } = await ok(network.operator.get<{ data: UploadRowView[] }>(`/uploads/${shown.id}/rows`));
  expect(data).toMatchObject([
    { outcome: "create", validation_after: "approved", commission_after: { amount_minor: 12_340 } },
  ]);
});

test("every NDJSON line counts with all its fields, even if the first line has fewer", async () => {
  const side = await newUploadSide(network);
  const { id } = side.offer;
  await soldOn(network, side, ["A", "B", "C"]);
  const lines = (...objects: Record<string, unknown>[]) => objects.map((one) => JSON.stringify(one)).join("\n");
  const filler = Array.from({ length: 1_100 }, (_, i) => ({ order_id: `X${i}` }));
  const rejection = { order_id: "B", status: "rejected", reason: "returned" };
  const shown = await validated(
    network,
    id,
    lines({ order_id: "A" }, ...filler, rejection, { click: 1, order_id: "C" }),
  );
  expect(shown.columns).toMatchObject([
    { name: "order_id", field: "order_id" },
    { name: "status", field: "status" },
    { name: "reason", field: "reason" },
    { name: "click", field: null },
  ]);
  expect(shown.outcomes, "where some lines have a status, a line without one says nothing of it").toEqual({
    ...{ unchanged: 2, reject: 1, error: 1_100 },
  });
  const { fault } = await validated(network, id, lines({ order: "A" }, ...filler, { order_id: "B" }));
  expect(fault?.code).toBe("column_twice");
  const none = await validated(network, id, '{"order_id"\n{"order_id"\n');
  expect(none.fault?.code).toBe("no_columns");
});
