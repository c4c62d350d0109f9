import { Button, Modal, NativeSelect, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import { mailedQuery } from "./query.ts";
import type { ReportState } from "./state.ts";
import partClasses from "../../parts/parts.module.css";

const EVERY = ["day", "week", "month"] as const;

/** Has the report that is open mailed to the person, each time about the period that has just ended. */
export function MailReport({ state, onClose }: { state: ReportState; onClose: () => void }) {
  const { t } = useTranslation("reports");
  const { t: common } = useTranslation();
  const [isDone, setDone] = useState(false);
  const create = useAct("createReport", { changes: ["listReports"] });
  const form = useForm({ name: "", every: "day" }, async ({ name, every: chosen }) => {
    const every = EVERY.find((one) => one === chosen) ?? "day";
    await create.mutateAsync({ body: { name, every, query: mailedQuery(state), zone: state.zone ?? null } });
    setDone(true);
  });
  return (
    <Modal opened onClose={onClose} title={t("mail_this")} closeButtonProps={{ "aria-label": common("close") }}>
      {isDone ? (
        <div className={partClasses["stack"]}>
          <p>{t("mail_done")}</p>
          <Link to="/report-mails">{t("mails")}</Link>
        </div>
      ) : (
        <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
          <p className={partClasses["note"]}>{t("mail_text")}</p>
          <TextInput {...form.text("name")} label={t("view_name")} required maxLength={100} data-autofocus />
          <NativeSelect
            name="every"
            label={t("mail_every")}
            value={form.values.every}
            onChange={({ currentTarget }) => form.set("every", currentTarget.value)}
            data={EVERY.map((value) => ({ value, label: t(`mail_every_${value}`) }))}
          />
          {form.error !== undefined && <Failed error={form.error} />}
          <div className={partClasses["buttons"]}>
            <Button variant="default" onClick={onClose}>
              {common("cancel")}
            </Button>
            <Button type="submit" loading={form.isBusy}>
              {t("mail_this")}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
