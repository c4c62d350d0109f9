import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useRouteContext } from "@tanstack/react-router";
import type { PayoutLine, PayoutWithLines } from "@waymark/client";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { AskAbout } from "../../parts/ask-about.tsx";
import { Card } from "../../parts/card.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import type { Column } from "../../parts/data-table.tsx";
import { Facts, type Fact } from "../../parts/facts.tsx";
import { ListTable, useList } from "../../parts/list-table.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Empty, States } from "../../parts/states.tsx";
import { useHasRight } from "../../parts/with-right.tsx";
import { isReturnable, ReturnPayout } from "../payout-runs/return-payout.tsx";
import { PayoutStatusBadge } from "./payout-status.tsx";
import partClasses from "../../parts/parts.module.css";
import classes from "./payouts.module.css";

const route = getRouteApi("/frame/payouts/$id");

/** How often a payout at work is read again. */
const AGAIN_MS = 2_000;

/** A payout: what arrives of its amount and where, what happened to it, and all that it pays and sets off. */
export function PayoutPage() {
  const { t } = useTranslation("payouts");
  const format = useFormat();
  const { me } = useRouteContext({ from: "/frame" });
  const path = route.useParams();
  const query = useQuery({
    ...read("getPayout", { path }),
    refetchInterval: ({ state: { data } }) => data?.is_at_work === true && AGAIN_MS,
  });
  const { data: payout } = query;
  const isOperator = me.role === "operator";
  return (
    <>
      <p className={classes["back"]}>
        <Link to="/payouts">{t("all_payouts")}</Link>
      </p>
      <PageHeader
        title={payout === undefined ? t("payout") : t("payout_of", { date: format.time(payout.created_at, "date") })}
        action={isOperator ? payout && <Return payout={payout} /> : <AskAbout kind="payout" id={path.id} />}
      />
      <States query={query}>
        {(loaded) => (
          <div className={classes["cards"]}>
            <Amounts payout={loaded} isOperator={isOperator} />
            <Changes payout={loaded} />
          </div>
        )}
      </States>
      <ApiRequestHint name="getPayout" input={{ path }} />
      {/* Without the payout its lines would only repeat the error. */}
      {query.error === null && <Lines id={path.id} />}
    </>
  );
}

function Return({ payout }: { payout: PayoutWithLines }) {
  const { t } = useTranslation("payouts");
  const [isAsked, setAsked] = useState(false);
  const mayChange = useHasRight("payouts");
  if (!mayChange || !isReturnable(payout)) return null;
  return (
    <>
      <Button variant="default" onClick={() => setAsked(true)}>
        {t("return")}
      </Button>
      {isAsked && <ReturnPayout payout={payout} onClose={() => setAsked(false)} />}
    </>
  );
}

function Amounts({ payout, isOperator }: { payout: PayoutWithLines; isOperator: boolean }) {
  const { t } = useTranslation("payouts");
  const { reference, amount, vat, withheld, fee, net, status, reason, account, is_at_work } = payout;
  const part = (name: string, money: typeof amount): Fact[] =>
    BigInt(money.amount_minor) === 0n ? [] : [[name, <MoneyText key={name} money={money} />]];
  return (
    <Card title={t("what_arrives")}>
      <p className={classes["sum"]}>
        <MoneyText money={net} /> <PayoutStatusBadge status={status} />
      </p>
      {is_at_work && <p role="status">{t("at_work")}</p>}
      {reason !== null && <p className={classes["reason"]}>{t("why", { reason })}</p>}
      <Facts
        facts={[
          [t("amount"), <MoneyText key="amount" money={amount} />],
          ...part(t("vat"), vat),
          ...part(t("withheld"), withheld),
          ...part(t("fee"), fee),
          [t("account"), account === null ? t("by_agreement") : account.mask],
          ...(isOperator ? operatorFacts(payout, t) : []),
          [
            t("reference"),
            <span key="reference" className={partClasses["line"]}>
              <code>{reference}</code> <CopyButton text={reference} label={t("reference")} />
            </span>,
          ],
        ]}
      />
    </Card>
  );
}

const operatorFacts = (
  { webmaster_name, run_id }: PayoutWithLines,
  t: (key: "webmaster" | "run" | "to_run") => string,
): Fact[] => [
  [t("webmaster"), webmaster_name],
  [
    t("run"),
    <Link key="run" to="/payout-runs/$id" params={{ id: run_id }}>
      {t("to_run")}
    </Link>,
  ],
];

function Changes({ payout: { changes } }: { payout: PayoutWithLines }) {
  const { t } = useTranslation("payouts");
  const format = useFormat();
  if (changes.length === 0) return null;
  return (
    <Card title={t("happened")}>
      <ol className={classes["changes"]}>
        {changes.map(({ status, changed_at, reason }) => (
          <li key={`${changed_at} ${status}`}>
            <PayoutStatusBadge status={status} />
            <span className={partClasses["lines"]}>
              {format.time(changed_at)}
              {reason !== null && <small>{reason}</small>}
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}

function Lines({ id }: { id: string }) {
  const { t } = useTranslation("payouts");
  return (
    <section className={classes["lines"]}>
      <h2>{t("lines")}</h2>
      <p className={partClasses["lead"]}>{t("lines_text")}</p>
      <ListTable
        list={useList("listPayoutLines", {}, { id })}
        label={t("lines")}
        columns={useColumns()}
        rowKey={({ kind, conversion_id, correction_id }) => `${kind} ${conversion_id ?? correction_id}`}
        never={<Empty title={t("lines_never")} />}
      />
    </section>
  );
}

function useColumns(): Column<PayoutLine>[] {
  const { t } = useTranslation("payouts");
  return useMemo(
    () => [
      {
        id: "what",
        header: t("line"),
        cell: ({ conversion_id: id, correction_id }) =>
          id === null ? (
            <code>{correction_id}</code>
          ) : (
            <Link to="/conversions/$id" params={{ id }} search={{}}>
              <code>{id}</code>
            </Link>
          ),
      },
      { id: "kind", header: t("kind"), cell: ({ kind }) => t(`line_${kind}`), onCard: true },
      {
        id: "amount",
        header: t("amount"),
        cell: ({ amount }) => <MoneyText money={amount} />,
        isNumber: true,
        onCard: true,
      },
    ],
    [t],
  );
}
