import { Button } from "@mantine/core";
import { getRouteApi, Link, Outlet, useRouteContext } from "@tanstack/react-router";
import type { Claim, Me } from "@waymark/client";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import { AnswerButtons, Choose, type Chosen } from "../../parts/choose.tsx";
import type { Column } from "../../parts/data-table.tsx";
import { useDayFilters, type Filter } from "../../parts/filter-bar.tsx";
import { ListPage } from "../../parts/list-page.tsx";
import { useList } from "../../parts/list-table.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { useReasonText } from "../../parts/use-reason-text.ts";
import { useHasRight } from "../../parts/with-right.tsx";
import { AnswerClaims, type ClaimVerb } from "./answer-claims.tsx";
import { CLAIM_KINDS, CLAIM_STATUSES, ClaimStatus, orderOf } from "./claim-status.tsx";
import { ClaimCsv } from "./claim-csv.tsx";
import { NewClaim } from "./new-claim.tsx";
import partClasses from "../../parts/parts.module.css";

/** With its list, so that the two are one chunk. */
export { ClaimDrawer } from "./claim-drawer.tsx";

const route = getRouteApi("/frame/claims");

/**
 * Claims: the webmaster's own, those that an advertiser is to answer, or the operator's, of which silence has brought some
 * to them. What waits for an answer begins with the earliest due date.
 */
export function ClaimsPage() {
  const { t } = useTranslation("claims");
  const { new: isNew, click_id: clickId, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const { role } = useRouteContext({ from: "/frame" }).me;
  const mayWrite = useHasRight("write");
  const [chosen, setChosen] = useState<Chosen>(new Set());
  const [verb, setVerb] = useState<ClaimVerb>();
  const isWebmaster = role === "webmaster";
  const status = search.status ?? (isWebmaster || search.waits_for !== undefined ? undefined : "open");
  const isQueue = status === "open" || search.waits_for !== undefined;
  const list = useList("listClaims", { ...search, status, ...(!isWebmaster && isQueue && { sort: "oldest" }) });
  const claims = (list.query.data ?? []).filter((row) => row.status === "open" && chosen.has(row.id));
  const change = (changes: Partial<ReturnType<typeof route.useSearch>>) =>
    void navigate({ search: (before) => ({ ...before, ...changes }) });
  const close = () => {
    setVerb(undefined);
    setChosen(new Set());
  };
  return (
    <>
      <ListPage
        title={t("title")}
        lead={t(`lead_${role}`)}
        action={
          mayWrite &&
          (isWebmaster ? (
            <div className={partClasses["line"]}>
              <Button onClick={() => change({ new: "order" })}>{t("new_claim")}</Button>
              <Button variant="default" onClick={() => change({ new: "csv" })}>
                {t("new_csv")}
              </Button>
            </div>
          ) : (
            <AnswerButtons
              isDisabled={claims.length === 0}
              textOf={(one) => (claims.length === 0 ? t(one) : t(`do_${one}`, { count: claims.length }))}
              onVerb={setVerb}
            />
          ))
        }
        list={list}
        columns={useColumns({ role, chosen, onChoose: mayWrite && !isWebmaster ? setChosen : undefined })}
        filters={useFilters(role)}
        search={search}
        onSearch={change}
        never={{ title: t(isWebmaster ? "never" : "never_answer"), text: t(`never_${role}`) }}
      />
      {verb !== undefined && <AnswerClaims claims={claims} verb={verb} onClose={close} />}
      {isWebmaster && isNew === "csv" && <ClaimCsv onClose={() => change({ new: undefined })} />}
      {isWebmaster && isNew === "order" && (
        <NewClaim clickId={clickId ?? ""} onClose={() => change({ new: undefined, click_id: undefined })} />
      )}
      <Outlet />
    </>
  );
}

function useFilters(role: Me["role"]): Filter[] {
  const { t } = useTranslation("claims");
  return [
    {
      ...({ name: "status", label: t("status"), kind: "choice" } as const),
      options: CLAIM_STATUSES.map((value) => ({ value, label: t(`status_${value}`) })),
    },
    {
      ...({ name: "waits_for", label: t("waits"), kind: "choice" } as const),
      options: (["advertiser", "operator"] as const).map((value) => ({ value, label: t(`waits_${value}`) })),
    },
    {
      ...({ name: "kind", label: t("kind"), kind: "choice" } as const),
      options: CLAIM_KINDS.map((value) => ({ value, label: t(`kind_${value}`) })),
    },
    ...useDayFilters(),
    ...(role === "webmaster" ? [] : [{ name: "webmaster_id", label: t("webmaster_id"), kind: "text" } as const]),
    ...(role === "operator" ? [{ name: "advertiser_id", label: t("advertiser_id"), kind: "text" } as const] : []),
    { name: "offer_id", label: t("offer_id"), kind: "text" },
  ];
}

interface ColumnsOf {
  role: Me["role"];
  chosen: Chosen;
  /** Undefined for people who can't answer. */
  onChoose: ((chosen: Chosen) => void) | undefined;
}

function useColumns({ role, chosen, onChoose }: ColumnsOf): Column<Claim>[] {
  const { t } = useTranslation("claims");
  const format = useFormat();
  const reasonText = useReasonText();
  return useMemo(
    () => [
      {
        ...{ id: "order", header: t("order") },
        cell: (claim) => (
          <Choose
            {...{ id: claim.id, chosen, onChoose: claim.status === "open" ? onChoose : undefined }}
            label={t("choose", { order: orderOf(claim) })}
          >
            <span className={partClasses["lines"]}>
              <Link to="/claims/$id" params={{ id: claim.id }} search={(before) => before}>
                {orderOf(claim)}
              </Link>
              <small>{claim.offer_name}</small>
            </span>
          </Choose>
        ),
      },
      ...(role === "webmaster"
        ? []
        : [{ id: "webmaster", header: t("webmaster"), cell: (row: Claim) => row.webmaster_name, onCard: true }]),
      {
        ...{ id: "kind", header: t("kind"), onCard: true },
        cell: ({ kind, comment, competing }) => (
          <span className={partClasses["lines"]}>
            <span>{t(`kind_${kind}`)}</span>
            <small className={partClasses["clipped"]}>{competing ? t("has_competing") : comment}</small>
          </span>
        ),
      },
      {
        ...{ id: "amount", header: t("amount"), isNumber: true, onCard: true },
        cell: ({ amount }) => (amount === null ? "—" : <MoneyText money={amount} />),
      },
      { id: "status", header: t("status"), cell: (row) => <ClaimStatus claim={row} />, onCard: true },
      {
        ...{ id: "answer", header: t("answer"), onCard: true },
        cell: ({ answer }) => (
          <span className={partClasses["clipped"]}>{(answer !== null && reasonText(answer)) || "—"}</span>
        ),
      },
      { id: "filed", header: t("filed"), cell: ({ filed_at }) => format.time(filed_at, "date") },
    ],
    [t, format, reasonText, role, chosen, onChoose],
  );
}
