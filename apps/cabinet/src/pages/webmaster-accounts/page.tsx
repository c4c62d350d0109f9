import { getRouteApi, Link, Outlet } from "@tanstack/react-router";
import type { PayoutAccount } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import type { Column } from "../../parts/data-table.tsx";
import type { Filter } from "../../parts/filter-bar.tsx";
import { ListPage } from "../../parts/list-page.tsx";
import { useList } from "../../parts/list-table.tsx";
import { PAYOUT_METHODS } from "../../words.ts";
import { AccountStatus } from "../payout-accounts/account-status.tsx";
import { textNameOf } from "../payout-accounts/fields.ts";
import partClasses from "../../parts/parts.module.css";

const route = getRouteApi("/frame/webmaster-accounts");

/** The accounts that webmasters are paid to: which wait, and which the network holds and why. */
export function WebmasterAccountsPage() {
  const { t } = useTranslation("webmaster-accounts");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <ListPage
        title={t("title")}
        lead={t("lead")}
        list={useList("listPayoutAccounts", { ...search, is_removed: search.is_removed ?? "false" })}
        columns={useColumns()}
        filters={useFilters()}
        search={search}
        onSearch={(changes) => void navigate({ search: (before) => ({ ...before, ...changes }) })}
        never={{ title: t("never"), text: t("never_text") }}
      />
      <Outlet />
    </>
  );
}

function useFilters(): Filter[] {
  const { t } = useTranslation("webmaster-accounts");
  const { t: accounts } = useTranslation("payout-accounts");
  return [
    {
      name: "is_on_hold",
      label: t("holds"),
      kind: "choice",
      options: (["true", "false"] as const).map((value) => ({ value, label: t(`is_on_hold_${value}`) })),
    },
    {
      name: "method",
      label: accounts("method"),
      kind: "choice",
      options: PAYOUT_METHODS.map((value) => ({ value, label: accounts(`method_${textNameOf(value)}`) })),
    },
    {
      name: "is_removed",
      label: accounts("removed_ones"),
      kind: "choice",
      options: [{ value: "true", label: accounts("status_removed") }],
    },
    { name: "currency", label: accounts("currency"), kind: "text" },
    { name: "webmaster_id", label: t("webmaster_id"), kind: "text" },
  ];
}

function useColumns(): Column<PayoutAccount>[] {
  const { t } = useTranslation("webmaster-accounts");
  const { t: accounts } = useTranslation("payout-accounts");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "account",
        header: accounts("account"),
        cell: ({ id, mask, method }) => (
          <span className={partClasses["lines"]}>
            <Link to="/webmaster-accounts/$id" params={{ id }} search={(before) => before}>
              {mask}
            </Link>
            <small>{accounts(`method_${textNameOf(method)}`)}</small>
          </span>
        ),
      },
      { id: "webmaster", header: t("webmaster"), cell: ({ webmaster_name }) => webmaster_name, onCard: true },
      { id: "currency", header: accounts("currency"), cell: ({ currency }) => currency, onCard: true },
      {
        id: "status",
        header: accounts("status"),
        cell: (account) => <AccountStatus account={account} />,
        onCard: true,
      },
      { id: "why", header: t("why"), cell: (account) => <Why account={account} />, onCard: true },
      { id: "added", header: accounts("added"), cell: ({ created_at }) => format.time(created_at, "date") },
    ],
    [t, accounts, format],
  );
}

/** Why no payout goes to the account now, in a few words each. */
function Why({ account: { status, holds, usable_at } }: { account: PayoutAccount }) {
  const { t } = useTranslation("webmaster-accounts");
  const format = useFormat();
  if (status === "waiting") return t("waits_until", { time: format.time(usable_at) });
  if (holds.length === 0) return "—";
  return (
    <span className={partClasses["lines"]}>
      {holds.map(({ reason_code }) => (
        <span key={reason_code}>{t(`hold_${reason_code}`)}</span>
      ))}
    </span>
  );
}
