import { Button } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { PayoutRunDetails } from "@waymark/client";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct, type RowOf } from "../../api/index.ts";
import type { Column } from "../../parts/data-table.tsx";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import { FilterBar } from "../../parts/filter-bar.tsx";
import { useFreshSignIn } from "../../parts/fresh-sign-in.tsx";
import { ListTable, useList } from "../../parts/list-table.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { Empty } from "../../parts/states.tsx";
import { useHasRight } from "../../parts/with-right.tsx";
import { PAYOUT_STATUSES } from "../../words.ts";
import { PayoutStatusBadge } from "../payouts/payout-status.tsx";
import { ReturnPayout, isReturnable } from "./return-payout.tsx";
import { RUN_CHANGES } from "./run-acts.tsx";
import partClasses from "../../parts/parts.module.css";

const route = getRouteApi("/frame/payout-runs/$id");

type Payout = RowOf<"listPayouts">;

/** What is about to be done with a payout. */
interface Act {
  kind: "exclude" | "return";
  payout: Payout;
}

/** The payouts of the run. Before it is sent webmasters can be taken out; after that, single payouts are returned. */
export function RunPayouts({ run }: { run: PayoutRunDetails }) {
  const { t } = useTranslation("payout-runs");
  const { t: payouts } = useTranslation("payouts");
  const { status, currency } = route.useSearch();
  const navigate = route.useNavigate();
  const [act, setAct] = useState<Act>();
  const change = (changes: Readonly<Record<string, string | undefined>>) =>
    void navigate({ search: (before) => ({ ...before, ...changes }) });
  const isFiltered = status !== undefined || currency !== undefined;
  const close = () => setAct(undefined);
  const currencies = [...new Set(run.totals.map(({ amount }) => amount.currency))];
  return (
    <>
      <FilterBar
        filters={[
          {
            name: "status",
            label: t("status"),
            kind: "choice",
            options: PAYOUT_STATUSES.map((value) => ({ value, label: payouts(`payout_${value}`) })),
          },
          {
            name: "currency",
            label: t("currency"),
            kind: "choice",
            options: currencies.map((value) => ({ value, label: value })),
          },
        ]}
        values={{ status, currency }}
        onChange={change}
      />
      <ListTable
        list={useList("listPayouts", { run_id: run.id, status, currency })}
        label={t("list_payouts")}
        columns={useColumns(run, setAct)}
        clearFilters={isFiltered ? () => change({ status: undefined, currency: undefined }) : undefined}
        never={<Empty title={t("payouts_never")} />}
      />
      {act?.kind === "exclude" && <Exclude run={run} payout={act.payout} onClose={close} />}
      {act?.kind === "return" && <ReturnPayout payout={act.payout} onClose={close} />}
    </>
  );
}

function useColumns(run: PayoutRunDetails, onAct: (act: Act) => void): Column<Payout>[] {
  const { t } = useTranslation("payout-runs");
  const mayChange = useHasRight("payouts");
  const isUnsent = (run.status === "draft" || run.status === "approved") && run.job === null;
  return useMemo(
    () => [
      {
        id: "webmaster",
        header: t("webmaster"),
        cell: ({ id, webmaster_name }) => (
          <Link to="/payouts/$id" params={{ id }}>
            {webmaster_name}
          </Link>
        ),
      },
      {
        id: "amount",
        header: t("amount"),
        cell: ({ amount }) => <MoneyText money={amount} />,
        isNumber: true,
        onCard: true,
      },
      { id: "net", header: t("net"), cell: ({ net }) => <MoneyText money={net} />, isNumber: true, onCard: true },
      {
        id: "status",
        header: t("status"),
        cell: ({ status, reason }) => (
          <span className={partClasses["lines"]}>
            <PayoutStatusBadge status={status} />
            {reason !== null && <small>{reason}</small>}
          </span>
        ),
        onCard: true,
      },
      {
        id: "act",
        header: t("act"),
        onCard: true,
        cell: (payout) => {
          if (payout.is_at_work) return t("payout_at_work");
          if (!mayChange || !isReturnable(payout)) return "—";
          const kind = payout.status === "new" ? "exclude" : "return";
          return kind === "return" || isUnsent ? (
            <Button variant="default" size="compact-xs" onClick={() => onAct({ kind, payout })}>
              {t(`verb_${kind}`)}
            </Button>
          ) : (
            "—"
          );
        },
      },
    ],
    [t, mayChange, isUnsent, onAct],
  );
}

interface ExcludeProps {
  run: PayoutRunDetails;
  payout: Payout;
  onClose: () => void;
}

function Exclude({ run: { id, status }, payout: { webmaster_id, webmaster_name }, onClose }: ExcludeProps) {
  const { t } = useTranslation("payout-runs");
  const exclude = useAct("excludeFromPayoutRun", { changes: RUN_CHANGES });
  const { run, dialog } = useFreshSignIn();
  return (
    <>
      <ConfirmAct
        title={t("exclude_title", { name: webmaster_name })}
        effect={
          <div className={partClasses["stack"]}>
            <p>{t("exclude_effect")}</p>
            {status === "approved" && <p>{t("voids_approval")}</p>}
          </div>
        }
        button={t("verb_exclude")}
        reason={{ label: t("reason_webmaster"), isRequired: true }}
        act={(reason) => run(() => exclude.mutateAsync({ path: { id }, body: { webmaster_id, reason } }))}
        onClose={onClose}
      />
      {dialog}
    </>
  );
}
