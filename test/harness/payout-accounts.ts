import { LOCAL_SECRETS } from "@waymark/dev/local-network";
import { addLegalEntity, addPayerAccount, type PayerAccount } from "@waymark/network/payer-account";
import { addPayoutAccount, type NewPayoutAccount } from "@waymark/network/payout-account";
import { readVault } from "@waymark/network/vault";
import type { PayoutDetails } from "@waymark/network/payout-details";
import { uploadDocument } from "@waymark/network/payout-document";
import { mintId } from "@waymark/network/ids";
import { unique, type TestNetwork } from "./network.ts";

export const VAULT = readVault(LOCAL_SECRETS.VAULT_KEYS);

/** A PayPal account that no other webmaster has. */
export const paypalAccount = (currency = "USD"): NewPayoutAccount => ({
  currency,
  details: { method: "paypal", email: `${unique("payee")}@people.example` },
  tax: { kind: "none", rateBps: null, taxId: null },
});

/** An account of a webmaster to which payouts go at once; returns its id. */
export async function usableAccount(
  network: TestNetwork,
  webmasterId: string,
  input: NewPayoutAccount = paypalAccount(),
): Promise<string> {
  const ctx = network.context({ role: "webmaster", id: `per_of_${webmasterId}`, webmasterId });
  const { id } = await addPayoutAccount(ctx, { vault: VAULT, isScreened: false }, input);
  await network.rows("DB", "UPDATE payout_account SET usable_at = 0 WHERE id = ?", id);
  return id;
}

/** An account from which the network pays, by default at PayPal, of a legal entity, or of a new one. */
export async function addPayer(
  network: TestNetwork,
  legalEntityId?: string,
  { currency, details }: { currency: string; details: PayoutDetails } = paypalAccount(),
): Promise<PayerAccount> {
  const ctx = network.context({ role: "operator", id: "per_payer" });
  const entity = { name: "Waymark Test Ltd", country: "IE", town: "Dublin", postcode: null, addressLines: [] };
  const owner =
    legalEntityId ?? (await addLegalEntity(ctx, { ...entity, taxNumber: null, kpp: null, vatNumber: null })).id;
  return addPayerAccount(ctx, VAULT, { legalEntityId: owner, currency, details });
}

/** A request of a webmaster that nothing has taken; returns its id. */
export async function insertRequest(network: TestNetwork, webmasterId: string): Promise<string> {
  const id = mintId("prq", Date.now());
  await network.rows(
    "DB",
    `INSERT INTO payout_request (id, webmaster_id, currency, requested_at, requested_by, due_on)
     VALUES (?, ?, 'CHF', 0, 'webmaster:per_none', '2999-01-01')`,
    ...[id, webmasterId],
  );
  return id;
}

/** Bytes of the smallest PDF that is recognised as one. */
export const PDF = new TextEncoder().encode("%PDF-1.7\n");

/** An act of a webmaster's payout, uploaded and not checked; returns its id. The payout moves no money. */
export async function uploadedDocument(network: TestNetwork, webmasterId: string): Promise<string> {
  const [run, payout, id] = [mintId("run", 0), mintId("pay", 0), mintId("doc", 0)];
  await network.rows(
    "DB",
    "INSERT INTO payout_run (id, status, job, cut_off_at, created_at, created_by) VALUES (?, 'draft', 'draft', 0, 0, 'test')",
    run,
  );
  await network.rows(
    "DB",
    `INSERT INTO payout (id, run_id, webmaster_id, currency, amount_minor, status, created_at)
     VALUES (?, ?, ?, 'CHF', 0, 'cancelled', ?)`,
    ...[payout, run, webmasterId, Date.now()],
  );
  await network.rows("DB", "UPDATE payout_run SET status = 'cancelled', job = NULL WHERE id = ?", run);
  await network.rows(
    "DB",
    `INSERT INTO payout_document (id, payout_id, kind, webmaster_id, status, required_at)
     VALUES (?, ?, 'act', ?, 'required', 0)`,
    ...[id, payout, webmasterId],
  );
  const ctx = network.context({ role: "webmaster", id: `per_of_${webmasterId}`, webmasterId });
  await uploadDocument(ctx, id, { name: "act.pdf", bytes: PDF });
  return id;
}
