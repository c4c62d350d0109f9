import { Button, Modal, Textarea, TextInput } from "@mantine/core";
import type { Payout } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { parseMinor, useFormat } from "../../format/index.ts";
import { useFreshSignIn } from "../../parts/fresh-sign-in.tsx";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import { RUN_CHANGES } from "./run-acts.tsx";
import partClasses from "../../parts/parts.module.css";

export const isReturnable = ({ status, is_at_work }: Pick<Payout, "status" | "is_at_work">): boolean =>
  !is_at_work && (status === "new" || status === "on_payment" || status === "paid");

interface ReturnPayoutProps {
  payout: Pick<Payout, "id" | "status" | "amount">;
  onClose: () => void;
}

/** Takes back a payout that did not arrive, with the reason, and what the bank charged for it. */
export function ReturnPayout({ payout: { id, status, amount }, onClose }: ReturnPayoutProps) {
  const { t } = useTranslation("payout-runs");
  const { t: common } = useTranslation();
  const format = useFormat();
  const [isAmountWrong, setAmountWrong] = useState(false);
  const act = useAct("returnPayout", { changes: RUN_CHANGES });
  const { run, dialog } = useFreshSignIn();
  const { currency } = amount;
  const form = useForm({ reason: "", bank_charge: "" }, async ({ reason, bank_charge }) => {
    const amount_minor = parseMinor(bank_charge, currency);
    const isWrong = bank_charge.trim() !== "" && amount_minor === undefined;
    setAmountWrong(isWrong);
    if (isWrong) return;
    const body = { reason, ...(amount_minor !== undefined && { bank_charge: { amount_minor, currency } }) };
    await run(() => act.mutateAsync({ path: { id }, body }));
    onClose();
  });
  const charge = form.text("bank_charge");
  return (
    <>
      <Modal
        opened
        onClose={onClose}
        title={t("return_title", { amount: format.money(amount) })}
        closeButtonProps={{ "aria-label": common("close") }}
      >
        <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
          <p>{t(status === "new" ? "return_new_effect" : "return_effect")}</p>
          <Textarea {...form.text("reason")} label={t("reason_webmaster")} required rows={3} data-autofocus />
          {status !== "new" && (
            <TextInput
              {...charge}
              error={isAmountWrong ? t("amount_wrong", { currency }) : charge.error}
              label={t("bank_charge", { currency })}
              description={t("bank_charge_text")}
              inputMode="decimal"
            />
          )}
          {form.error !== undefined && <Failed error={form.error} />}
          <div className={partClasses["buttons"]}>
            <Button variant="default" onClick={onClose}>
              {common("cancel")}
            </Button>
            <Button type="submit" color="red.9" loading={form.isBusy} disabled={form.values.reason.trim() === ""}>
              {t("verb_return")}
            </Button>
          </div>
        </form>
      </Modal>
      {dialog}
    </>
  );
}
