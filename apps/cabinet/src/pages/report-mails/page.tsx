import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ScheduledReport } from "@waymark/client";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { read, useAct } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Empty, Failed, States } from "../../parts/states.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { textsIn } from "../../search-parameters.ts";
import { ChangeMail } from "./change-mail.tsx";
import partClasses from "../../parts/parts.module.css";

/** The reports that are mailed to this person: when, what became of the last mail, and how to stop them. */
export function ReportMailsPage() {
  const { t } = useTranslation("report-mails");
  const query = useQuery(read("listReports", {}));
  const [asked, setAsked] = useState<{ to: "change" | "delete"; report: ScheduledReport }>();
  const close = () => setAsked(undefined);
  const toReports = (
    <LinkButton to="/reports" search={{}}>
      {t("to_reports")}
    </LinkButton>
  );
  const columns = useColumns(setAsked);
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} action={toReports} />
      <States
        query={query}
        isEmpty={({ data }) => data.length === 0}
        never={<Empty title={t("never")} text={t("never_text")} action={toReports} />}
      >
        {({ data }) => <DataTable label={t("title")} rows={data} columns={columns} rowKey={({ id }) => id} />}
      </States>
      <ApiRequestHint name="listReports" input={{}} />
      {asked?.to === "change" && <ChangeMail report={asked.report} onClose={close} />}
      {asked?.to === "delete" && <DeleteMail report={asked.report} onClose={close} />}
    </>
  );
}

type Ask = (asked: { to: "change" | "delete"; report: ScheduledReport }) => void;

function useColumns(onAsk: Ask): Column<ScheduledReport>[] {
  const { t } = useTranslation("report-mails");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "name",
        header: t("name"),
        cell: (report) => (
          <Link to="/reports" search={addressOf(report)}>
            {report.name}
          </Link>
        ),
      },
      { id: "every", header: t("every"), cell: ({ every }) => t(`every_${every}`), onCard: true },
      {
        id: "due",
        header: t("next"),
        cell: ({ due_at }) =>
          due_at === null ? <StatusBadge tone="quiet">{t("paused")}</StatusBadge> : format.time(due_at),
        onCard: true,
      },
      { id: "last", header: t("last"), cell: (report) => <LastMail report={report} />, onCard: true },
      {
        id: "acts",
        header: t("acts"),
        cell: (report) => <Acts report={report} onAsk={onAsk} />,
        onCard: true,
      },
    ],
    [t, format, onAsk],
  );
}

const PERIOD_BEFORE = { day: "yesterday", week: "last_week", month: "last_month" } as const;

/** The report of the period before today, as the mail has it. The page asks for medians by its columns. */
function addressOf({ query: { group_by: by, ...rest }, every, zone }: ScheduledReport) {
  const search = { ...rest, has_medians: undefined, by, zone, period: PERIOD_BEFORE[every] };
  return textsIn(search, ...Object.keys(search));
}

const TONES = { sent: "good", not_counted: "held", undelivered: "bad" } as const;

function LastMail({ report: { last_mail_at, last_mail_outcome } }: { report: ScheduledReport }) {
  const { t } = useTranslation("report-mails");
  const format = useFormat();
  if (last_mail_at === null || last_mail_outcome === null) return t("none_yet");
  return (
    <span className={partClasses["line"]}>
      {format.time(last_mail_at)}
      <StatusBadge tone={TONES[last_mail_outcome]}>{t(`outcome_${last_mail_outcome}`)}</StatusBadge>
    </span>
  );
}

const CHANGES = { changes: ["listReports"] as const };

/** Pausing needs no question: it is undone with one press. */
function Acts({ report, onAsk }: { report: ScheduledReport; onAsk: Ask }) {
  const { t } = useTranslation("report-mails");
  const pause = useAct("pauseReport", CHANGES);
  const resume = useAct("resumeReport", CHANGES);
  const { id, name, status } = report;
  const turn = status === "active" ? pause : resume;
  const button = { variant: "default", size: "compact-xs" } as const;
  return (
    <>
      <span className={partClasses["line"]}>
        <Button
          {...button}
          loading={turn.isPending}
          aria-label={t(status === "active" ? "pause_named" : "resume_named", { name })}
          onClick={() => turn.mutate({ path: { id } })}
        >
          {t(status === "active" ? "pause" : "resume")}
        </Button>
        <Button {...button} aria-label={t("change_named", { name })} onClick={() => onAsk({ to: "change", report })}>
          {t("change")}
        </Button>
        <Button {...button} aria-label={t("delete_named", { name })} onClick={() => onAsk({ to: "delete", report })}>
          {t("delete")}
        </Button>
      </span>
      {turn.error !== null && <Failed error={turn.error} />}
    </>
  );
}

function DeleteMail({ report: { id, name }, onClose }: { report: ScheduledReport; onClose: () => void }) {
  const { t } = useTranslation("report-mails");
  const remove = useAct("deleteReport", CHANGES);
  return (
    <ConfirmAct
      title={t("delete_named", { name })}
      effect={t("delete_text")}
      button={t("delete_it")}
      act={() => remove.mutateAsync({ path: { id } })}
      onClose={onClose}
    />
  );
}
