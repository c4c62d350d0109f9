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
import { AccountFields, detailsOf, emptyAccount, type AccountValues } from "./account-fields.tsx";
import partClasses from "../../parts/parts.module.css";

type Tax = PayoutAccount["tax"]["profile"];

/** Named as the API names the fields of its errors. */
type Values = AccountValues & { "tax.profile": string; "tax.rate_bps": string; "tax.tax_id": string };

const NO_TAX = { "tax.profile": "none", "tax.rate_bps": "", "tax.tax_id": "" };

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
  const form = useForm<Values>({ ...emptyAccount(first), ...NO_TAX }, async (values) => {
    const { id } = await run(() => add.mutateAsync({ body: bodyOf(values) }));
    await navigate({ to: "/payout-accounts/$id", params: { id }, search: {} });
  });
  const profile = form.values["tax.profile"] as Tax; // one of those offered
  return (
    <Modal opened onClose={onClose} title={t("add_title")} closeButtonProps={{ "aria-label": common("close") }}>
      <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
        <AccountFields form={form} offered={offered} />
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
  const profile = values["tax.profile"] as Tax; // one of those offered
  const percent = Number(values["tax.rate_bps"].replace(",", "."));
  const hasId = profile === "reverse_charge" || profile === "self_employed";
  return {
    currency: values.currency.trim().toUpperCase(),
    details: detailsOf(values),
    tax: {
      profile,
      ...(profile === "rate" && { rate_bps: Math.round(percent * 100) }),
      ...(hasId && { tax_id: values["tax.tax_id"].trim() }),
    },
  };
}
