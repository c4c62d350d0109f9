import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { BankStatementWithOutcomes } from "@waymark/client";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { read, useAct } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { Card } from "../../parts/card.tsx";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Facts } from "../../parts/facts.tsx";
import { useFreshSignIn } from "../../parts/fresh-sign-in.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { States } from "../../parts/states.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { useHasRight } from "../../parts/with-right.tsx";
import { Entries } from "./entries.tsx";
import { usePayerNames } from "./page.tsx";
import { FORMAT_NAMES, OUTCOME_TONES, STATEMENT_CHANGES, STATUS_TONES } from "./words.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./statements.module.css";

const route = getRouteApi("/frame/bank-statements/$id");

/** How often a statement is read again while its entries take effect. */
const AGAIN_MS = 2_000;

/** One statement of a bank: what its entries do, the books beside the bank, and what a person has to decide. */
export function BankStatementPage() {
  const { t } = useTranslation("bank-statements");
  const path = route.useParams();
  const query = useQuery({
    ...read("getBankStatement", { path }),
    refetchInterval: ({ state: { data } }) => data?.status === "committing" && AGAIN_MS,
  });
  const { data: statement } = query;
  return (
    <>
      <p className={classes["back"]}>
        <Link to="/bank-statements">{t("all_statements")}</Link>
      </p>
      <PageHeader
        title={t("statement")}
        lead={statement && t(`lead_${statement.status}`)}
        action={statement && <StatementActs statement={statement} />}
      />
      <States query={query}>{(loaded) => <Statement statement={loaded} />}</States>
    </>
  );
}

function Statement({ statement }: { statement: BankStatementWithOutcomes }) {
  const { t } = useTranslation("bank-statements");
  const format = useFormat();
  const nameOf = usePayerNames();
  const { status, opening, closing, from_day, to_day, committed_at } = statement;
  return (
    <div className={classes["sections"]}>
      <Card title={t("of_bank")}>
        <div>
          <StatusBadge tone={STATUS_TONES[status]}>{t(`status_${status}`)}</StatusBadge>
        </div>
        <Facts
          facts={[
            [t("account"), nameOf(statement.payer_account_id)],
            [t("format"), FORMAT_NAMES[statement.format]],
            [t("name"), statement.name],
            [
              t("days"),
              [from_day, to_day]
                .filter((day) => day !== null)
                .map((day) => format.day(day))
                .join(" – "),
            ],
            [t("opening"), opening && format.money(opening)],
            [t("closing"), closing && format.money(closing)],
            [t("uploaded"), format.time(statement.created_at)],
            [t("committed"), committed_at && format.time(committed_at)],
          ]}
        />
      </Card>
      <Outcomes statement={statement} />
      <Cash statement={statement} />
      <div>
        <ApiRequestHint name="getBankStatement" input={{ path: { id: statement.id } }} />
      </div>
      <Entries statement={statement} />
    </div>
  );
}

type Outcome = BankStatementWithOutcomes["outcomes"][number];

function Outcomes({ statement: { outcomes, status } }: { statement: BankStatementWithOutcomes }) {
  const { t } = useTranslation("bank-statements");
  const format = useFormat();
  const columns = useMemo(
    (): Column<Outcome>[] => [
      {
        ...{ id: "outcome", header: t("outcome") },
        cell: ({ outcome }) => <StatusBadge tone={OUTCOME_TONES[outcome]}>{t(`outcome_${outcome}`)}</StatusBadge>,
      },
      {
        ...{ id: "entries", header: t("entries"), isNumber: true, onCard: true },
        cell: ({ entries }) => format.count(entries),
      },
      {
        ...{ id: "amount", header: t("amount"), isNumber: true, onCard: true },
        cell: ({ amount }) => <MoneyText money={amount} />,
      },
    ],
    [t, format],
  );
  const title = t(status === "draft" ? "would_do" : "did");
  return (
    <Card title={title}>
      <DataTable label={title} rows={outcomes} columns={columns} rowKey={({ outcome }) => outcome} />
    </Card>
  );
}

/** What the books say was paid beside what all committed statements say. */
function Cash({ statement: { cash, currency } }: { statement: BankStatementWithOutcomes }) {
  const { t } = useTranslation("bank-statements");
  const format = useFormat();
  return (
    <Card title={t("cash_in", { currency })}>
      <Facts
        facts={[
          [t("cash_ledger"), format.money(cash.ledger)],
          [t("cash_statements"), format.money(cash.statements)],
          [t("cash_difference"), <strong key="difference">{format.money(cash.difference)}</strong>],
        ]}
      />
      <p className={partClasses["note"]}>{t("cash_text")}</p>
    </Card>
  );
}

/** A draft takes effect, or is thrown away. */
function StatementActs({ statement }: { statement: BankStatementWithOutcomes }) {
  const { t } = useTranslation("bank-statements");
  const format = useFormat();
  const [asked, setAsked] = useState<"commit" | "discard">();
  const mayChange = useHasRight("payouts");
  const commit = useAct("commitBankStatement", { changes: STATEMENT_CHANGES });
  const discard = useAct("discardBankStatement", { changes: STATEMENT_CHANGES });
  const { run, dialog } = useFreshSignIn();
  if (!mayChange || statement.status !== "draft") return null;
  const path = { id: statement.id };
  const close = () => setAsked(undefined);
  return (
    <div className={classes["acts"]}>
      <Button onClick={() => setAsked("commit")}>{t("verb_commit")}</Button>
      <Button variant="default" onClick={() => setAsked("discard")}>
        {t("verb_discard")}
      </Button>
      {asked === "commit" && (
        <ConfirmAct
          title={t("title_commit")}
          effect={
            <div className={partClasses["stack"]}>
              <ul className={classes["sums"]}>
                {statement.outcomes.map(({ outcome, entries, amount }) => (
                  <li key={outcome}>
                    {t(`outcome_${outcome}`)}: {format.count(entries)} · {format.money(amount)}
                  </li>
                ))}
              </ul>
              <p>{t("effect_commit")}</p>
            </div>
          }
          button={t("verb_commit")}
          isDestructive={false}
          act={() => run(() => commit.mutateAsync({ path, body: {} }))}
          onClose={close}
        />
      )}
      {asked === "discard" && (
        <ConfirmAct
          title={t("title_discard")}
          effect={t("effect_discard")}
          button={t("verb_discard")}
          reason={{ label: t("reason_kept"), isRequired: true }}
          act={(reason) => run(() => discard.mutateAsync({ path, body: { reason } }))}
          onClose={close}
        />
      )}
      {dialog}
    </div>
  );
}
