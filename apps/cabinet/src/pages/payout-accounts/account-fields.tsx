import { NativeSelect, TextInput } from "@mantine/core";
import type { NewPayoutAccount, PayoutAccount } from "@waymark/client";
import type { ChangeEvent } from "react";
import { useTranslation } from "react-i18next";
import { FIELDS, ONLY_CURRENCY, textNameOf, type DetailName } from "./fields.ts";
import partClasses from "../../parts/parts.module.css";

type Method = PayoutAccount["method"];

/** Method, currency and details of an account, named as the API names the fields of its errors. */
export type AccountValues = Record<`details.${DetailName}`, string> & { method: string; currency: string };

const NO_DETAILS: Record<`details.${DetailName}`, string> = {
  ...{ "details.holder": "", "details.iban": "", "details.bic": "", "details.account": "", "details.bik": "" },
  ...{ "details.correspondent_account": "", "details.inn": "", "details.bank_name": "", "details.country": "" },
  ...{ "details.town": "", "details.email": "", "details.address": "", "details.service": "" },
};

/** Nothing typed yet for an account of this method. */
export const emptyAccount = (method: Method): AccountValues => ({
  ...NO_DETAILS,
  ...{ method, currency: ONLY_CURRENCY[method] ?? "" },
});

/** What this part needs of a form. */
interface AccountForm {
  values: AccountValues;
  set(name: "method" | "currency", value: string): void;
  text(name: keyof AccountValues): {
    name: string;
    value: string;
    error: string | undefined;
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => void;
  };
}

/** The method of an account, its currency, and what the bank or the service needs. */
export function AccountFields({ form, offered }: { form: AccountForm; offered: readonly Method[] }) {
  const { t } = useTranslation("payout-accounts");
  const method = form.values.method as Method; // one of those offered
  const only = ONLY_CURRENCY[method];
  const choose = (chosen: string) => {
    form.set("method", chosen);
    form.set("currency", ONLY_CURRENCY[chosen as Method] ?? ""); // the same
  };
  return (
    <>
      <NativeSelect
        label={t("method")}
        value={method}
        onChange={(event) => choose(event.currentTarget.value)}
        data={offered.map((value) => ({ value, label: t(`method_${textNameOf(value)}`) }))}
        data-autofocus
      />
      <p className={partClasses["note"]}>{t(`about_${textNameOf(method)}`)}</p>
      <TextInput
        {...form.text("currency")}
        label={t("currency")}
        description={only === undefined ? t("currency_text") : t("currency_only", { currency: only })}
        readOnly={only !== undefined}
        maxLength={3}
        required
      />
      {FIELDS[method].map(({ name, isOptional, isNumeric }) => (
        <TextInput
          key={name}
          {...form.text(`details.${name}`)}
          label={t(`field_${name}`)}
          description={t(
            method === "other" && name === "account" ? "field_text_service_account" : `field_text_${name}`,
          )}
          required={isOptional !== true}
          maxLength={name === "account" && method === "other" ? 500 : 140}
          {...(isNumeric === true && { inputMode: "numeric" as const })}
        />
      ))}
    </>
  );
}

/** The details that were typed, as the API takes them. */
export function detailsOf(values: AccountValues): NewPayoutAccount["details"] {
  const method = values.method as Method; // one of those offered
  const entries = FIELDS[method].map(({ name }) => [name, values[`details.${name}`].trim()] as const);
  const typed = Object.fromEntries(entries.filter(([, text]) => text !== ""));
  return { method, ...typed } as NewPayoutAccount["details"]; // what is missing is the API's to refuse
}
