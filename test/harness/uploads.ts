import { HOUR_MS, MINUTE_MS } from "@waymark/contract/duration";
import type { LinkRow } from "@waymark/network/link";
import { DEMO } from "@waymark/dev/demo";
import { ok, type Answer, type Conversion, type Loose, type Money, type Page } from "./api.ts";
import { clickEvent, clickMessage } from "./events.ts";
import { linkRow, type TestNetwork } from "./network.ts";
import { until } from "./until.ts";

/** An upload as the API shows it. */
export interface UploadView {
  id: string;
  status: string;
  rows: number;
  empty_rows: number;
  columns: { name: string; field: string | null }[];
  notation: { decimal_separator: string | null; dates: string | null; statuses: Record<string, string> } | null;
  kept: Record<string, string | null>[];
  fault: { code: string; row: number | null; sentence: string } | null;
  outcomes: Record<string, number>;
  errors: Record<string, number>;
  open_rows: number;
  changed_rows: number;
  applied_rows: number;
  undone_rows: number;
  kept_paid_rows: number;
  kept_changed_rows: number;
  period_starts_at: string | null;
  money: { webmaster_id: string; rows: number; pending: Money; approved: Money }[];
  missing: { webmaster_id: string; rows: number; approved_rows: number; pending: Money; approved: Money }[];
  missing_total: { webmasters: number; rows: number; approved_rows: number; pending: Money; approved: Money }[];
  total: { webmasters: number; rows: number; pending: Money; approved: Money }[];
}

export interface UploadRowView {
  row: number;
  cells: string[];
  outcome: string;
  outcome_code: string | null;
  outcome_sentence: string;
  status: string;
  conversion_id: string | null;
  validation_before: string | null;
  validation_after: string | null;
  counts_before: string | null;
  counts_after: string | null;
  commission_after: Money | null;
}

export const HEADER = "click_id,order_id,amount,currency,status,occurred_at,reason";

export const fileOf = (...rows: string[]) => [HEADER, ...rows].join("\n");

export const recently = () => new Date(Date.now() - MINUTE_MS).toISOString();

/** An offer of the demo advertiser's that validates by upload, with a link of the demo webmaster's. */
export async function newUploadSide(network: TestNetwork, terms: Record<string, unknown> = {}) {
  const offer = await network.newOffer({ validation_method: "upload", ...terms });
  const link = await linkRow(network, (await network.newLink(offer.id)).slug);
  return { offer, link, clicks: (count: number, clickedAt?: number) => clicksOn(network, link, count, clickedAt) };
}

export type UploadSide = Awaited<ReturnType<typeof newUploadSide>>;

/** Pending conversions of 100.00 USD, reported by postbacks, as orders of these names; their click_IDs. */
export async function soldOn(network: TestNetwork, { offer, clicks }: UploadSide, orders: readonly string[]) {
  const before = (await conversionsOf(network, offer.id)).length;
  const ids = await clicks(orders.length);
  for (const [i, order] of orders.entries())
    await network.sell({ click_id: ids[i] ?? "", order_id: order, amount: "100.00", currency: "USD" });
  await until(
    "their conversions",
    async () => (await conversionsOf(network, offer.id)).length === before + orders.length,
  );
  return ids;
}

export const conversionsOf = async (network: TestNetwork, offerId: string) =>
  (await ok(network.operator.get<Page<Conversion>>(`/conversions?offer_id=${offerId}&limit=500`))).data;

export const conversionsByOrder = async (network: TestNetwork, offerId: string) =>
  Object.fromEntries((await conversionsOf(network, offerId)).map((row) => [row.order_id ?? "", row]));

/** PUT as the operator. */
export async function putJson(network: TestNetwork, path: string, body: unknown): Promise<Loose> {
  const response = await fetch(`${network.localNetwork.origins.control}/api/v1${path}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${DEMO.keys.operator}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Loose; // an object in every answer
}

/** Ends the current period of an offer now. */
export const endPeriodOf = (network: TestNetwork, offerId: string) =>
  network.rows(
    "DB",
    "UPDATE upload_period SET ends_at = ? WHERE offer_id = ? AND ends_at > ?",
    Date.now(),
    offerId,
    Date.now(),
  );

/** Clicks on a link an hour ago, stored; their ids. */
export async function clicksOn(network: TestNetwork, link: LinkRow, count: number, clickedAt = Date.now() - HOUR_MS) {
  const events = Array.from({ length: count }, () => clickEvent(link, { clickedAt }));
  await network.localNetwork.deliver("clicks", [clickMessage(events)]);
  return events.map(({ clickId }) => clickId);
}

/** Uploads a file. */
export async function handOver(
  network: TestNetwork,
  offerId: string,
  file: string | Uint8Array<ArrayBuffer>,
  query: Record<string, string> = {},
  key: string = DEMO.keys.advertiser,
): Promise<Answer<UploadView>> {
  const search = new URLSearchParams({ offer_id: offerId, ...query }).toString();
  const response = await fetch(`${network.localNetwork.origins.control}/api/v1/uploads?${search}`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "text/csv" },
    body: file,
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as UploadView }; // the test's word
}

/** Waits until an upload has one of these statuses. */
export const standing = (network: TestNetwork, id: string, ...statuses: string[]): Promise<UploadView> =>
  until(`${id} is ${statuses.join(" or ")}`, async () => {
    const upload = await ok(network.operator.get<UploadView>(`/uploads/${id}`));
    return statuses.includes(upload.status) && upload;
  });

/** Uploads a file and waits for its preview. */
export async function validated(...of: Parameters<typeof handOver>): Promise<UploadView> {
  const { id } = await ok(handOver(...of), 202);
  return standing(of[0], id, "validated", "failed");
}

/** Commits an upload, and waits until it is applied. */
export async function committed(network: TestNetwork, id: string): Promise<UploadView> {
  await ok(network.advertiser.post(`/uploads/${id}/commit`));
  return standing(network, id, "committed", "validated");
}

export async function rowsOf(network: TestNetwork, id: string, query = ""): Promise<UploadRowView[]> {
  const { data } = await ok(network.advertiser.get<{ data: UploadRowView[] }>(`/uploads/${id}/rows?limit=500${query}`));
  return data;
}

/** Every account whose balance is not 0. */
export const balances = (network: TestNetwork): Promise<Loose[]> =>
  network.rows<Loose>("DB", "SELECT * FROM balance WHERE balance_minor <> 0 ORDER BY account, currency");
