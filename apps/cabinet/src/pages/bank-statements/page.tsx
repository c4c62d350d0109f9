import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { BankStatement } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import type { Column } from "../../parts/data-table.tsx";
import { ListPage } from "../../parts/list-page.tsx";
import { useList } from "../../parts/list-table.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { useHasRight } from "../../parts/with-right.tsx";
import { UploadStatement } from "./upload-statement.tsx";
import { FORMAT_NAMES, keysOf, STATUS_TONES } from "./words.ts";
import partClasses from "../../parts/parts.module.css";

const route = getRouteApi("/frame/bank-statements");

/** What came back from banks: account statements, and reports on files of payments. */
export function BankStatementsPage() {
  const { t } = useTranslation("bank-statements");
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
        action={mayChange && <Button onClick={() => change({ new: "1" })}>{t("upload")}</Button>}
        list={useList("listBankStatements", search)}
        columns={useColumns()}
        filters={[
          {
            name: "status",
            label: t("status"),
            kind: "choice",
            options: keysOf(STATUS_TONES).map((value) => ({ value, label: t(`status_${value}`) })),
          },
        ]}
        search={search}
        onSearch={change}
        never={{ title: t("never"), text: t("never_text") }}
      />
      {isNew !== undefined && <UploadStatement onClose={() => change({ new: undefined })} />}
    </>
  );
}

const ACCOUNTS_MAX = 500;

/** What an account of the network is called. */
export function usePayerNames(): (id: string) => string {
  const { data } = useQuery(read("listPayerAccounts", { query: { limit: ACCOUNTS_MAX } }));
  return useMemo(() => {
    const names = new Map(data?.data.map(({ id, mask, legal_entity_name }) => [id, `${mask}, ${legal_entity_name}`]));
    return (id) => names.get(id) ?? id;
  }, [data]);
}

function useColumns(): Column<BankStatement>[] {
  const { t } = useTranslation("bank-statements");
  const format = useFormat();
  const nameOf = usePayerNames();
  return useMemo(
    () => [
      {
        id: "statement",
        header: t("statement"),
        cell: ({ id, created_at, format: kind }) => (
          <span className={partClasses["lines"]}>
            <Link to="/bank-statements/$id" params={{ id }}>
              {format.time(created_at)}
            </Link>
            <small>{FORMAT_NAMES[kind]}</small>
          </span>
        ),
      },
      {
        ...{ id: "account", header: t("account"), onCard: true },
        cell: ({ payer_account_id }) => nameOf(payer_account_id),
      },
      {
        ...{ id: "status", header: t("status"), onCard: true },
        cell: ({ status }) => <StatusBadge tone={STATUS_TONES[status]}>{t(`status_${status}`)}</StatusBadge>,
      },
      {
        ...{ id: "entries", header: t("entries"), isNumber: true, onCard: true },
        cell: ({ entries }) => format.count(entries),
      },
      {
        ...{ id: "closing", header: t("closing"), isNumber: true, onCard: true },
        cell: ({ closing }) => (closing === null ? "—" : <MoneyText money={closing} />),
      },
      {
        ...{ id: "days", header: t("days") },
        cell: ({ from_day, to_day }) =>
          [...new Set([from_day, to_day])].map((day) => (day === null ? "—" : format.day(day))).join(" – "),
      },
    ],
    [t, format, nameOf],
  );
}
