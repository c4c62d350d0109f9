import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { Upload, UploadRow, UploadRowOutcome } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { AskAbout } from "../../parts/ask-about.tsx";
import type { Column } from "../../parts/data-table.tsx";
import { Facts } from "../../parts/facts.tsx";
import { FilterBar, type Filter } from "../../parts/filter-bar.tsx";
import { ListTable, useList } from "../../parts/list-table.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Empty, States } from "../../parts/states.tsx";
import { StatusBadge, type Tone } from "../../parts/status-badge.tsx";
import { UPLOAD_OUTCOMES } from "../../words.ts";
import { Changes } from "./changes.tsx";
import { UploadStatusBadge } from "./upload-status.tsx";
import { useOutcomeText } from "../../parts/use-outcome-text.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./uploads.module.css";

const route = getRouteApi("/frame/uploads/$id");

/** One file: what it changed for the webmaster, and each row of theirs with its outcome and reason. */
export function UploadPage() {
  const { t } = useTranslation("uploads");
  const path = route.useParams();
  const query = useQuery(read("getUpload", { path }));
  return (
    <>
      <p className={classes["back"]}>
        <Link to="/uploads">{t("all_uploads")}</Link>
      </p>
      <PageHeader
        title={query.data === undefined ? t("upload") : t("upload_of", { offer: query.data.offer_name })}
        lead={t("upload_lead")}
        action={<AskAbout kind="upload" id={path.id} />}
      />
      <States query={query}>{(upload) => <Summary upload={upload} />}</States>
      {/* Without the upload its rows would only repeat the error. */}
      {query.error === null && <Rows id={path.id} />}
    </>
  );
}

function Rows({ id }: { id: string }) {
  const { t } = useTranslation("uploads");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const filters = useFilters();
  const isFiltered = Object.values(search).some((value) => value !== undefined);
  return (
    <>
      <FilterBar
        filters={filters}
        values={search}
        onChange={(changes) => void navigate({ search: (before) => ({ ...before, ...changes }) })}
      />
      <ListTable
        list={useList("listUploadRows", search, { id })}
        label={t("rows")}
        columns={useColumns()}
        rowKey={({ row, conversion_id }) => `${row} ${conversion_id}`}
        clearFilters={isFiltered ? () => void navigate({ search: {} }) : undefined}
        never={<Empty title={t("no_rows")} text={t("no_rows_text")} />}
      />
    </>
  );
}

function Summary({ upload }: { upload: Upload }) {
  const { t } = useTranslation("uploads");
  const format = useFormat();
  const { status, rows, total, committed_at, period_starts_at, undone_at, undo_reason } = upload;
  return (
    <div className={classes["summary"]}>
      <UploadStatusBadge status={status} />
      <Facts
        facts={[
          [t("your_rows"), format.count(rows)],
          [t("change_approved"), <Changes key="approved" total={total} of="approved" />],
          [t("change_pending"), <Changes key="pending" total={total} of="pending" />],
          [t("applied"), committed_at && format.time(committed_at)],
          [t("period"), period_starts_at && format.time(period_starts_at, "date")],
          [t("undone"), undone_at && format.time(undone_at)],
          [t("undo_reason"), undo_reason],
        ]}
      />
    </div>
  );
}

function useFilters(): Filter[] {
  const { t } = useTranslation("uploads");
  return [
    {
      name: "outcome",
      label: t("outcome"),
      kind: "choice",
      options: UPLOAD_OUTCOMES.map((value) => ({ value, label: t(`outcome_${value}`) })),
    },
    {
      name: "is_missing",
      label: t("in_file"),
      kind: "choice",
      options: (["false", "true"] as const).map((value) => ({ value, label: t(`is_missing_${value}`) })),
    },
  ];
}

const TONES: Record<UploadRowOutcome, Tone> = {
  create: "pending",
  approve: "good",
  reject: "bad",
  adjust: "moving",
  unchanged: "quiet",
  duplicate: "quiet",
  error: "bad",
};

function useColumns(): Column<UploadRow>[] {
  const { t } = useTranslation("uploads");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "row",
        header: t("row"),
        cell: ({ row, conversion_id: id }) => {
          const name = row === 0 ? t("is_missing_true") : t("row_number", { row: format.count(row) });
          return id === null ? (
            name
          ) : (
            <Link to="/conversions/$id" params={{ id }} search={{}}>
              {name}
            </Link>
          );
        },
      },
      { id: "outcome", header: t("outcome"), cell: (row) => <Outcome row={row} />, onCard: true },
      {
        id: "commission",
        header: t("commission"),
        cell: ({ commission_before: before, commission_after: after }) =>
          after === null ? (
            "—"
          ) : (
            <span className={partClasses["line"]}>
              {before !== null && before.amount_minor !== after.amount_minor && (
                <>
                  <MoneyText money={before} /> →
                </>
              )}
              <MoneyText money={after} />
            </span>
          ),
        isNumber: true,
        onCard: true,
      },
      { id: "why", header: t("why"), cell: (row) => <Why row={row} />, onCard: true },
    ],
    [t, format],
  );
}

function Outcome({ row: { outcome, status } }: { row: UploadRow }) {
  const { t } = useTranslation("uploads");
  return (
    <span className={partClasses["line"]}>
      <StatusBadge tone={TONES[outcome]}>{t(`outcome_${outcome}`)}</StatusBadge>
      {status !== "applied" && <small>{t(`row_${status}`)}</small>}
    </span>
  );
}

/** What the advertiser wrote, and then what the row did. */
function Why({ row: { reason, outcome_code: code, outcome_sentence: sentence } }: { row: UploadRow }) {
  const outcomeText = useOutcomeText();
  return (
    <span className={classes["why"]}>
      {reason !== null && <span>{reason}</span>}
      <small>{outcomeText({ code, sentence })}</small>
    </span>
  );
}
