import type { Link } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { ConfirmAct } from "../../parts/confirm-act.tsx";

const CHANGED = ["listLinks", "getLink"] as const;

/** Pausing sends visitors elsewhere, so it says so first. */
export function PauseLink({ link: { id, slug, version }, onClose }: { link: Link; onClose: () => void }) {
  const { t } = useTranslation("links");
  const pause = useAct("pauseLink", { changes: CHANGED });
  return (
    <ConfirmAct
      title={t("pause_title", { slug })}
      effect={t("pause_effect")}
      button={t("pause_link")}
      reason={{ label: t("pause_reason"), isRequired: false }}
      act={(reason) => pause.mutateAsync({ path: { id }, body: { version, ...(reason !== "" && { reason }) } })}
      onClose={onClose}
    />
  );
}

export const useResume = () => useAct("resumeLink", { changes: CHANGED });
