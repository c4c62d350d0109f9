/**
 * What a field is refused for, for programs: each code with the sentences that say it, whose parts in braces are its
 * parameters. Sentences come from schemas, rules and libraries; this is the only place that gives them codes
 * (docs/decisions/0390). `other` is every sentence without a code.
 */
export const FAULT_SENTENCES = {
  missing: [
    "missing",
    "is missing; send {expected}",
    "is required when the operator pauses a link",
    "the offer needs an answer",
    "must have at least one character",
    "must have at least one item",
    "must name the service",
  ],
  given_twice: ["takes one value, not several; send {expected}", "named twice", "an option is repeated"],
  unknown_field: [
    "is not known here; did you mean {near}?",
    "is not known here; known are {known}",
    "is not known here; nothing is expected",
  ],
  not_a_choice: [
    "must be one of {choices}; did you mean {near}?",
    "must be one of {choices}",
    "is not offered; choose one of {choices}",
    "none of the options",
  ],
  below_minimum: ["must be at least {minimum}", "must be more than {minimum}"],
  above_maximum: ["must be at most {maximum}", "must be less than {maximum}"],
  too_short: ["must have at least {minimum} characters"],
  too_long: [
    "must have at most {maximum} characters",
    "longer than {maximum} characters",
    "must have 1 to {maximum} characters",
  ],
  too_few: ["must have at least {minimum} items"],
  too_many: ["must have at most {maximum} items"],
  not_a_whole_number: ["must be a whole number", "must be a whole number in decimal digits"],
  not_an_address: [
    "must be a whole URL, like https://shop.example/",
    "must be an absolute http(s) URL",
    "not an address",
  ],
  not_an_address_range: ["must be an IP address, or a range like 203.0.113.0/24"],
  range_begins_within: ["must begin with the lowest address of the range"],
  range_too_small: ["must be a /64 or a larger range of IPv6: a click knows no more of its address"],
  has_blank_end: ["must not begin or end with a blank"],
  not_http: ["must begin with http:// or https://"],
  not_https: ["must begin with https://"],
  has_credentials: ["must not contain a user name or a password", "must not contain a user name"],
  has_port: ["must not contain a port"],
  is_ip_address: ["must be a domain name, not an IP address"],
  not_public: ["not in a public domain", "must name a site, not a public suffix like co.uk"],
  is_ours: ["must not lead to the network itself", "belongs to the network itself"],
  host_revoked: ["the operator has revoked the host {host}: {reason}"],
  not_an_email: [
    "must be an e-mail address, like anna@shop.example",
    "must be the e-mail address of your PayPal account",
  ],
  not_a_slug: ["must have 2 to 64 letters, digits, - or _, and begin with a letter or a digit"],
  in_the_past: ["in the past", "is in the past"],
  in_the_future: ["is in the future"],
  not_later: ["must be later than {earlier}"],
  not_a_zone: ["must be an IANA time zone, like Europe/Berlin"],
  not_a_colour: ["must be a colour like #1f5e4a"],
  unreadable_colour: ["text in this colour can't be read on {paper} paper: its contrast is below 4.5"],
  unknown_currency: ["is not a known currency", "must be an ISO 4217 code in upper case, like USD"],
  other_currency: [
    "must be {currency}, the currency of the goal",
    "must be {currency}, the currency of the conversion",
    "The method {method} pays only balances in {currency}. For {wanted}, add an account with another method",
  ],
  not_a_country: ["must be an ISO 3166-1 code, like DE", "must be a country's code, like DE"],
  taken: ["is the name of another saved report"],
  changed: ["was changed"],
  control_character: ["a control character is not allowed", "must be one line"],
  unreadable_text: ["must not change the direction of the text", "must have a character that can be seen"],
  no_letters: ["must have letters"],
  not_latin: ["must be in Latin letters, as at your bank"],
  not_russian: ["must be in Russian or Latin letters, as at your bank"],
  not_an_iban: ["must begin with the two letters of a country that has IBANs, like DE"],
  iban_length: ["has the wrong length for its country. Copy it again from your bank"],
  outside_sepa: ["is of a country that SEPA does not reach. Add an account with SWIFT instead"],
  check_digits: [
    "has a wrong digit or letter: its check digits don't fit. Copy it again from your bank",
    "has a wrong digit: its check digits don't fit",
    "has a wrong digit: its control digit does not fit the BIK. Copy both again from your bank",
    "has a wrong letter: its check sum does not fit. Copy it again from your wallet",
  ],
  not_a_bic: ["must be a BIC of 8 or 11 letters and digits, like DEUTDEFF"],
  not_a_bik: ["must have 9 digits and begin with 04"],
  not_20_digits: ["must have 20 digits", "must have 20 digits and begin with 301"],
  not_a_rouble_account: ["is not a rouble account: digits 6 to 8 must be 810"],
  bik_differs: ["must end with the last three digits of the BIK"],
  not_an_inn: [
    "must have 10 digits (a company) or 12 digits (a person)",
    "must be the INN of a person, which has 12 digits",
    "must be the INN of the account's holder",
  ],
  not_an_account: ["must have 4 to 34 letters and digits"],
  not_a_wallet: ["must be a TRON address: 34 letters and digits that begin with T"],
  not_a_vat_number: ["must be a VAT number with its country's letters, like DE123456789"],
  paid_elsewhere: ["{payout} is already paid by {payer}"],
  wrong_type: ["must be {expected}, not {given}"],
} as const satisfies Record<string, readonly string[]>;

export type FaultCode = keyof typeof FAULT_SENTENCES | "other";

export const FAULT_CODES = [...(Object.keys(FAULT_SENTENCES) as FaultCode[]), "other"] as const; // its keys are closed

interface CodedFault {
  code: FaultCode;
  params: Readonly<Record<string, string>>;
}

/** The code of a sentence, and the values of its parameters. */
export function codeOfFault(message: string): CodedFault {
  for (const { code, pattern } of PATTERNS) {
    const found = pattern.exec(message);
    if (found !== null) return { code, params: { ...found.groups } };
  }
  return { code: "other", params: {} };
}

/** In the order above: a sentence that another one would also fit stands before it. */
const PATTERNS = Object.entries(FAULT_SENTENCES).flatMap(
  ([code, sentences]) => sentences.map((sentence) => ({ code: code as FaultCode, pattern: patternOf(sentence) })), // see FAULT_CODES
);

function patternOf(sentence: string): RegExp {
  const literal = sentence.replaceAll(/[.*+?^$()|[\]\\/]/g, String.raw`\$&`);
  return new RegExp(`^${literal.replaceAll(/\{(\w+)\}/g, "(?<$1>.+)")}$`, "s");
}
