import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { PayoutAccount } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read, useAct, type OperationName } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import { Facts } from "../../parts/facts.tsx";
import { useFreshSignIn } from "../../parts/fresh-sign-in.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { SideDrawer } from "../../parts/side-drawer.tsx";
import { States } from "../../parts/states.tsx";
import { useHasRight } from "../../parts/with-right.tsx";
import { AccountStatus, useMeaning } from "./account-status.tsx";
import { textNameOf } from "./fields.ts";
import partClasses from "../../parts/parts.module.css";

const route = getRouteApi("/frame/payout-accounts/$id");

const CHANGED: readonly OperationName[] = ["listPayoutAccounts", "getPayoutAccount"];

/** One account: what its state means, why it is on hold, and its end. */
export function AccountDrawer() {
  const { t } = useTranslation("payout-accounts");
  const path = route.useParams();
  const query = useQuery(read("getPayoutAccount", { path }));
  return (
    <SideDrawer
      title={query.data?.mask ?? t("account")}
      closeTo={{ to: "/payout-accounts", search: (before) => before }}
    >
      <States query={query}>{(account) => <AccountView key={account.id} account={account} />}</States>
      <ApiRequestHint name="getPayoutAccount" input={{ path }} />
    </SideDrawer>
  );
}

function AccountView({ account }: { account: PayoutAccount }) {
  const { t } = useTranslation("payout-accounts");
  const format = useFormat();
  const meaning = useMeaning();
  const [asked, setAsked] = useState<"main" | "remove">();
  const mayChange = useHasRight("payouts") && account.status !== "removed";
  const { method, currency, tax, created_at, usable_at, holds, removed_reason, mask } = account;
  const notes = holds.flatMap(({ note }) => note ?? []);
  return (
    <div className={partClasses["stack"]}>
      <div className={partClasses["line"]}>
        <AccountStatus account={account} />
      </div>
      <p>{meaning(account)}</p>
      {notes.map((note) => (
        <p key={note}>{t("note", { note })}</p>
      ))}
      {removed_reason !== null && <p>{t("note", { note: removed_reason })}</p>}
      {holds.length > 0 && (
        <div>
          <LinkButton to="/support" search={{ new: "general", title: t("ask_title", { mask }) }}>
            {t("ask")}
          </LinkButton>
        </div>
      )}
      <Facts
        facts={[
          [t("method"), t(`method_${textNameOf(method)}`)],
          [t("currency"), currency],
          [t("main"), t(account.is_main ? "main_yes" : "main_no")],
          [t("tax"), tax.rate_bps === null ? t(`tax_${tax.profile}`) : t("tax_at", { percent: tax.rate_bps / 100 })],
          [t("added"), format.time(created_at)],
          [t("usable"), format.time(usable_at)],
        ]}
      />
      {mayChange && (
        <div className={partClasses["buttons"]}>
          {!account.is_main && <Button onClick={() => setAsked("main")}>{t("make_main")}</Button>}
          <Button variant="default" onClick={() => setAsked("remove")}>
            {t("remove")}
          </Button>
        </div>
      )}
      {asked === "main" && <MakeMain account={account} onClose={() => setAsked(undefined)} />}
      {asked === "remove" && <Remove account={account} onClose={() => setAsked(undefined)} />}
    </div>
  );
}

interface ActProps {
  account: PayoutAccount;
  onClose: () => void;
}

function MakeMain({ account: { id, mask, currency }, onClose }: ActProps) {
  const { t } = useTranslation("payout-accounts");
  const makeMain = useAct("makeMainPayoutAccount", { changes: CHANGED });
  const { run, dialog } = useFreshSignIn();
  return (
    <>
      <ConfirmAct
        title={t("make_main_title", { mask })}
        effect={t("make_main_effect", { currency })}
        button={t("make_main")}
        isDestructive={false}
        act={() => run(() => makeMain.mutateAsync({ path: { id }, body: {} }))}
        onClose={onClose}
      />
      {dialog}
    </>
  );
}

function Remove({ account: { id, mask }, onClose }: ActProps) {
  const { t } = useTranslation("payout-accounts");
  const remove = useAct("removePayoutAccount", { changes: CHANGED });
  const { run, dialog } = useFreshSignIn();
  return (
    <>
      <ConfirmAct
        title={t("remove_title", { mask })}
        effect={t("remove_effect")}
        button={t("remove_account")}
        act={() => run(() => remove.mutateAsync({ path: { id }, body: {} }))}
        onClose={onClose}
      />
      {dialog}
    </>
  );
}
