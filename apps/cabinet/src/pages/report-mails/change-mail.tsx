import { Button, Modal, NativeSelect, TextInput } from "@mantine/core";
import type { ScheduledReport } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { queryClient, read, useAct } from "../../api/index.ts";
import { Conflict, isConflict } from "../../parts/conflict.tsx";
import { Failed } from "../../parts/states.tsx";
import { useVersionedForm } from "../../parts/use-versioned-form.ts";
import partClasses from "../../parts/parts.module.css";

const EVERY = ["day", "week", "month"] as const;

/** Changes the name of a report by mail, and how often it is mailed. */
export function ChangeMail({ report, onClose }: { report: ScheduledReport; onClose: () => void }) {
  const { t } = useTranslation("report-mails");
  const { t: common } = useTranslation();
  const change = useAct("changeReport", { changes: ["listReports"] });
  const path = { id: report.id };
  const form = useVersionedForm<ScheduledReport, { name: string; every: string }>({
    current: report,
    valuesOf: ({ name, every }) => ({ name, every }),
    async send({ name, every: chosen }, { version }) {
      const every = EVERY.find((one) => one === chosen) ?? report.every;
      const changed = await change.mutateAsync({ path, body: { name, every, version } });
      onClose();
      return changed;
    },
    readCurrent: () => queryClient.fetchQuery({ ...read("getReport", { path }), staleTime: 0 }),
  });
  return (
    <Modal opened onClose={onClose} title={t("change_title")} closeButtonProps={{ "aria-label": common("close") }}>
      <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
        <TextInput {...form.text("name")} label={t("name")} required maxLength={100} data-autofocus />
        <NativeSelect
          name="every"
          label={t("every")}
          description={t("every_text")}
          value={form.values.every}
          onChange={({ currentTarget }) => form.set("every", currentTarget.value)}
          data={EVERY.map((value) => ({ value, label: t(`every_${value}`) }))}
        />
        <Conflict {...form.conflict} labels={{ name: t("name"), every: t("every") }} />
        {form.error !== undefined && !isConflict(form.error) && <Failed error={form.error} />}
        <div className={partClasses["buttons"]}>
          <Button variant="default" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" loading={form.isBusy}>
            {t("save")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
