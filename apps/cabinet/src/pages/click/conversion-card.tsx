import type { ClickLife, ConversionChange } from "@waymark/client";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import { Card } from "../../parts/card.tsx";
import { ConversionStatusBadge } from "../../parts/conversion-status.tsx";
import { Facts } from "../../parts/facts.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { useReasonText } from "../../parts/use-reason-text.ts";
import { ApiPath } from "./api-path.tsx";
import { VERBS } from "./verbs.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./click.module.css";

type Life = ClickLife["conversions"][number];

interface Step {
  key: string;
  at: string;
  what: ReactNode;
}

/** One conversion of the click: what it earns, and everything that was done with it and its money, in order. */
export function ConversionCard({ of }: { of: Life }) {
  const { t } = useTranslation("click");
  const { conversion } = of;
  const steps = [...useChanges(of), ...useMoney(of)].toSorted((a, b) => a.at.localeCompare(b.at));
  return (
    <Card title={t("conversion", { order: conversion.order_id ?? conversion.id })}>
      <span className={partClasses["line"]}>
        <ConversionStatusBadge status={conversion.status} />
        {conversion.is_test && <StatusBadge tone="quiet">{t("is_test")}</StatusBadge>}
      </span>
      <Summary of={of} />
      <Steps steps={steps} />
      <ApiPath path={of.api_path} />
      <ApiPath path={of.changes_api_path} />
      <ApiPath path={of.transfers_api_path} />
    </Card>
  );
}

function Summary({ of: { conversion } }: { of: Life }) {
  const { t } = useTranslation("click");
  const format = useFormat();
  const { amount, revenue, commission, available_at: available, decision_due_at: due } = conversion;
  const reason = conversion.check_reason ?? conversion.validation_reason;
  const reasonText = useReasonText();
  return (
    <Facts
      facts={[
        [t("commission"), <MoneyText key="commission" money={commission} />],
        [t("amount"), amount && <MoneyText money={amount} />],
        [t("revenue"), revenue && <MoneyText money={revenue} />],
        [t("goal"), conversion.goal],
        [t("happened"), format.time(conversion.occurred_at)],
        [t("reported"), `${format.time(conversion.recorded_at)} · ${t(`channel_${conversion.channel}`)}`],
        [t("due"), due && format.time(due)],
        [t("available"), available && format.time(available)],
        [t("why"), reason && reasonText(reason)],
      ]}
    />
  );
}

const Steps = ({ steps }: { steps: readonly Step[] }) => {
  const format = useFormat();
  return (
    <ol className={classes["steps"]}>
      {steps.map(({ key, at, what }) => (
        <li key={key}>
          <time dateTime={at}>{format.time(at, "second")}</time>
          {what}
        </li>
      ))}
    </ol>
  );
};

function useChanges({ changes, upload_rows: rows }: Life): Step[] {
  const { t } = useTranslation("click");
  const { t: common } = useTranslation();
  const wordOf = (verb: string) => {
    const name = VERBS.find((one) => one === verb);
    return name === undefined ? verb : t(`verb_${name}`);
  };
  const reasonText = useReasonText();
  const reasonOf = ({ reason: text = null, reason_code: code = null }: ConversionChange) => reasonText({ code, text });
  const rowsOf = (source: string | null | undefined) => {
    const found = rows.filter(({ upload_id: id }) => source?.startsWith(id));
    return found.map(({ upload_id: id, row, api_path: path }) => (
      <span key={`${id} ${row}`}>
        {row === null ? t("file_not_mentioned", { id }) : t("file_row", { id, row })} <ApiPath path={path} />
      </span>
    ));
  };
  return changes.map((change) => ({
    key: `change ${change.version} ${change.verb}`,
    at: change.changed_at,
    what: (
      <>
        <span>
          <b>{wordOf(change.verb)}</b> · {common(`side_${change.side}`)}
        </span>
        {reasonOf(change) !== "" && <span>{reasonOf(change)}</span>}
        {rowsOf(change.source)}
      </>
    ),
  }));
}

function useMoney({ transfers, payouts = [] }: Life): Step[] {
  const { t } = useTranslation("click");
  const moved = transfers.map(({ id, debit, credit, amount, posted_at: at }) => ({
    key: id,
    at,
    what: (
      <span>
        {t("moved")} <MoneyText money={amount} />
        {(debit ?? credit) !== undefined && <code>{` ${debit ?? "…"} → ${credit ?? "…"}`}</code>}
      </span>
    ),
  }));
  const paid = payouts.flatMap(({ payout_id: id, amount, paid_at: at, api_path: path }) =>
    at === null
      ? []
      : [
          {
            key: `payout ${id}`,
            at,
            what: (
              <span>
                <b>{t("paid")}</b> <MoneyText money={amount} /> <ApiPath path={path} />
              </span>
            ),
          },
        ],
  );
  return [...moved, ...paid];
}
