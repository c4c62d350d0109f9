import { isValidBIC, validateIBAN, ValidationErrorsIBAN } from "ibantools";

/**
 * Countries whose IBANs SEPA reaches: the 41 of the list EPC409-09 of the European Payments Council, as of 2026-11 (with
 * Albania and Montenegro since 2024-11, Moldova and North Macedonia since 2025-03, Serbia since 2025-05), and Gibraltar,
 * which belongs to the United Kingdom there but has IBANs of its own. Other territories use their country's IBANs.
 */
export const SEPA_COUNTRIES: ReadonlySet<string> = new Set(
  (
    "AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS SE SI " +
    "SK SM VA GI"
  ).split(" "),
);

const MOD97_LENGTH = "has the wrong length for its country. Copy it again from your bank";

/** Why this is not an IBAN; undefined if it is one. Expects upper case without spaces. */
export function ibanFault(iban: string): string | undefined {
  const { valid, errorCodes } = validateIBAN(iban);
  if (valid) return undefined;
  if (errorCodes.includes(ValidationErrorsIBAN.NoIBANCountry))
    return "must begin with the two letters of a country that has IBANs, like DE";
  if (errorCodes.includes(ValidationErrorsIBAN.WrongBBANLength)) return MOD97_LENGTH;
  return "has a wrong digit or letter: its check digits don't fit. Copy it again from your bank";
}

/** The same, where SEPA must reach it. */
export const sepaIbanFault = (iban: string): string | undefined =>
  ibanFault(iban) ??
  (SEPA_COUNTRIES.has(iban.slice(0, 2))
    ? undefined
    : "is of a country that SEPA does not reach. Add an account with SWIFT instead");

/** Why this is not a BIC (ISO 9362); undefined if it is one. Expects upper case without spaces. */
export const bicFault = (bic: string): string | undefined =>
  isValidBIC(bic) ? undefined : "must be a BIC of 8 or 11 letters and digits, like DEUTDEFF";
