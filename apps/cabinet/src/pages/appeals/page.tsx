import { getRouteApi, Link, Outlet, useRouteContext } from "@tanstack/react-router";
import type { Appeal } from "@waymark/client";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import { AnswerButtons, Choose, type Chosen } from "../../parts/choose.tsx";
import type { Column } from "../../parts/data-table.tsx";
import { useDayFilters, type Filter } from "../../parts/filter-bar.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { ListPage } from "../../parts/list-page.tsx";
import { useList } from "../../parts/list-table.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { useReasonText } from "../../parts/use-reason-text.ts";
import { useHasRight } from "../../parts/with-right.tsx";
import { AnswerAppeals, type AppealVerb } from "./answer-appeals.tsx";
import { APPEAL_STATUSES, AppealStatus } from "./appeal-status.tsx";
import partClasses from "../../parts/parts.module.css";

/** With its list, so that the two are one chunk. */
export { AppealDrawer } from "./appeal-drawer.tsx";

const route = getRouteApi("/frame/appeals");

/** Appeals against the network's check: the webmaster's own, or the operator's queue, which begins with the earliest due date. */
export function AppealsPage() {
  const { t } = useTranslation("appeals");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const isOperator = useRouteContext({ from: "/frame" }).me.role === "operator";
  const mayAnswer = useHasRight("write") && isOperator;
  const [chosen, setChosen] = useState<Chosen>(new Set());
  const [verb, setVerb] = useState<AppealVerb>();
  const status = search.status ?? (isOperator ? "open" : undefined);
  const list = useList("listAppeals", {
    ...search,
    status,
    ...(isOperator && status === "open" && { sort: "oldest" }),
  });
  const ids = (list.query.data ?? []).flatMap((row) => (row.status === "open" && chosen.has(row.id) ? [row.id] : []));
  const close = () => {
    setVerb(undefined);
    setChosen(new Set());
  };
  return (
    <>
      <ListPage
        title={t("title")}
        lead={t(isOperator ? "lead_operator" : "lead")}
        action={
          mayAnswer && (
            <AnswerButtons
              isDisabled={ids.length === 0}
              textOf={(one) => (ids.length === 0 ? t(one) : t(`do_${one}`, { count: ids.length }))}
              onVerb={setVerb}
            />
          )
        }
        list={list}
        columns={useColumns({ isOperator, chosen, onChoose: mayAnswer ? setChosen : undefined })}
        filters={useFilters(isOperator)}
        search={search}
        onSearch={(changes) => void navigate({ search: (before) => ({ ...before, ...changes }) })}
        never={{
          ...{
            title: t(isOperator ? "never_operator" : "never"),
            text: t(isOperator ? "never_operator_text" : "never_text"),
          },
          action: !isOperator && (
            <LinkButton to="/conversions" search={{ status: "held" }} variant="default">
              {t("to_held")}
            </LinkButton>
          ),
        }}
      />
      {verb !== undefined && <AnswerAppeals ids={ids} verb={verb} onClose={close} />}
      <Outlet />
    </>
  );
}

function useFilters(isOperator: boolean): Filter[] {
  const { t } = useTranslation("appeals");
  return [
    {
      ...({ name: "status", label: t("status"), kind: "choice" } as const),
      options: APPEAL_STATUSES.map((value) => ({ value, label: t(`status_${value}`) })),
    },
    {
      ...({ name: "is_overdue", label: t("overdue"), kind: "choice" } as const),
      options: [{ value: "true", label: t("overdue_only") }],
    },
    ...useDayFilters(),
    ...(isOperator ? [{ name: "webmaster_id", label: t("webmaster_id"), kind: "text" } as const] : []),
    { name: "offer_id", label: t("offer_id"), kind: "text" },
    { name: "check_code", label: t("check_code"), kind: "text" },
  ];
}

interface ColumnsOf {
  isOperator: boolean;
  chosen: Chosen;
  /** Undefined for people who can't answer. */
  onChoose: ((chosen: Chosen) => void) | undefined;
}

function useColumns({ isOperator, chosen, onChoose }: ColumnsOf): Column<Appeal>[] {
  const { t } = useTranslation("appeals");
  const format = useFormat();
  const reasonText = useReasonText();
  return useMemo(
    () => [
      {
        id: "conversion",
        header: t("conversion"),
        cell: ({ id, status, conversion_id, conversion, offer_name }) => (
          <Choose
            {...{ id, chosen, onChoose: status === "open" ? onChoose : undefined }}
            label={t("choose", { order: conversion.order_id ?? conversion_id })}
          >
            <span className={partClasses["lines"]}>
              <Link to="/appeals/$id" params={{ id }} search={(before) => before}>
                {conversion.order_id ?? conversion_id}
              </Link>
              <small>{offer_name}</small>
            </span>
          </Choose>
        ),
      },
      ...(isOperator
        ? [{ id: "webmaster", header: t("webmaster"), cell: (row: Appeal) => row.webmaster_name, onCard: true }]
        : []),
      {
        ...{ id: "commission", header: t("commission"), isNumber: true, onCard: true },
        cell: ({ conversion }) => <MoneyText money={conversion.commission} />,
      },
      {
        ...{ id: "against", header: t("against"), onCard: true },
        cell: ({ against, comment }) => (
          <span className={partClasses["lines"]}>
            <span className={partClasses["clipped"]}>{against === null ? "—" : reasonText(against)}</span>
            <small className={partClasses["clipped"]}>{comment}</small>
          </span>
        ),
      },
      { id: "status", header: t("status"), cell: (row) => <AppealStatus appeal={row} />, onCard: true },
      {
        ...{ id: "answer", header: t("answer"), onCard: true },
        cell: ({ answer }) => (
          <span className={partClasses["clipped"]}>{(answer !== null && reasonText(answer)) || "—"}</span>
        ),
      },
      { id: "appealed", header: t("appealed"), cell: ({ appealed_at }) => format.time(appealed_at, "date") },
    ],
    [t, format, reasonText, isOperator, chosen, onChoose],
  );
}
