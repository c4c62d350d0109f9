import { Button } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ListedPayoutRun } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import type { Column } from "../../parts/data-table.tsx";
import { useDayFilters, type Filter } from "../../parts/filter-bar.tsx";
import { ListPage } from "../../parts/list-page.tsx";
import { useList } from "../../parts/list-table.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { useHasRight } from "../../parts/with-right.tsx";
import { PAYOUT_RUN_STATUSES } from "../../words.ts";
import { NewRun } from "./new-run.tsx";
import { RunStatusBadge, useRunName } from "./run-status.tsx";
import { paidBy } from "./sums.ts";
import partClasses from "../../parts/parts.module.css";

const route = getRouteApi("/frame/payout-runs");

/** All payout runs, with what each pays and what it waits for. */
export function PayoutRunsPage() {
  const { t } = useTranslation("payout-runs");
  const { new: isNew, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const mayChange = useHasRight("payouts");
  const change = (changes: Readonly<Record<string, string | undefined>>) =>
    void navigate({ search: (before) => ({ ...before, ...changes }) });
  return (
    <>
      <ListPage
        title={t("title")}
        lead={t("lead")}
        action={mayChange && <Button onClick={() => change({ new: "1" })}>{t("new_run")}</Button>}
        list={useList("listPayoutRuns", search)}
        columns={useColumns()}
        filters={useFilters()}
        search={search}
        onSearch={change}
        never={{ title: t("never"), text: t("never_text") }}
      />
      {isNew !== undefined && <NewRun onClose={() => change({ new: undefined })} />}
    </>
  );
}

function useFilters(): Filter[] {
  const { t } = useTranslation("payout-runs");
  return [
    {
      name: "status",
      label: t("status"),
      kind: "choice",
      options: PAYOUT_RUN_STATUSES.map((value) => ({ value, label: t(`status_${value}`) })),
    },
    ...useDayFilters(),
  ];
}

function useColumns(): Column<ListedPayoutRun>[] {
  const { t } = useTranslation("payout-runs");
  const format = useFormat();
  const nameOf = useRunName();
  return useMemo(
    () => [
      {
        id: "run",
        header: t("run"),
        cell: (run) => (
          <Link to="/payout-runs/$id" params={{ id: run.id }}>
            {nameOf(run)}
          </Link>
        ),
      },
      { id: "status", header: t("status"), cell: ({ status }) => <RunStatusBadge status={status} />, onCard: true },
      {
        id: "sum",
        header: t("pays"),
        cell: ({ totals }) => {
          const sums = paidBy(totals);
          return sums.length === 0 ? (
            "—"
          ) : (
            <span className={partClasses["lines"]}>
              {sums.map(({ amount }) => (
                <MoneyText key={amount.currency} money={amount} />
              ))}
            </span>
          );
        },
        isNumber: true,
        onCard: true,
      },
      {
        id: "payouts",
        header: t("payouts"),
        cell: ({ totals }) => format.count(paidBy(totals).reduce((sum, { payouts }) => sum + payouts, 0)),
        isNumber: true,
        onCard: true,
      },
      { id: "next", header: t("next"), cell: (run) => <WhatWaits run={run} />, onCard: true },
      { id: "cut_off", header: t("cut_off"), cell: ({ cut_off_at }) => format.time(cut_off_at) },
    ],
    [t, format, nameOf],
  );
}

/** What the run waits for: a step, a second operator, or its own job. */
function WhatWaits({ run: { status, job, money_request_id } }: { run: ListedPayoutRun }) {
  const { t } = useTranslation("payout-runs");
  if (job !== null) return t(`job_${job}`);
  return money_request_id === null ? t(`next_${status}`) : t("next_second");
}
