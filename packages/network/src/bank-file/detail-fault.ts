import { detailFaults, type PayoutDetails } from "../payout-details/index.ts";

/** The first thing that is wrong with an account, such as its check digits, by the rules under which accounts are added. */
export function firstDetailFault(details: PayoutDetails): string | undefined {
  const [fault] = detailFaults(details);
  return fault && `${fault.path.replace("details.", "")} ${fault.message}`;
}
