import { Button } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { BankStatementEntry, BankStatementWithOutcomes } from "@waymark/client";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import type { Column } from "../../parts/data-table.tsx";
import { FilterBar } from "../../parts/filter-bar.tsx";
import { ListTable, useList } from "../../parts/list-table.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { Empty } from "../../parts/states.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { useHasRight } from "../../parts/with-right.tsx";
import { ResolveEntry, type EntryVerb } from "./resolve-entry.tsx";
import { keysOf, OUTCOME_TONES } from "./words.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./statements.module.css";

const route = getRouteApi("/frame/bank-statements/$id");

/** An entry that is about to be decided, and how. */
interface Asked {
  entry: BankStatementEntry;
  verb: EntryVerb;
}

/** The entries of a statement in its order, each with what it does, or why a person has to decide. */
export function Entries({ statement }: { statement: BankStatementWithOutcomes }) {
  const { t } = useTranslation("bank-statements");
  const { outcome } = route.useSearch();
  const navigate = route.useNavigate();
  const [asked, setAsked] = useState<Asked>();
  const change = (changes: Readonly<Record<string, string | undefined>>) =>
    void navigate({ search: (before) => ({ ...before, ...changes }) });
  return (
    <section aria-label={t("entries")}>
      <FilterBar
        filters={[
          {
            name: "outcome",
            label: t("outcome"),
            kind: "choice",
            options: keysOf(OUTCOME_TONES).map((value) => ({ value, label: t(`outcome_${value}`) })),
          },
        ]}
        values={{ outcome }}
        onChange={change}
      />
      <ListTable
        list={useList("listBankStatementEntries", { outcome }, { id: statement.id })}
        label={t("entries")}
        columns={useColumns(statement, setAsked)}
        clearFilters={outcome === undefined ? undefined : () => change({ outcome: undefined })}
        never={<Empty title={t("entries_never")} />}
        rowKey={({ number }) => String(number)}
      />
      {asked !== undefined && <ResolveEntry statement={statement} {...asked} onClose={() => setAsked(undefined)} />}
    </section>
  );
}

/** What can be decided of an entry: only money that went out is a charge, and only money that moved is a payout's. */
function verbsOf({ amount }: BankStatementEntry): EntryVerb[] {
  const minor = BigInt(amount.amount_minor);
  return [...(minor === 0n ? [] : (["assign"] as const)), ...(minor < 0n ? (["charge"] as const) : []), "ignore"];
}

function useColumns(statement: BankStatementWithOutcomes, onAsk: (asked: Asked) => void): Column<BankStatementEntry>[] {
  const { t } = useTranslation("bank-statements");
  const format = useFormat();
  const mayDecide = useHasRight("payouts") && statement.status === "committed";
  return useMemo(
    () => [
      {
        ...{ id: "number", header: t("entry") },
        cell: ({ number, booked_on, kind }) => (
          <span className={partClasses["lines"]}>
            {t("entry_number", { number: format.count(number) })}
            <small>
              {t(`kind_${kind === "other" ? "unknown" : kind}`)}
              {booked_on !== null && ` · ${format.day(booked_on)}`}
            </small>
          </span>
        ),
      },
      {
        ...{ id: "amount", header: t("amount"), isNumber: true, onCard: true },
        cell: ({ amount }) => <MoneyText money={amount} />,
      },
      { id: "payout", header: t("payout"), cell: (entry) => <PayoutOf entry={entry} />, onCard: true },
      {
        ...{ id: "text", header: t("text"), onCard: true },
        cell: ({ text, bank_reference }) => (
          <span className={partClasses["lines"]}>
            <span className={classes["text"]}>{text || "—"}</span>
            {bank_reference !== null && <small>{bank_reference}</small>}
          </span>
        ),
      },
      { id: "outcome", header: t("outcome"), cell: (entry) => <OutcomeOf entry={entry} />, onCard: true },
      {
        ...{ id: "act", header: t("act"), onCard: true },
        cell: (entry) =>
          mayDecide && entry.outcome === "unmatched" && entry.is_final ? (
            <span className={classes["acts"]}>
              {verbsOf(entry).map((verb) => (
                <Button key={verb} variant="default" size="compact-xs" onClick={() => onAsk({ entry, verb })}>
                  {t(`verb_${verb}`)}
                </Button>
              ))}
            </span>
          ) : (
            "—"
          ),
      },
    ],
    [t, format, mayDecide, onAsk],
  );
}

function PayoutOf({ entry: { payout_id, outcome } }: { entry: BankStatementEntry }) {
  const { t } = useTranslation("bank-statements");
  if (payout_id === null) return "—";
  return outcome === "paid" || outcome === "returned" ? (
    <Link to="/payouts/$id" params={{ id: payout_id }}>
      {t("open_payout")}
    </Link>
  ) : (
    <code className={partClasses["clipped"]} title={payout_id}>
      {payout_id}
    </code>
  );
}

/** What the entry does, and why it waits, or why a person decided so. */
function OutcomeOf({
  entry: { outcome, reason_code, bank_reason, charge, resolution },
}: {
  entry: BankStatementEntry;
}) {
  const { t } = useTranslation("bank-statements");
  const format = useFormat();
  return (
    <span className={partClasses["lines"]}>
      <StatusBadge tone={OUTCOME_TONES[outcome]}>{t(`outcome_${outcome}`)}</StatusBadge>
      {reason_code !== null && <small>{t(`unmatched_${reason_code}`)}</small>}
      {bank_reason !== null && <small>{t("bank_reason", { code: bank_reason })}</small>}
      {BigInt(charge.amount_minor) !== 0n && <small>{t("kept", { amount: format.money(charge) })}</small>}
      {resolution !== null && <small>{resolution}</small>}
    </span>
  );
}
