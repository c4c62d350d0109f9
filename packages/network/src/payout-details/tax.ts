import type { Fault } from "../errors.ts";
import type { PayoutDetails, TaxProfile } from "./details.ts";
import { innFault } from "./russian-bank.ts";

const RATE_BPS_MAX = 5_000;

const PERSON_INN_DIGITS = 12;

/** What is wrong with a tax profile, by field; none if it is right for these details. */
export function taxFaults({ kind, rateBps, taxId }: TaxProfile, details: PayoutDetails): Fault[] {
  const faults: (Fault | undefined)[] = [];
  if (kind === "rate") faults.push(fault("rate_bps", rateFault(rateBps)));
  else if (rateBps !== null) faults.push(fault("rate_bps", `must be absent for the profile ${kind}`));
  switch (kind) {
    case "none":
    case "rate":
      if (taxId !== null) faults.push(fault("tax_id", `must be absent for the profile ${kind}`));
      break;
    case "reverse_charge":
      if (taxId === null || !/^[A-Z]{2}[0-9A-Z+*]{2,13}$/.test(taxId))
        faults.push(fault("tax_id", "must be a VAT number with its country's letters, like DE123456789"));
      break;
    case "self_employed":
      faults.push(fault("tax_id", selfEmployedFault(taxId, details)));
      break;
  }
  return faults.filter((one) => one !== undefined);
}

const fault = (field: string, message: string | undefined): Fault | undefined =>
  message === undefined ? undefined : { path: `tax.${field}`, message };

const rateFault = (rateBps: number | null) =>
  rateBps === null || rateBps < 1 || rateBps > RATE_BPS_MAX
    ? `must be from 1 to ${RATE_BPS_MAX} basis points; without VAT, choose the profile none`
    : undefined;

/** Self-employed people exist under Russian law only (422-FZ), with the tax number of a person. */
function selfEmployedFault(inn: string | null, details: PayoutDetails): string | undefined {
  if (inn === null || inn.length !== PERSON_INN_DIGITS) return "must be the INN of a person, which has 12 digits";
  if (details.method === "russian_bank" && details.inn !== inn) return "must be the INN of the account's holder";
  return innFault(inn);
}
