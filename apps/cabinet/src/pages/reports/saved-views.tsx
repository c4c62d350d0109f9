import { Button, Modal, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReportView } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queryClient, read, useAct } from "../../api/index.ts";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import { Conflict, isConflict } from "../../parts/conflict.tsx";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import { useVersionedForm } from "../../parts/use-versioned-form.ts";
import { readSearch, textsIn, writeSearch } from "../../search-parameters.ts";
import { MailReport } from "./mail-report.tsx";
import { writeState, type ReportSearch, type ReportState } from "./state.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./reports.module.css";

/** What a saved report has of the address: all but which saved report it is. */
const queryOf = (state: ReportState): string => writeSearch(writeState({ ...state, view: undefined })).slice(1);

/** What has changed its name since is named by the page. */
function addressOf(query: string): ReportSearch {
  const search = readSearch(query);
  return textsIn(search, ...Object.keys(search));
}

const useViews = () => useQuery(read("listReportViews", {}));

const useOpenView = ({ view: id }: ReportState): ReportView | undefined =>
  useViews().data?.data.find((view) => view.id === id);

/** The reports that the person has saved, each one click away, and those that are mailed to them. */
export function SavedViews({ state }: { state: ReportState }) {
  const { t } = useTranslation("reports");
  const views = useViews();
  if (views.error !== null) return <Failed error={views.error} retry={() => void views.refetch()} />;
  return (
    <nav className={classes["starters"]} aria-label={t("views")}>
      <span className={classes["startersLabel"]}>{t("views")}</span>
      {views.data?.data.map(({ id, name, query }) => (
        <Link
          key={id}
          to="/reports"
          search={{ ...addressOf(query), view: id }}
          className={classes["starter"]}
          aria-current={state.view === id ? "page" : undefined}
        >
          {name}
        </Link>
      ))}
      <Link to="/report-mails" className={classes["starter"]}>
        {t("mails")}
      </Link>
    </nav>
  );
}

interface ViewActsProps {
  state: ReportState;
  onChange: (changes: Partial<ReportState>) => void;
}

/** Saves the report under a name, or has it mailed; changes or deletes the saved one that is open. */
export function ViewActs({ state, onChange }: ViewActsProps) {
  const { t } = useTranslation("reports");
  const open = useOpenView(state);
  const [asking, setAsking] = useState<"save" | "change" | "delete" | "mail">();
  const close = () => setAsking(undefined);
  return (
    <div className={partClasses["buttons"]}>
      {open !== undefined && (
        <>
          <Button variant="default" onClick={() => setAsking("delete")}>
            {t("view_delete")}
          </Button>
          <Button variant="default" onClick={() => setAsking("change")}>
            {t("view_change")}
          </Button>
        </>
      )}
      <Button variant="default" onClick={() => setAsking("mail")}>
        {t("mail_this")}
      </Button>
      <Button onClick={() => setAsking("save")}>{t("view_save")}</Button>
      {asking === "mail" && <MailReport state={state} onClose={close} />}
      {asking === "save" && (
        <SaveView query={queryOf(state)} onSaved={({ id }) => onChange({ view: id })} onClose={close} />
      )}
      {asking === "change" && open !== undefined && <ChangeView view={open} query={queryOf(state)} onClose={close} />}
      {asking === "delete" && open !== undefined && (
        <DeleteView view={open} onDeleted={() => onChange({ view: undefined })} onClose={close} />
      )}
    </div>
  );
}

const CHANGES = { changes: ["listReportViews"] as const };

interface SaveViewProps {
  query: string;
  onSaved: (view: ReportView) => void;
  onClose: () => void;
}

function SaveView({ query, onSaved, onClose }: SaveViewProps) {
  const { t } = useTranslation("reports");
  const { t: common } = useTranslation();
  const save = useAct("saveReportView", CHANGES);
  const form = useForm({ name: "" }, async ({ name }) => {
    onSaved(await save.mutateAsync({ body: { name, query } }));
    onClose();
  });
  return (
    <Modal opened onClose={onClose} title={t("view_save")} closeButtonProps={{ "aria-label": common("close") }}>
      <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
        <TextInput
          {...form.text("name")}
          label={t("view_name")}
          description={t("view_name_text")}
          required
          maxLength={100}
          data-autofocus
        />
        {form.error !== undefined && <Failed error={form.error} />}
        <Acts isBusy={form.isBusy} button={t("view_save")} onClose={onClose} />
      </form>
    </Modal>
  );
}

/** The open report takes the place of the saved one, whose name may change too. */
function ChangeView({ view, query, onClose }: { view: ReportView; query: string; onClose: () => void }) {
  const { t } = useTranslation("reports");
  const { t: common } = useTranslation();
  const change = useAct("changeReportView", CHANGES);
  const path = { id: view.id };
  const form = useVersionedForm<ReportView, { name: string; query: string }>({
    current: view,
    valuesOf: (of) => ({ name: of.name, query: of.query }),
    async send({ name }, { version }) {
      const saved = await change.mutateAsync({ path, body: { name, query, version } });
      onClose();
      return saved;
    },
    async readCurrent() {
      const { data } = await queryClient.fetchQuery({ ...read("listReportViews", {}), staleTime: 0 });
      return data.find(({ id }) => id === view.id) ?? view;
    },
  });
  return (
    <Modal opened onClose={onClose} title={t("view_change")} closeButtonProps={{ "aria-label": common("close") }}>
      <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
        <TextInput {...form.text("name")} label={t("view_name")} required maxLength={100} data-autofocus />
        {query !== view.query && <p>{t("view_change_text")}</p>}
        <Conflict
          {...form.conflict}
          yours={{ ...form.conflict.yours, query }}
          labels={{ name: t("view_name"), query: t("view_question") }}
        />
        {form.error !== undefined && !isConflict(form.error) && <Failed error={form.error} />}
        <Acts isBusy={form.isBusy} button={t("view_change")} onClose={onClose} />
      </form>
    </Modal>
  );
}

interface DeleteViewProps {
  view: ReportView;
  onDeleted: () => void;
  onClose: () => void;
}

function DeleteView({ view, onDeleted, onClose }: DeleteViewProps) {
  const { t } = useTranslation("reports");
  const remove = useAct("removeReportView", { ...CHANGES, onDone: onDeleted });
  return (
    <ConfirmAct
      title={t("view_delete_title", { name: view.name })}
      effect={t("view_delete_text")}
      button={t("view_delete")}
      act={() => remove.mutateAsync({ path: { id: view.id } })}
      onClose={onClose}
    />
  );
}

function Acts({ isBusy, button, onClose }: { isBusy: boolean; button: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={partClasses["buttons"]}>
      <Button variant="default" onClick={onClose}>
        {t("cancel")}
      </Button>
      <Button type="submit" loading={isBusy}>
        {button}
      </Button>
    </div>
  );
}
