import { Button, Modal, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./source-quality.module.css";

const FIGURES = [
  ...(["score_below", "conversions_min", "days", "hold_days"] as const),
  ...(["recovery_score", "review_days", "again_after_days"] as const),
] as const;

const USUAL = {
  ...{ name: "", kind: "link", note: "", score_below: "50", conversions_min: "50", days: "3", hold_days: "14" },
  ...{ recovery_score: "70", review_days: "30", again_after_days: "14" },
};

/** Adds a version with one rule, and leads to what it would limit. Versions with several rules come by the API. */
export function NewPolicy({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("source-quality");
  const { t: common } = useTranslation();
  const navigate = useNavigate();
  const create = useAct("createQualityPolicy", { changes: ["listQualityPolicies"] });
  const form = useForm(USUAL, async ({ name, kind, note, hold_days, ...figures }) => {
    const { id } = await create.mutateAsync({
      body: {
        rules: [
          {
            ...{ name, kind: kind === "webmaster" ? "webmaster" : "link" },
            ...{ score_below: Number(figures.score_below), conversions_min: Number(figures.conversions_min) },
            ...{ days: Number(figures.days), hold_days: hold_days.trim() === "" ? null : Number(hold_days) },
            ...{ recovery_score: Number(figures.recovery_score), review_days: Number(figures.review_days) },
            again_after_days: Number(figures.again_after_days),
          },
        ],
        note: note.trim() === "" ? null : note,
      },
    });
    await navigate({ to: "/source-quality", search: { policy: id } });
  });
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t("new_policy")}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
        <p className={partClasses["lead"]}>{t("new_policy_text")}</p>
        <TextInput {...form.text("name")} label={t("rule_name")} required data-autofocus />
        <NativeSelect
          label={t("rule_of")}
          value={form.values.kind}
          onChange={(event) => form.set("kind", event.currentTarget.value)}
          data={(["link", "webmaster"] as const).map((value) => ({ value, label: t(`kinds_${value}`) }))}
        />
        <div className={classes["figures"]}>
          {FIGURES.map((name) => (
            <TextInput
              key={name}
              {...form.text(name)}
              inputMode="numeric"
              label={t(`figure_${name}`)}
              {...(name === "hold_days" && { description: t("figure_hold_days_text") })}
            />
          ))}
        </div>
        <Textarea {...form.text("note")} label={t("note")} rows={2} />
        {form.error !== undefined && <Failed error={form.error} />}
        <div className={partClasses["buttons"]}>
          <Button variant="default" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" loading={form.isBusy}>
            {t("create")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
