import { Button } from "@mantine/core";
import { getRouteApi, Link, Outlet } from "@tanstack/react-router";
import type { PayoutAccount } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import type { Column } from "../../parts/data-table.tsx";
import { ListPage } from "../../parts/list-page.tsx";
import { useList } from "../../parts/list-table.tsx";
import { useHasRight } from "../../parts/with-right.tsx";
import { AccountStatus, useMeaning } from "./account-status.tsx";
import { AddAccount } from "./add-account.tsx";
import { textNameOf } from "./fields.ts";
import partClasses from "../../parts/parts.module.css";

const route = getRouteApi("/frame/payout-accounts");

/** The accounts that the webmaster is paid to: which one payouts go to, and since when or why not. */
export function PayoutAccountsPage() {
  const { t } = useTranslation("payout-accounts");
  const { add, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const mayChange = useHasRight("payouts");
  const change = (changes: Readonly<Record<string, string | undefined>>) =>
    void navigate({ search: (before) => ({ ...before, ...changes }) });
  return (
    <>
      <ListPage
        title={t("title")}
        lead={t("lead")}
        action={mayChange && <Button onClick={() => change({ add: "sepa" })}>{t("add")}</Button>}
        list={useList("listPayoutAccounts", { ...search, is_removed: search.is_removed ?? "false" })}
        columns={useColumns()}
        filters={[
          {
            name: "is_removed",
            label: t("removed_ones"),
            kind: "choice",
            options: [{ value: "true", label: t("status_removed") }],
          },
        ]}
        search={search}
        onSearch={change}
        never={{ title: t("never"), text: t("never_text") }}
      />
      {add !== undefined && <AddAccount method={add} onClose={() => change({ add: undefined })} />}
      <Outlet />
    </>
  );
}

function useColumns(): Column<PayoutAccount>[] {
  const { t } = useTranslation("payout-accounts");
  const format = useFormat();
  const meaning = useMeaning();
  return useMemo(
    () => [
      {
        id: "account",
        header: t("account"),
        cell: ({ id, mask, method }) => (
          <span className={partClasses["lines"]}>
            <Link to="/payout-accounts/$id" params={{ id }} search={(before) => before}>
              {mask}
            </Link>
            <small>{t(`method_${textNameOf(method)}`)}</small>
          </span>
        ),
      },
      { id: "currency", header: t("currency"), cell: ({ currency }) => currency, onCard: true },
      { id: "status", header: t("status"), cell: (account) => <AccountStatus account={account} />, onCard: true },
      { id: "meaning", header: t("meaning"), cell: (account) => meaning(account) },
      { id: "added", header: t("added"), cell: ({ created_at }) => format.time(created_at, "date") },
    ],
    [t, format, meaning],
  );
}
