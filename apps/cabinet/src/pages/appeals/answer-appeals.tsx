import type { AppealAnswerOfMany } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { TRAFFIC_REASONS } from "../../parts/answer-code.tsx";
import { AnswerMany } from "../../parts/answer-many.tsx";
import { APPEAL_CHANGES } from "./appeal-status.tsx";

export type AppealVerb = AppealAnswerOfMany["verb"];

interface AnswerAppealsProps {
  ids: readonly string[];
  verb: AppealVerb;
  onClose: () => void;
}

/** Answers these appeals with one reason, and shows those that were refused. */
export function AnswerAppeals({ ids, verb, onClose }: AnswerAppealsProps) {
  const { t } = useTranslation("appeals");
  const act = useAct("answerAppeals", { changes: APPEAL_CHANGES });
  const count = ids.length;
  return (
    <AnswerMany
      title={t(`title_${verb}`, { count })}
      effect={t(`effect_${verb}`)}
      button={t(`do_${verb}`, { count })}
      isDestructive={verb === "decline"}
      needsReason={verb === "decline"}
      codes={TRAFFIC_REASONS}
      answer={async (said) =>
        (await act.mutateAsync({ body: { answers: ids.map((id) => ({ id, verb, ...said })) } })).data
      }
      onClose={onClose}
    />
  );
}
