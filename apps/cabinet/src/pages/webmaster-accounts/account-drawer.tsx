import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { PayoutAccount } from "@waymark/client";
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
import { AccountStatus } from "../payout-accounts/account-status.tsx";
import { textNameOf } from "../payout-accounts/fields.ts";
import { Details } from "./details.tsx";
import partClasses from "../../parts/parts.module.css";

const route = getRouteApi("/frame/webmaster-accounts/$id");

const CHANGED: readonly OperationName[] = ["listPayoutAccounts", "getPayoutAccount", "getToDo"];

/** One account of a webmaster: whose it is, what holds it and since when, and what the operator decides about it. */
export function AccountDrawer() {
  const { t } = useTranslation("payout-accounts");
  const path = route.useParams();
  const query = useQuery(read("getPayoutAccount", { path }));
  return (
    <SideDrawer
      title={query.data?.mask ?? t("account")}
      closeTo={{ to: "/webmaster-accounts", search: (before) => before }}
    >
      <States query={query}>{(account) => <AccountView key={account.id} account={account} />}</States>
      <ApiRequestHint name="getPayoutAccount" input={{ path }} />
    </SideDrawer>
  );
}

type Verb = "release" | "hold" | "remove";

/** Verbs that change the account's state: what is already so is not offered. */
const verbsOf = ({ status, holds }: PayoutAccount): Verb[] => {
  if (status === "removed") return [];
  const isStopped = holds.some(({ reason_code }) => reason_code === "operator");
  return [...(holds.length > 0 ? (["release"] as const) : []), ...(isStopped ? [] : (["hold"] as const)), "remove"];
};

function AccountView({ account }: { account: PayoutAccount }) {
  const { t } = useTranslation("webmaster-accounts");
  const { t: accounts } = useTranslation("payout-accounts");
  const format = useFormat();
  const [asked, setAsked] = useState<Verb>();
  const mayChange = useHasRight("payouts");
  const { webmaster_name, method, currency, tax, is_main, created_at, usable_at, removed_reason } = account;
  return (
    <div className={partClasses["stack"]}>
      <div className={partClasses["line"]}>
        <AccountStatus account={account} />
      </div>
      <Holds account={account} />
      <SharedWith account={account} />
      <Facts
        facts={[
          [t("webmaster"), webmaster_name],
          [accounts("method"), accounts(`method_${textNameOf(method)}`)],
          [accounts("currency"), currency],
          [accounts("main"), t(is_main ? "main_yes" : "main_no")],
          [
            accounts("tax"),
            tax.rate_bps === null
              ? accounts(`tax_${tax.profile}`)
              : accounts("tax_at", { percent: tax.rate_bps / 100 }),
          ],
          [accounts("added"), format.time(created_at)],
          [accounts("usable"), format.time(usable_at)],
          [t("removed_reason"), removed_reason],
        ]}
      />
      {mayChange && (
        <div className={partClasses["buttons"]}>
          {verbsOf(account).map((verb) => (
            <Button key={verb} {...(verb !== "release" && { variant: "default" })} onClick={() => setAsked(verb)}>
              {t(`verb_${verb}`)}
            </Button>
          ))}
        </div>
      )}
      {mayChange && <Details id={account.id} />}
      {asked !== undefined && <Decide account={account} verb={asked} onClose={() => setAsked(undefined)} />}
    </div>
  );
}

/** Each hold with what it means, its note, and since when. */
function Holds({ account: { holds } }: { account: PayoutAccount }) {
  const { t } = useTranslation("webmaster-accounts");
  const format = useFormat();
  return holds.map(({ reason_code, note, opened_at }) => (
    <div key={reason_code}>
      <p>{t(`hold_text_${reason_code}`)}</p>
      <p className={partClasses["note"]}>
        {t("held_since", { time: format.time(opened_at) })}
        {note !== null && ` · ${note}`}
      </p>
    </div>
  ));
}

/** Other webmasters who have, or had, the same account. */
function SharedWith({ account: { shared_with = [] } }: { account: PayoutAccount }) {
  const { t } = useTranslation("webmaster-accounts");
  if (shared_with.length === 0) return null;
  return (
    <p>
      {t("shared_with")}{" "}
      {shared_with.map((id) => (
        <Link key={id} to="/webmaster-accounts" search={{ webmaster_id: id }}>
          <code>{id}</code>{" "}
        </Link>
      ))}
    </p>
  );
}

function Decide({ account: { id, mask }, verb, onClose }: { account: PayoutAccount; verb: Verb; onClose: () => void }) {
  const { t } = useTranslation("webmaster-accounts");
  const acts = {
    release: useAct("releasePayoutAccount", { changes: CHANGED }),
    hold: useAct("holdPayoutAccount", { changes: CHANGED }),
    remove: useAct("removePayoutAccount", { changes: CHANGED }),
  };
  const { run, dialog } = useFreshSignIn();
  return (
    <>
      <ConfirmAct
        title={t(`title_${verb}`, { mask })}
        effect={t(`effect_${verb}`, { mask })}
        button={t(`verb_${verb}`)}
        isDestructive={verb === "remove"}
        reason={{ label: t("reason"), isRequired: true }}
        act={(reason) => run(() => acts[verb].mutateAsync({ path: { id }, body: { reason } }))}
        onClose={onClose}
      />
      {dialog}
    </>
  );
}
