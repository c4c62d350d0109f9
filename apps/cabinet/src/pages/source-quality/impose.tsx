import { Button, Modal, NativeSelect, Textarea, TextInput } from "@mantine/core";
import type { SourceScore } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import { LIMIT_CHANGES } from "./changes.ts";
import partClasses from "../../parts/parts.module.css";

const USUAL_DAYS = "14";

/** Limits a source by hand. */
export function Impose({
  source,
  onClose,
}: {
  source: Pick<SourceScore, "id" | "kind" | "name">;
  onClose: () => void;
}) {
  const { t } = useTranslation("source-quality");
  const { t: common } = useTranslation();
  const act = useAct("imposeSourceLimit", { changes: LIMIT_CHANGES });
  const form = useForm({ limit_kind: "hold", hold_days: USUAL_DAYS, days: USUAL_DAYS, reason: "" }, async (values) => {
    const isHold = values.limit_kind === "hold";
    await act.mutateAsync({
      body: {
        limit_kind: isHold ? "hold" : "pause",
        ...(source.kind === "link" ? { link_id: source.id } : { webmaster_id: source.id }),
        hold_days: isHold ? Number(values.hold_days) : null,
        ...{ days: Number(values.days), reason: values.reason },
      },
    });
    onClose();
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("impose_title", { name: source.name })}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
        <p className={partClasses["lead"]}>{t("impose_text")}</p>
        {source.kind === "link" && (
          <NativeSelect
            label={t("limit")}
            value={form.values.limit_kind}
            onChange={(event) => form.set("limit_kind", event.currentTarget.value)}
            data={(["hold", "pause"] as const).map((value) => ({ value, label: t(`limit_${value}`) }))}
          />
        )}
        {form.values.limit_kind === "hold" && (
          <TextInput {...form.text("hold_days")} inputMode="numeric" label={t("figure_hold_days")} />
        )}
        <TextInput {...form.text("days")} inputMode="numeric" label={t("limit_days")} />
        <Textarea {...form.text("reason")} label={t("reason_read")} required rows={3} data-autofocus />
        {form.error !== undefined && <Failed error={form.error} />}
        <div className={partClasses["buttons"]}>
          <Button variant="default" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" loading={form.isBusy}>
            {t("impose")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
