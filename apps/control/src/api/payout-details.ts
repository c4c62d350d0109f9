import { z } from "@hono/zod-openapi";
import type { NewPayoutAccount } from "@waymark/network/payout-account";

/** A text of an account, which the domain checks further. */
export const detailText = (max: number, description: string) => z.string().min(1).max(max).openapi({ description });

const HOLDER = "Name of the holder, exactly as at the bank, in Latin letters";

/** What a bank or service needs to pay to an account, or from one, by the method. */
export const Details = z
  .discriminatedUnion("method", [
    z
      .strictObject({
        method: z.literal("sepa"),
        holder: detailText(140, HOLDER),
        iban: detailText(60, "IBAN of a country that SEPA reaches; blanks and hyphens are ignored"),
        bic: detailText(20, "BIC of the bank; may be absent").nullable().default(null),
      })
      .openapi("SepaDetails"),
    z
      .strictObject({
        method: z.literal("russian_bank"),
        holder: detailText(200, "Name of the holder, as at the bank"),
        account: detailText(40, "Rouble account at the bank, 20 digits"),
        bik: detailText(20, "Code of the bank (БИК), 9 digits"),
        correspondent_account: detailText(40, "Account of the bank at the Bank of Russia, 20 digits"),
        inn: detailText(20, "Tax number of the holder (ИНН): 10 digits of a company, 12 of a person"),
        bank_name: detailText(200, "Name of the bank, and its town"),
      })
      .openapi("RussianBankDetails"),
    z
      .strictObject({
        method: z.literal("swift"),
        holder: detailText(140, HOLDER),
        account: detailText(60, "IBAN, or the account number where the country has no IBANs"),
        bic: detailText(20, "BIC of the bank"),
        country: detailText(2, "Country where the holder lives, ISO 3166-1"),
        town: detailText(70, "Town where the holder lives, in Latin letters"),
      })
      .openapi("SwiftDetails"),
    z
      .strictObject({ method: z.literal("paypal"), email: detailText(200, "E-mail address of the PayPal account") })
      .openapi("PaypalDetails"),
    z
      .strictObject({ method: z.literal("usdt_trc20"), address: detailText(60, "Address on the TRON network") })
      .openapi("UsdtDetails"),
    z
      .strictObject({
        method: z.literal("other"),
        service: detailText(60, "Name of the service: Payoneer, WebMoney, a card"),
        account: detailText(500, "What the service needs to find the account"),
      })
      .openapi("OtherDetails"),
  ])
  .openapi("PayoutDetails", { description: "What the bank or service needs, by the method" });

type Known = NewPayoutAccount["details"];

export function detailsOf(details: z.infer<typeof Details>): Known {
  if (details.method !== "russian_bank") return details;
  const { correspondent_account, bank_name, ...rest } = details;
  return { ...rest, correspondentAccount: correspondent_account, bankName: bank_name };
}

export function showDetails(details: Known): z.infer<typeof Details> {
  if (details.method !== "russian_bank") return details;
  const { correspondentAccount, bankName, ...rest } = details;
  return { ...rest, correspondent_account: correspondentAccount, bank_name: bankName };
}
