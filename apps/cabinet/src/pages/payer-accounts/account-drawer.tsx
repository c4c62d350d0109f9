import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { PayerAccount } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read, useAct, type OperationName } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import { Facts } from "../../parts/facts.tsx";
import { useFreshSignIn } from "../../parts/fresh-sign-in.tsx";
import { SideDrawer } from "../../parts/side-drawer.tsx";
import { States } from "../../parts/states.tsx";
import { useHasRight } from "../../parts/with-right.tsx";
import { textNameOf } from "../payout-accounts/fields.ts";
import { PayerStatus } from "./payer-status.tsx";
import partClasses from "../../parts/parts.module.css";

const route = getRouteApi("/frame/payer-accounts/$id");

const CHANGED: readonly OperationName[] = ["listPayerAccounts", "getPayerAccount"];

/** One account from which the network pays, and its end. */
export function PayerAccountDrawer() {
  const { t } = useTranslation("payout-accounts");
  const path = route.useParams();
  const query = useQuery(read("getPayerAccount", { path }));
  return (
    <SideDrawer
      title={query.data?.mask ?? t("account")}
      closeTo={{ to: "/payer-accounts", search: (before) => before }}
    >
      <States query={query}>{(account) => <AccountView key={account.id} account={account} />}</States>
      <ApiRequestHint name="getPayerAccount" input={{ path }} />
    </SideDrawer>
  );
}

function AccountView({ account }: { account: PayerAccount }) {
  const { t } = useTranslation("payer-accounts");
  const { t: accounts } = useTranslation("payout-accounts");
  const format = useFormat();
  const [asked, setAsked] = useState<"main" | "disable">();
  const mayChange = useHasRight("payouts") && account.disabled_at === null;
  const close = () => setAsked(undefined);
  return (
    <div className={partClasses["stack"]}>
      <div className={partClasses["line"]}>
        <PayerStatus account={account} />
      </div>
      <Facts
        facts={[
          [t("entity"), account.legal_entity_name],
          [accounts("method"), accounts(`method_${textNameOf(account.method)}`)],
          [accounts("currency"), account.currency],
          [accounts("added"), format.time(account.created_at)],
          [t("disabled_at"), account.disabled_at && format.time(account.disabled_at)],
          [t("disabled_reason"), account.disabled_reason],
        ]}
      />
      {mayChange && (
        <div className={partClasses["buttons"]}>
          {!account.is_main && <Button onClick={() => setAsked("main")}>{t("make_main")}</Button>}
          <Button variant="default" onClick={() => setAsked("disable")}>
            {t("disable")}
          </Button>
        </div>
      )}
      {asked === "main" && <MakeMain account={account} onClose={close} />}
      {asked === "disable" && <Disable account={account} onClose={close} />}
    </div>
  );
}

interface ActProps {
  account: PayerAccount;
  onClose: () => void;
}

function MakeMain({ account: { id, mask, method, currency }, onClose }: ActProps) {
  const { t } = useTranslation("payer-accounts");
  const { t: accounts } = useTranslation("payout-accounts");
  const makeMain = useAct("makeMainPayerAccount", { changes: CHANGED });
  const { run, dialog } = useFreshSignIn();
  return (
    <>
      <ConfirmAct
        title={t("make_main_title", { mask })}
        effect={t("make_main_effect", { method: accounts(`method_${textNameOf(method)}`), currency })}
        button={t("make_main")}
        isDestructive={false}
        act={() => run(() => makeMain.mutateAsync({ path: { id }, body: {} }))}
        onClose={onClose}
      />
      {dialog}
    </>
  );
}

function Disable({ account: { id, mask }, onClose }: ActProps) {
  const { t } = useTranslation("payer-accounts");
  const disable = useAct("disablePayerAccount", { changes: CHANGED });
  const { run, dialog } = useFreshSignIn();
  return (
    <>
      <ConfirmAct
        title={t("disable_title", { mask })}
        effect={t("disable_effect")}
        button={t("disable")}
        reason={{ label: t("reason"), isRequired: true }}
        act={(reason) => run(() => disable.mutateAsync({ path: { id }, body: { reason } }))}
        onClose={onClose}
      />
      {dialog}
    </>
  );
}
