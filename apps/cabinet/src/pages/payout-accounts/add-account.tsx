import { Button, Modal, NativeSelect, TextInput } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { NewPayoutAccount, PayoutAccount } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { settings, useAct } from "../../api/index.ts";
import { useFreshSignIn } from "../../parts/fresh-sign-in.tsx";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import { TAX_PROFILES } from "../../words.ts";
import { FIELDS, ONLY_CURRENCY, textNameOf, type DetailName } from "./fields.ts";
import partClasses from "../../parts/parts.module.css";

type Method = PayoutAccount["method"];
type Tax = PayoutAccount["tax"]["profile"];

/** Named as the API names the fields of its errors. */
type Values = Record<`details.${DetailName}`, string> & {
  method: string;
  currency: string;
  "tax.profile": string;
  "tax.rate_bps": string;
  "tax.tax_id": string;
};

const NOTHING: Values = {
  ...{ method: "", currency: "", "tax.profile": "none", "tax.rate_bps": "", "tax.tax_id": "" },
  ...{ "details.holder": "", "details.iban": "", "details.bic": "", "details.account": "", "details.bik": "" },
  ...{ "details.correspondent_account": "", "details.inn": "", "details.bank_name": "", "details.country": "" },
  ...{ "details.town": "", "details.email": "", "details.address": "", "details.service": "" },
};

interface AddAccountProps {
  /** The method to begin with; another word of the address begins with the first one. */
  method: string;
  onClose: () => void;
}

/** Adds an account, and opens it. */
export function AddAccount({ method: asked, onClose }: AddAccountProps) {
  const { t } = useTranslation("payout-accounts");
  const { t: common } = useTranslation();
  const navigate = useNavigate();
  const add = useAct("addPayoutAccount", { changes: ["listPayoutAccounts"] });
  const { run, dialog } = useFreshSignIn();
  const { data: network } = useSuspenseQuery(settings);
  const offered = network.payout_methods;
  const first = offered.find((one) => one === asked) ?? offered[0] ?? "other";
  const form = useForm<Values>({ ...NOTHING, method: first, currency: ONLY_CURRENCY[first] ?? "" }, async (values) => {
    const { id } = await run(() => add.mutateAsync({ body: bodyOf(values) }));
    await navigate({ to: "/payout-accounts/$id", params: { id }, search: {} });
  });
  const method = form.values.method as Method; // one of those offered
  const profile = form.values["tax.profile"] as Tax; // the same
  const only = ONLY_CURRENCY[method];
  const choose = (chosen: string) => {
    form.set("method", chosen);
    form.set("currency", ONLY_CURRENCY[chosen as Method] ?? ""); // the same
  };
  return (
    <Modal opened onClose={onClose} title={t("add_title")} closeButtonProps={{ "aria-label": common("close") }}>
      <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
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
        <NativeSelect
          label={t("tax")}
          value={profile}
          onChange={(event) => form.set("tax.profile", event.currentTarget.value)}
          data={TAX_PROFILES.map((value) => ({ value, label: t(`tax_${value}`) }))}
        />
        {profile === "rate" && (
          <TextInput
            {...form.text("tax.rate_bps")}
            label={t("tax_rate_bps")}
            description={t("tax_rate_text")}
            inputMode="decimal"
            required
          />
        )}
        {(profile === "reverse_charge" || profile === "self_employed") && (
          <TextInput {...form.text("tax.tax_id")} label={t(`tax_id_${profile}`)} maxLength={20} required />
        )}
        <p className={partClasses["note"]}>{t("waits")}</p>
        {form.error !== undefined && <Failed error={form.error} />}
        <div className={partClasses["buttons"]}>
          <Button variant="default" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" loading={form.isBusy}>
            {t("add_account")}
          </Button>
        </div>
      </form>
      {dialog}
    </Modal>
  );
}

function bodyOf(values: Values): NewPayoutAccount {
  const method = values.method as Method; // one of those offered
  const profile = values["tax.profile"] as Tax; // the same
  const entries = FIELDS[method].map(({ name }) => [name, values[`details.${name}`].trim()] as const);
  const details = Object.fromEntries(entries.filter(([, text]) => text !== ""));
  const percent = Number(values["tax.rate_bps"].replace(",", "."));
  const hasId = profile === "reverse_charge" || profile === "self_employed";
  return {
    currency: values.currency.trim().toUpperCase(),
    details: { method, ...details } as NewPayoutAccount["details"], // what is missing is the API's to refuse
    tax: {
      profile,
      ...(profile === "rate" && { rate_bps: Math.round(percent * 100) }),
      ...(hasId && { tax_id: values["tax.tax_id"].trim() }),
    },
  };
}
