import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useRouteContext } from "@tanstack/react-router";
import type { DetailedAppeal } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read, useAct } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { Asked } from "../../parts/asked.tsx";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import { DataTable } from "../../parts/data-table.tsx";
import { Facts } from "../../parts/facts.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { Said } from "../../parts/said.tsx";
import { SideDrawer } from "../../parts/side-drawer.tsx";
import { States } from "../../parts/states.tsx";
import { useReasonText } from "../../parts/use-reason-text.ts";
import { useHasRight } from "../../parts/with-right.tsx";
import { Judgments } from "../conversions/judgments.tsx";
import { AnswerAppeals, type AppealVerb } from "./answer-appeals.tsx";
import { APPEAL_CHANGES, AppealStatus } from "./appeal-status.tsx";
import partClasses from "../../parts/parts.module.css";

const route = getRouteApi("/frame/appeals/$id");

/** One appeal: what it is against, what the webmaster says, what similar conversions came to, and the outcome. */
export function AppealDrawer() {
  const { t } = useTranslation("appeals");
  const path = route.useParams();
  const query = useQuery(read("getAppeal", { path }));
  return (
    <SideDrawer
      title={query.data?.conversion.order_id ?? t("appeal")}
      closeTo={{ to: "/appeals", search: (before) => before }}
    >
      <States query={query}>{(appeal) => <AppealView key={appeal.id} appeal={appeal} />}</States>
      <ApiRequestHint name="getAppeal" input={{ path }} />
    </SideDrawer>
  );
}

function AppealView({ appeal }: { appeal: DetailedAppeal }) {
  const { t } = useTranslation("appeals");
  const format = useFormat();
  const reasonText = useReasonText();
  const isOperator = useRouteContext({ from: "/frame" }).me.role === "operator";
  const { status, against, comment, answer, conversion, conversion_id, due_at, ended_at, similar } = appeal;
  return (
    <div className={partClasses["stack"]}>
      <p className={partClasses["line"]}>
        <MoneyText money={conversion.commission} />
        <AppealStatus appeal={appeal} />
      </p>
      <p>{t(`means_${status}`)}</p>
      {answer !== null && <Said title={t("answer")}>{reasonText(answer)}</Said>}
      <Said title={t("against")}>{against !== null && reasonText(against)}</Said>
      <Said title={t("comment")}>{comment}</Said>
      <Facts
        facts={[
          [
            t("conversion"),
            <Link key="conversion" to="/conversions/$id" params={{ id: conversion_id }} search={{}}>
              {conversion.order_id ?? conversion_id}
            </Link>,
          ],
          [t("offer"), appeal.offer_name],
          [t("webmaster"), isOperator ? appeal.webmaster_name : null],
          [t("happened"), format.time(conversion.occurred_at)],
          [t("appealed"), format.time(appeal.appealed_at)],
          [t("due_at"), format.time(due_at)],
          [t("ended"), ended_at && format.time(ended_at)],
        ]}
      />
      <Judgments conversionId={conversion_id} currency={conversion.commission.currency} />
      {similar !== undefined && <Similar cases={similar} />}
      {status === "open" && (isOperator ? <Answer id={appeal.id} /> : <Withdraw id={appeal.id} />)}
    </div>
  );
}

/** What became of conversions that were stopped with the same code. */
function Similar({ cases: { of_webmaster, of_link } }: { cases: NonNullable<DetailedAppeal["similar"]> }) {
  const { t } = useTranslation("appeals");
  const format = useFormat();
  return (
    <section className={partClasses["said"]} aria-label={t("similar")}>
      <h3>{t("similar")}</h3>
      <DataTable
        label={t("similar")}
        rows={[
          { id: "webmaster", name: t("of_webmaster"), ...of_webmaster },
          { id: "link", name: t("of_link"), ...of_link },
        ]}
        rowKey={({ id }) => id}
        columns={[
          { id: "name", header: t("similar_of"), cell: ({ name }) => name },
          ...(["held", "released", "refused"] as const).map((one) => ({
            ...{ id: one, header: t(`similar_${one}`), isNumber: true, onCard: true },
            cell: (row: Record<typeof one, number>) => format.count(row[one]),
          })),
        ]}
      />
    </section>
  );
}

function Answer({ id }: { id: string }) {
  const { t } = useTranslation("appeals");
  const [verb, setVerb] = useState<AppealVerb>();
  if (!useHasRight("write")) return null;
  return (
    <div className={partClasses["buttons"]}>
      <Button variant="default" onClick={() => setVerb("decline")}>
        {t("decline")}
      </Button>
      <Button onClick={() => setVerb("accept")}>{t("accept")}</Button>
      {verb !== undefined && <AnswerAppeals ids={[id]} verb={verb} onClose={() => setVerb(undefined)} />}
    </div>
  );
}

function Withdraw({ id }: { id: string }) {
  const { t } = useTranslation("appeals");
  const act = useAct("withdrawAppeal", { changes: APPEAL_CHANGES });
  return (
    <Asked button={t("withdraw")} isQuiet>
      {(close) => (
        <ConfirmAct
          title={t("withdraw_title")}
          effect={t("withdraw_effect")}
          button={t("withdraw")}
          act={() => act.mutateAsync({ path: { id }, body: {} })}
          onClose={close}
        />
      )}
    </Asked>
  );
}
