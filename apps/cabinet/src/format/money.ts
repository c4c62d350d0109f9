/** An amount as the API gives it. A sum may be a BigInt, although its type says number. */
export interface Money {
  amount_minor: number | bigint;
  currency: string;
}

/** Decimal places of the currencies that do not have two (ISO 4217). `Intl` follows another table. */
const ZERO = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(" ");
const PLACES: Readonly<Record<string, number>> = {
  ...Object.fromEntries(ZERO.map((code) => [code, 0])),
  ...{ BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3, CLF: 4, UYW: 4 },
};

const placesOf = (currency: string): number => PLACES[currency] ?? 2;

/** The exact decimal in major units: "-49.90". */
export function decimalOf({ amount_minor, currency }: Money): string {
  const places = placesOf(currency);
  const minor = BigInt(amount_minor);
  const digits = (minor < 0n ? -minor : minor).toString().padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places);
  return `${minor < 0n ? "-" : ""}${whole}${places === 0 ? "" : `.${digits.slice(-places)}`}`;
}

const formatters = new Map<string, Intl.NumberFormat>();

function formatterOf(language: string, places: number): Intl.NumberFormat {
  const key = `${language} ${places}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(language, { minimumFractionDigits: places, maximumFractionDigits: places });
  formatters.set(key, made);
  return made;
}

const NO_BREAK = "\u00A0";
const MINUS = "−";

/** "1,234.50 USD", "1 234,50 RUB": exact at any size, with a real minus. */
export function formatMoney(money: Money, language: string): string {
  const decimal = decimalOf(money) as `${number}`; // digits with a point
  const number = formatterOf(language, placesOf(money.currency)).format(decimal);
  return `${number.replace("-", MINUS)}${NO_BREAK}${money.currency}`;
}

/** "1.2K": about an amount, for the axis of a chart. */
export const formatMoneyShort = (money: Money, language: string): string =>
  new Intl.NumberFormat(language, { notation: "compact" })
    .format(decimalOf(money) as `${number}`) // digits with a point
    .replace("-", MINUS);

/** What was typed ("1 234,50", "-3"), in units of 10^-places; undefined if it is no number or has more places. */
function parseUnits(typed: string, places: number): number | undefined {
  const [, sign = "", whole = "", part = ""] =
    /^([-−]?)(\d{1,12})(?:[.,](\d+))?$/.exec(typed.replaceAll(/\s/g, "")) ?? [];
  if (whole === "" || part.length > places) return undefined;
  return Number(`${sign === "" ? "" : "-"}${whole}${part.padEnd(places, "0")}`);
}

/** An amount that was typed, in minor units. */
export const parseMinor = (typed: string, currency: string): number | undefined =>
  parseUnits(typed, placesOf(currency));

/** A share in percent that was typed, in basis points. */
export const parseShare = (typed: string): number | undefined => parseUnits(typed, 2);
