import { Button, Modal, NativeSelect, TextInput } from "@mantine/core";
import { useRouteContext } from "@tanstack/react-router";
import type { Offer } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct, type InputOf } from "../../api/index.ts";
import { parseMinor, parseShare, usePreferences } from "../../format/index.ts";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import partClasses from "../../parts/parts.module.css";

const BLANK = { goal: "", fixed: "", share: "", hold_days: "", starts_at: "" };
type Values = typeof BLANK;
type Body = NonNullable<InputOf<"proposeTerms">["body"]>;

/** Proposes terms of the webmaster's own. They are in force when the advertiser and the operator have accepted. */
export function ProposeTerms({ offer, onClose }: { offer: Offer; onClose: () => void }) {
  const { t } = useTranslation("offers");
  const { t: common } = useTranslation();
  const { me } = useRouteContext({ from: "/frame" });
  const { zone } = usePreferences();
  const propose = useAct("proposeTerms", { changes: ["listTerms"] });
  const [faults, setFaults] = useState<Partial<Record<keyof Values, string>>>({});
  const first = offer.goals.find(({ is_default }) => is_default)?.code ?? "";
  const form = useForm({ ...BLANK, goal: first }, async (values) => {
    const currency = offer.goals.find(({ code }) => code === values.goal)?.currency ?? "";
    const read = bodyOf(values, currency);
    setFaults(Object.fromEntries(read.unreadable.map((name) => [name, t("not_a_number")])));
    if (read.unreadable.length > 0) return;
    const start = values.starts_at === "" ? {} : { starts_at: values.starts_at, zone };
    await propose.mutateAsync({
      path: { id: offer.id },
      body: { webmaster_id: me.webmaster_id, ...start, ...read.body },
    });
    onClose();
  });
  const number = (name: keyof Values) => {
    const { error, ...field } = form.text(name);
    return { ...field, error: faults[name] ?? error, inputMode: "decimal" as const };
  };
  return (
    <Modal opened onClose={onClose} title={t("propose_title")} closeButtonProps={{ "aria-label": common("close") }}>
      <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
        <p>{t("propose_text")}</p>
        <NativeSelect
          name="goal"
          label={t("goal")}
          data={offer.goals.map(({ code }) => code)}
          value={form.values.goal}
          onChange={(event) => form.set("goal", event.currentTarget.value)}
        />
        <TextInput {...number("fixed")} label={t("fixed", { currency: offer.goals[0]?.currency ?? "" })} />
        <TextInput {...number("share")} label={t("share")} />
        <TextInput {...number("hold_days")} label={t("hold_in_days")} />
        <TextInput
          {...form.text("starts_at")}
          type="date"
          label={t("starts")}
          description={t("starts_text", { zone })}
        />
        {form.error !== undefined && <Failed error={form.error} />}
        <div className={partClasses["buttons"]}>
          <Button variant="default" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" loading={form.isBusy}>
            {t("propose_send")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** What was typed as the request has it, and the fields that hold no number. */
function bodyOf({ goal, fixed, share, hold_days: hold }: Values, currency: string) {
  const minor = fixed === "" ? null : parseMinor(fixed, currency);
  const bps = share === "" ? null : parseShare(share);
  const days = hold === "" ? null : /^\d{1,3}$/.test(hold.trim()) ? Number(hold) : undefined;
  const unreadable = (["fixed", "share", "hold_days"] as const).filter((_, i) => [minor, bps, days][i] === undefined);
  const rate = {
    goal,
    ...(typeof minor === "number" && { commission_fixed_minor: minor }),
    ...(typeof bps === "number" && { commission_bps: bps }),
  };
  const hasRate = typeof minor === "number" || typeof bps === "number";
  const body: Body = { ...(hasRate && { rates: [rate] }), ...(typeof days === "number" && { hold_days: days }) };
  return { body, unreadable };
}
