import { Button } from "@mantine/core";
import { getRouteApi, Link, Outlet } from "@tanstack/react-router";
import type { LegalEntity, PayerAccount } from "@waymark/client";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import type { Column } from "../../parts/data-table.tsx";
import type { Filter } from "../../parts/filter-bar.tsx";
import { ListPage } from "../../parts/list-page.tsx";
import { ListTable, useList } from "../../parts/list-table.tsx";
import { Empty } from "../../parts/states.tsx";
import { useHasRight } from "../../parts/with-right.tsx";
import { PAYOUT_METHODS } from "../../words.ts";
import { textNameOf } from "../payout-accounts/fields.ts";
import { AddEntity } from "./add-entity.tsx";
import { AddPayerAccount } from "./add-payer-account.tsx";
import { ChangeEntity } from "./change-entity.tsx";
import { PayerStatus } from "./payer-status.tsx";
import partClasses from "../../parts/parts.module.css";
import classes from "./payers.module.css";

const route = getRouteApi("/frame/payer-accounts");

/** The accounts from which the network pays, and the legal entities that own them. */
export function PayerAccountsPage() {
  const { t } = useTranslation("payer-accounts");
  const { add, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const mayChange = useHasRight("payouts");
  const [changed, setChanged] = useState<LegalEntity>();
  const change = (changes: Readonly<Record<string, string | undefined>>) =>
    void navigate({ search: (before) => ({ ...before, ...changes }) });
  const close = () => change({ add: undefined });
  return (
    <>
      <ListPage
        title={t("title")}
        lead={t("lead")}
        action={mayChange && <Button onClick={() => change({ add: "account" })}>{t("add_account")}</Button>}
        list={useList("listPayerAccounts", { ...search, is_disabled: search.is_disabled ?? "false" })}
        columns={useAccountColumns()}
        filters={useFilters()}
        search={search}
        onSearch={change}
        never={{ title: t("never"), text: t("never_text") }}
      />
      <section className={classes["entities"]}>
        <header>
          <h2>{t("entities")}</h2>
          {mayChange && (
            <Button variant="default" size="xs" onClick={() => change({ add: "entity" })}>
              {t("add_entity")}
            </Button>
          )}
        </header>
        <ListTable
          list={useList("listLegalEntities")}
          label={t("entities")}
          columns={useEntityColumns(mayChange, setChanged)}
          never={<Empty title={t("entities_never")} text={t("entities_never_text")} />}
        />
      </section>
      {add === "account" && <AddPayerAccount onClose={close} onEntity={() => change({ add: "entity" })} />}
      {add === "entity" && <AddEntity onClose={close} />}
      {changed !== undefined && <ChangeEntity entity={changed} onClose={() => setChanged(undefined)} />}
      <Outlet />
    </>
  );
}

function useFilters(): Filter[] {
  const { t } = useTranslation("payer-accounts");
  const { t: accounts } = useTranslation("payout-accounts");
  return [
    {
      name: "method",
      label: accounts("method"),
      kind: "choice",
      options: PAYOUT_METHODS.map((value) => ({ value, label: accounts(`method_${textNameOf(value)}`) })),
    },
    {
      name: "is_disabled",
      label: t("disabled_ones"),
      kind: "choice",
      options: [{ value: "true", label: t("status_disabled") }],
    },
    { name: "currency", label: accounts("currency"), kind: "text" },
  ];
}

function useAccountColumns(): Column<PayerAccount>[] {
  const { t } = useTranslation("payer-accounts");
  const { t: accounts } = useTranslation("payout-accounts");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "account",
        header: accounts("account"),
        cell: ({ id, mask, method }) => (
          <span className={partClasses["lines"]}>
            <Link to="/payer-accounts/$id" params={{ id }} search={(before) => before}>
              {mask}
            </Link>
            <small>{accounts(`method_${textNameOf(method)}`)}</small>
          </span>
        ),
      },
      { id: "entity", header: t("entity"), cell: ({ legal_entity_name }) => legal_entity_name, onCard: true },
      { id: "currency", header: accounts("currency"), cell: ({ currency }) => currency, onCard: true },
      { id: "status", header: accounts("status"), cell: (account) => <PayerStatus account={account} />, onCard: true },
      { id: "added", header: accounts("added"), cell: ({ created_at }) => format.time(created_at, "date") },
    ],
    [t, accounts, format],
  );
}

function useEntityColumns(mayChange: boolean, onChange: (entity: LegalEntity) => void): Column<LegalEntity>[] {
  const { t } = useTranslation("payer-accounts");
  return useMemo(
    () => [
      { id: "name", header: t("name"), cell: ({ name }) => name },
      {
        ...{ id: "seat", header: t("seat"), onCard: true },
        cell: ({ address_lines, postcode, town, country }) =>
          [...address_lines, [postcode, town].filter(Boolean).join(" "), country].join(", "),
      },
      { id: "tax_number", header: t("tax_number"), cell: ({ tax_number }) => tax_number ?? "—", onCard: true },
      { id: "vat_number", header: t("vat_number"), cell: ({ vat_number }) => vat_number ?? "—", onCard: true },
      ...(mayChange
        ? [
            {
              ...{ id: "act", header: t("change_entity"), onCard: true },
              cell: (entity: LegalEntity) => (
                <Button variant="default" size="compact-xs" onClick={() => onChange(entity)}>
                  {t("change_entity")}
                </Button>
              ),
            },
          ]
        : []),
    ],
    [t, mayChange, onChange],
  );
}
