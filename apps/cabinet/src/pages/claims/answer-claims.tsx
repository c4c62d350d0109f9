import { Checkbox } from "@mantine/core";
import type { Claim, ClaimAnswer, ClaimAnswerOfMany } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { AnswerMany } from "../../parts/answer-many.tsx";
import { CLAIM_CHANGES } from "./claim-status.tsx";
import partClasses from "../../parts/parts.module.css";

export type ClaimVerb = ClaimAnswerOfMany["verb"];

type ReasonCode = NonNullable<ClaimAnswer["reason_code"]>;

const CODES = [
  ...(["order_unknown", "cancelled", "returned", "not_paid", "not_delivered", "invalid_data", "not_eligible"] as const),
  ...(["other_channel", "fraud", "terms_violated", "other"] as const),
] satisfies readonly ReasonCode[];

interface AnswerClaimsProps {
  claims: readonly Claim[];
  verb: ClaimVerb;
  onClose: () => void;
}

/** Answers these claims with one reason, and shows those that were refused. */
export function AnswerClaims({ claims, verb, onClose }: AnswerClaimsProps) {
  const { t } = useTranslation("claims");
  const [isTaken, setTaken] = useState(false);
  const act = useAct("answerClaims", { changes: CLAIM_CHANGES });
  const count = claims.length;
  const competing = claims.flatMap((claim) => claim.competing ?? []);
  const isAsked = verb === "accept" && competing.length > 0;
  const answers = (said: Pick<ClaimAnswer, "reason" | "reason_code">) =>
    claims.map(({ id }) => ({ id, verb, ...said, ...(isAsked && { reverses_competing: isTaken }) }));
  return (
    <AnswerMany
      title={t(`title_${verb}`, { count })}
      effect={
        <div className={partClasses["stack"]}>
          <p>{t(`effect_${verb}`)}</p>
          {isAsked && (
            <Checkbox
              checked={isTaken}
              onChange={(event) => setTaken(event.currentTarget.checked)}
              label={t("take", { count: competing.length })}
              description={t("take_text")}
            />
          )}
        </div>
      }
      button={t(`do_${verb}`, { count })}
      isDestructive={verb === "decline" || isTaken}
      needsReason={verb === "decline"}
      codes={verb === "decline" ? CODES : NO_CODES}
      answer={async (said) => (await act.mutateAsync({ body: { answers: answers(said) } })).data}
      onClose={onClose}
    />
  );
}

const NO_CODES: readonly ReasonCode[] = [];
