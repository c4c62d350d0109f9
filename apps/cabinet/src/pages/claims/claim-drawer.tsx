import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useRouteContext } from "@tanstack/react-router";
import type { Claim } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read, useAct } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { Asked } from "../../parts/asked.tsx";
import { AnswerButtons } from "../../parts/choose.tsx";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import { Facts } from "../../parts/facts.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { Said } from "../../parts/said.tsx";
import { SideDrawer } from "../../parts/side-drawer.tsx";
import { States } from "../../parts/states.tsx";
import { useReasonText } from "../../parts/use-reason-text.ts";
import { WithWriteRight } from "../../parts/with-right.tsx";
import { AnswerClaims, type ClaimVerb } from "./answer-claims.tsx";
import { CLAIM_CHANGES, ClaimStatus, orderOf } from "./claim-status.tsx";
import partClasses from "../../parts/parts.module.css";

const route = getRouteApi("/frame/claims/$id");

/** One claim: what the webmaster claims and says, who else has the order, and the outcome. */
export function ClaimDrawer() {
  const { t } = useTranslation("claims");
  const path = route.useParams();
  const query = useQuery(read("getClaim", { path }));
  return (
    <SideDrawer
      title={query.data === undefined ? t("claim") : orderOf(query.data)}
      closeTo={{ to: "/claims", search: (before) => before }}
    >
      <States query={query}>{(claim) => <ClaimView key={claim.id} claim={claim} />}</States>
      <ApiRequestHint name="getClaim" input={{ path }} />
    </SideDrawer>
  );
}

function ClaimView({ claim }: { claim: Claim }) {
  const { t } = useTranslation("claims");
  const reasonText = useReasonText();
  const isWebmaster = useRouteContext({ from: "/frame" }).me.role === "webmaster";
  const { kind, status, waits_for, answer, comment, competing } = claim;
  return (
    <div className={partClasses["stack"]}>
      <p className={partClasses["line"]}>
        {t(`kind_${kind}`)}
        <ClaimStatus claim={claim} />
      </p>
      <p>{status === "open" ? t(`means_${waits_for ?? "advertiser"}`) : t(`means_${status}`)}</p>
      {answer !== null && <Said title={t("answer")}>{reasonText(answer)}</Said>}
      <Said title={t("comment")}>{comment}</Said>
      {competing && (
        <Said title={t("competing")}>
          <ConversionLink id={competing.conversion_id} /> · {competing.webmaster_name}
        </Said>
      )}
      <ClaimFacts claim={claim} isWebmaster={isWebmaster} />
      {status === "open" && (isWebmaster ? <Withdraw id={claim.id} /> : <Answer claim={claim} />)}
    </div>
  );
}

const ConversionLink = ({ id }: { id: string }) => (
  <Link to="/conversions/$id" params={{ id }} search={{}}>
    {id}
  </Link>
);

function ClaimFacts({ claim, isWebmaster }: { claim: Claim; isWebmaster: boolean }) {
  const { t } = useTranslation("claims");
  const format = useFormat();
  const { amount, conversion, conversion_id, result_conversion_id, click_id, due_at, ended_at } = claim;
  return (
    <Facts
      facts={[
        [t("amount"), amount && <MoneyText money={amount} />],
        [t("recorded_amount"), conversion?.amount && <MoneyText money={conversion.amount} />],
        [t("conversion"), conversion_id && <ConversionLink key="conversion" id={conversion_id} />],
        [t("result"), result_conversion_id && <ConversionLink key="result" id={result_conversion_id} />],
        [t("offer"), claim.offer_name],
        [t("goal"), claim.goal],
        [t("webmaster"), isWebmaster ? null : claim.webmaster_name],
        [
          t("click"),
          <Link key="click" to="/clicks/$clickId" params={{ clickId: click_id }}>
            {click_id}
          </Link>,
        ],
        [t("happened"), format.time(claim.occurred_at, claim.is_whole_day ? "date" : "minute")],
        [t("filed"), format.time(claim.filed_at)],
        [t("due_at"), format.time(due_at)],
        [t("ended"), ended_at && format.time(ended_at)],
      ]}
    />
  );
}

function Answer({ claim }: { claim: Claim }) {
  const { t } = useTranslation("claims");
  const [verb, setVerb] = useState<ClaimVerb>();
  return (
    <WithWriteRight>
      <AnswerButtons isDisabled={false} textOf={(one) => t(one)} onVerb={setVerb} />
      {verb !== undefined && <AnswerClaims claims={[claim]} verb={verb} onClose={() => setVerb(undefined)} />}
    </WithWriteRight>
  );
}

function Withdraw({ id }: { id: string }) {
  const { t } = useTranslation("claims");
  const act = useAct("withdrawClaim", { changes: CLAIM_CHANGES });
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
