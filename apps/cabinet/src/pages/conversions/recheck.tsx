import { Button } from "@mantine/core";
import { useRouteContext } from "@tanstack/react-router";
import type { Rechecked } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct, type OperationName } from "../../api/index.ts";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import { useHasRight } from "../../parts/with-right.tsx";
import partClasses from "../../parts/parts.module.css";

const CHANGED: readonly OperationName[] = ["getConversion", "listConversions", "listJudgments", "getToDo"];

/** Judges a conversion again by the version of the rules in force, and says what came of it. For operators. */
export function Recheck({ conversionId }: { conversionId: string }) {
  const { t } = useTranslation("conversions");
  const { role } = useRouteContext({ from: "/frame" }).me;
  const mayWrite = useHasRight("write");
  const [isAsked, setAsked] = useState(false);
  const [outcome, setOutcome] = useState<Rechecked["data"][number]["outcome"]>();
  const recheck = useAct("recheckConversions", { changes: CHANGED });
  if (role !== "operator" || !mayWrite) return null;
  return (
    <div className={partClasses["line"]}>
      <Button variant="default" size="compact-xs" onClick={() => setAsked(true)}>
        {t("recheck")}
      </Button>
      {outcome !== undefined && <span role="status">{t(`recheck_${outcome}`)}</span>}
      {isAsked && (
        <ConfirmAct
          title={t("recheck_title")}
          effect={t("recheck_effect")}
          button={t("recheck")}
          isDestructive={false}
          reason={{ label: t("recheck_reason"), isRequired: true }}
          act={async (reason) => {
            const { data } = await recheck.mutateAsync({ body: { conversion_ids: [conversionId], reason } });
            setOutcome(data[0]?.outcome);
          }}
          onClose={() => setAsked(false)}
        />
      )}
    </div>
  );
}
