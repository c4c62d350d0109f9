import { Button, Modal, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { usePreferences } from "../../format/index.ts";
import { useFreshSignIn } from "../../parts/fresh-sign-in.tsx";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import partClasses from "../../parts/parts.module.css";

/** Creates a draft run, and leads to it. */
export function NewRun({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("payout-runs");
  const { t: common } = useTranslation();
  const { zone } = usePreferences();
  const navigate = useNavigate();
  const create = useAct("createPayoutRun", { changes: ["listPayoutRuns", "getToDo"] });
  const { run, dialog } = useFreshSignIn();
  const form = useForm({ date: "", cut_off_at: "" }, async ({ date, cut_off_at }) => {
    const body = { ...(date !== "" && { date }), ...(cut_off_at !== "" && { cut_off_at }), zone };
    const { id } = await run(() => create.mutateAsync({ body }));
    await navigate({ to: "/payout-runs/$id", params: { id } });
  });
  return (
    <>
      <Modal opened onClose={onClose} title={t("new_run")} closeButtonProps={{ "aria-label": common("close") }}>
        <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
          <p>{t("new_run_effect")}</p>
          <TextInput {...form.text("date")} type="date" label={t("date")} description={t("date_text")} data-autofocus />
          <TextInput
            {...form.text("cut_off_at")}
            type="date"
            label={t("cut_off_day")}
            description={t("cut_off_text", { zone })}
          />
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
      {dialog}
    </>
  );
}
