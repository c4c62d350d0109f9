import type { LinkRow } from "@waymark/network/link";
import { DEMO } from "@waymark/dev/demo";
import { ok, type Answer, type Loose, type Money } from "./api.ts";
import { clickEvent, clickMessage } from "./events.ts";
import type { TestNetwork } from "./network.ts";
import { until } from "./until.ts";

/** What the API shows of an upload. */
export interface UploadView {
  id: string;
  status: string;
  rows: number;
  columns: { name: string; field: string | null }[];
  fault: { code: string; row: number | null } | null;
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
  total: { webmasters: number; rows: number; pending: Money; approved: Money }[];
}

export interface UploadRowView {
  row: number;
  cells: string[];
  outcome: string;
  code: string | null;
  sentence: string;
  state: string;
  conversion_id: string | null;
  commission_after: Money | null;
}

/** Clicks on a link an hour ago, stored; their ids. */
export async function clicksOn(network: TestNetwork, link: LinkRow, count: number, clickedAt = Date.now() - 3_600_000) {
  const events = Array.from({ length: count }, () => clickEvent(link, { clickedAt }));
  await network.world.deliver("clicks", [clickMessage(events)]);
  return events.map(({ clickId }) => clickId);
}

/** Hands a file over. */
export async function handOver(
  network: TestNetwork,
  offerId: string,
  file: string | Uint8Array<ArrayBuffer>,
  query: Record<string, string> = {},
  key: string = DEMO.keys.advertiser,
): Promise<Answer<UploadView>> {
  const search = new URLSearchParams({ offer_id: offerId, ...query }).toString();
  const response = await fetch(`${network.world.origins.control}/api/v1/uploads?${search}`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "text/csv" },
    body: file,
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as UploadView }; // the test's word
}

/** Waits until an upload stands so. */
export const standing = (network: TestNetwork, id: string, ...statuses: string[]): Promise<UploadView> =>
  until(`${id} is ${statuses.join(" or ")}`, async () => {
    const upload = await ok(network.operator.get<UploadView>(`/uploads/${id}`));
    return statuses.includes(upload.status) && upload;
  });

/** Hands a file over and waits for what it would do. */
export async function validated(...of: Parameters<typeof handOver>): Promise<UploadView> {
  const { id } = await ok(handOver(...of), 202);
  return standing(of[0], id, "validated", "failed");
}

/** Applies what was shown, and waits until that is done. */
export async function committed(network: TestNetwork, id: string): Promise<UploadView> {
  await ok(network.advertiser.post(`/uploads/${id}/commit`));
  return standing(network, id, "committed", "validated");
}

export async function rowsOf(network: TestNetwork, id: string, query = ""): Promise<UploadRowView[]> {
  const { data } = await ok(network.advertiser.get<{ data: UploadRowView[] }>(`/uploads/${id}/rows?limit=500${query}`));
  return data;
}

/** Every account that is not even. */
export const balances = (network: TestNetwork): Promise<Loose[]> =>
  network.rows<Loose>("DB", "SELECT * FROM balance WHERE balance_minor <> 0 ORDER BY account, currency");
