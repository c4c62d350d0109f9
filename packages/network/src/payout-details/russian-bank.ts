/**
 * Check digits of Russian bank accounts: Bank of Russia, order of 1997-09-08 No. 515; of tax numbers: order of the
 * Federal Tax Service of 2020-06-29 No. ED-7-14/435@.
 */

/** Why this is not a Russian bank code; undefined if it is one. */
export const bikFault = (bik: string): string | undefined =>
  /^04\d{7}$/.test(bik) ? undefined : "must have 9 digits and begin with 04";

/** Why this is not the rouble account of a client at the bank; undefined if it is one. */
export function accountFault(account: string, bik: string): string | undefined {
  if (!/^\d{20}$/.test(account)) return "must have 20 digits";
  if (account.slice(5, 8) !== "810") return "is not a rouble account: digits 6 to 8 must be 810";
  if (bikFault(bik) !== undefined) return undefined; // the bank code's fault says what to do
  return hasKey(bik.slice(-3), account) ? undefined : KEY_FAULT;
}

/** Why this is not the account of the bank at the central bank; undefined if it is one. */
export function correspondentFault(account: string, bik: string): string | undefined {
  if (!/^301\d{17}$/.test(account)) return "must have 20 digits and begin with 301";
  if (bikFault(bik) !== undefined) return undefined;
  if (account.slice(-3) !== bik.slice(-3)) return "must end with the last three digits of the BIK";
  return hasKey(`0${bik.slice(4, 6)}`, account) ? undefined : KEY_FAULT;
}

const KEY_FAULT = "has a wrong digit: its control digit does not fit the BIK. Copy both again from your bank";

const KEY_WEIGHTS = [7, 1, 3];

/** The sum of the last digits of the weighted digits ends with 0 if the control digit is right. */
function hasKey(prefix: string, account: string): boolean {
  let sum = 0;
  for (const [i, digit] of Array.from(prefix + account).entries())
    sum += (Number(digit) * (KEY_WEIGHTS[i % 3] ?? 0)) % 10;
  return sum % 10 === 0;
}

const INN_WEIGHTS = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];

/** Why this is not a Russian tax number; undefined if it is one. */
export function innFault(inn: string): string | undefined {
  if (!/^(\d{10}|\d{12})$/.test(inn)) return "must have 10 digits (a company) or 12 digits (a person)";
  const isRight = inn.length === 10 ? hasInnDigit(inn, 9) : hasInnDigit(inn, 10) && hasInnDigit(inn, 11);
  return isRight ? undefined : "has a wrong digit: its check digits don't fit";
}

/** Whether the digit at this place fits those before it. */
function hasInnDigit(inn: string, place: number): boolean {
  const weights = INN_WEIGHTS.slice(INN_WEIGHTS.length - place);
  const sum = weights.reduce((total, weight, i) => total + weight * Number(inn[i]), 0);
  return (sum % 11) % 10 === Number(inn[place]);
}
