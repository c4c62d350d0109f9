import { Button, Modal, Textarea, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct, type InputOf } from "../../api/index.ts";
import { parseMinor, usePreferences } from "../../format/index.ts";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import { CLAIM_CHANGES } from "./claim-status.tsx";
import { useRefusalText } from "./use-refusal-text.ts";
import partClasses from "../../parts/parts.module.css";

type Body = NonNullable<InputOf<"fileClaims">["body"]>;

/** Claims an order that was not recorded, by one of the webmaster's own clicks. */
export function NewClaim({ clickId, onClose }: { clickId: string; onClose: () => void }) {
  const { t } = useTranslation("claims");
  const { t: common } = useTranslation();
  const { zone } = usePreferences();
  const navigate = useNavigate();
  const refusalText = useRefusalText();
  const [refusal, setRefusal] = useState<string>();
  const act = useAct("fileClaims", { changes: CLAIM_CHANGES });
  const blank = { click_id: clickId, order_id: "", occurred_at: "", goal: "", amount: "", currency: "", comment: "" };
  const form = useForm(blank, async (values) => {
    const claim = claimOf(values);
    if (claim === undefined) return setRefusal(t("amount_fault"));
    const { data } = await act.mutateAsync({ body: { zone, claims: [claim] } });
    const [outcome] = data;
    if (outcome === undefined) return;
    if (outcome.claim === null) return setRefusal(refusalText(outcome));
    await navigate({ to: "/claims/$id", params: { id: outcome.claim.id }, search: {} });
  });
  return (
    <Modal opened onClose={onClose} title={t("new_claim")} closeButtonProps={{ "aria-label": common("close") }}>
      <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
        <p>{t("new_text")}</p>
        <TextInput {...form.text("click_id")} label={t("click")} description={t("click_text")} required />
        <TextInput {...form.text("order_id")} label={t("order_id")} required data-autofocus />
        <TextInput {...form.text("occurred_at")} type="date" label={t("happened")} required />
        <TextInput {...form.text("goal")} label={t("goal")} description={t("goal_text")} />
        <TextInput {...form.text("amount")} inputMode="decimal" label={t("amount")} description={t("amount_text")} />
        <TextInput {...form.text("currency")} label={t("currency")} maxLength={3} />
        <Textarea
          {...form.text("comment")}
          label={t("comment")}
          description={t("comment_text")}
          maxLength={2_000}
          rows={3}
        />
        {refusal !== undefined && <p role="alert">{refusal}</p>}
        {form.error !== undefined && <Failed error={form.error} />}
        <div className={partClasses["buttons"]}>
          <Button variant="default" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" loading={form.isBusy}>
            {t("send")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** What was typed as the request has it; undefined if the amount can't be read. */
function claimOf(
  values: Record<"click_id" | "order_id" | "occurred_at" | "goal" | "amount" | "currency" | "comment", string>,
) {
  const currency = values.currency.trim().toUpperCase();
  const minor = values.amount.trim() === "" ? null : parseMinor(values.amount, currency);
  if (minor === undefined || (minor !== null && !/^[A-Z]{3}$/.test(currency))) return undefined;
  const claim: Body["claims"][number] = {
    kind: "untracked",
    click_id: values.click_id.trim(),
    order_id: values.order_id.trim(),
    occurred_at: values.occurred_at,
    ...(values.goal.trim() !== "" && { goal: values.goal.trim() }),
    ...(minor !== null && { amount: { amount_minor: minor, currency } }),
    ...(values.comment.trim() !== "" && { comment: values.comment.trim() }),
  };
  return claim;
}
