import { useQuery } from "@tanstack/react-query";
import { Link, useRouteContext } from "@tanstack/react-router";
import type { Claim, Conversion } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read, useAct } from "../../api/index.ts";
import { CommentForm } from "../../parts/comment-form.tsx";
import { useReasonText } from "../../parts/use-reason-text.ts";
import { useHasRight } from "../../parts/with-right.tsx";
import { CLAIM_CHANGES, ClaimStatus } from "./claim-status.tsx";
import { useRefusalText } from "./use-refusal-text.ts";
import partClasses from "../../parts/parts.module.css";

/** The newest claim about a conversion, and the form of a new one where the advertiser has rejected it. */
export function ClaimOfConversion({ conversion }: { conversion: Conversion }) {
  const { t } = useTranslation("claims");
  const isWebmaster = useRouteContext({ from: "/frame" }).me.role === "webmaster";
  const mayWrite = useHasRight("write");
  const { data } = useQuery(read("listClaims", { query: { conversion_id: conversion.id, limit: 1 } }));
  if (data === undefined) return null;
  const [claim] = data.data;
  const mayClaim = isWebmaster && mayWrite && isDeclined(conversion) && claim?.status !== "open";
  if (claim === undefined && !mayClaim) return null;
  return (
    <section className={partClasses["stack"]} aria-label={t("claim")}>
      <h3>{t("claim")}</h3>
      {claim !== undefined && <Standing claim={claim} />}
      {mayClaim && <ClaimDeclined conversionId={conversion.id} />}
    </section>
  );
}

/** Whether the advertiser's answer keeps the commission back. */
const isDeclined = ({ validation, is_test }: Conversion) =>
  (validation === "rejected" || validation === "reversed") && !is_test;

function Standing({ claim }: { claim: Claim }) {
  const { t } = useTranslation("claims");
  const reasonText = useReasonText();
  const { id, answer, comment } = claim;
  return (
    <>
      <div className={partClasses["line"]}>
        <ClaimStatus claim={claim} />
        <Link to="/claims/$id" params={{ id }} search={{}}>
          {t("open_claim")}
        </Link>
      </div>
      <p className={partClasses["note"]}>{answer === null ? comment : reasonText(answer)}</p>
    </>
  );
}

function ClaimDeclined({ conversionId }: { conversionId: string }) {
  const { t } = useTranslation("claims");
  const refusalText = useRefusalText();
  const [refusal, setRefusal] = useState<string>();
  const act = useAct("fileClaims", { changes: CLAIM_CHANGES });
  const send = async (comment: string) => {
    const claim = { kind: "declined" as const, conversion_id: conversionId, ...(comment !== "" && { comment }) };
    const { data } = await act.mutateAsync({ body: { claims: [claim] } });
    const [outcome] = data;
    setRefusal(outcome?.claim === null ? refusalText(outcome) : undefined);
  };
  return (
    <>
      <CommentForm
        open={t("claim_declined")}
        label={t("why_wrong")}
        description={t("why_wrong_text")}
        isRequired={false}
        button={t("send")}
        send={send}
      />
      {refusal !== undefined && <p role="alert">{refusal}</p>}
    </>
  );
}
