import { Button } from "@mantine/core";
import { Link as RouterLink } from "@tanstack/react-router";
import type { Link } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import { CopyButton } from "../../parts/copy-button.tsx";
import type { Column } from "../../parts/data-table.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { SUB_IDS } from "../../words.ts";
import { WithWriteRight } from "../../parts/with-right.tsx";
import partClasses from "../../parts/parts.module.css";

export function useColumns(onPause: (link: Link) => void, onResume: (link: Link) => void): Column<Link>[] {
  const { t } = useTranslation("links");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "slug",
        header: t("link"),
        cell: ({ id, slug, url }) => (
          <span className={partClasses["line"]}>
            <RouterLink to="/links/$id" params={{ id }} search={(before) => before}>
              {slug}
            </RouterLink>
            <CopyButton text={url} label={t("the_link")} />
          </span>
        ),
      },
      {
        id: "offer",
        header: t("offer"),
        cell: ({ offer_id: id, offer_name }) => (
          <RouterLink to="/offers/$id" params={{ id }}>
            {offer_name}
          </RouterLink>
        ),
        onCard: true,
      },
      { id: "status", header: t("status"), cell: (link) => <LinkStatus link={link} />, onCard: true },
      { id: "defaults", header: t("defaults"), cell: ({ defaults }) => defaultsText(defaults) },
      { id: "created", header: t("created"), cell: ({ created_at }) => format.time(created_at) },
      {
        id: "act",
        header: t("act"),
        onCard: true,
        cell: (link) => (
          <WithWriteRight>
            <PauseOrResume link={link} onPause={() => onPause(link)} onResume={() => onResume(link)} />
          </WithWriteRight>
        ),
      },
    ],
    [t, format, onPause, onResume],
  );
}

interface PauseOrResumeProps {
  link: Link;
  onPause: () => void;
  onResume: () => void;
  isBusy?: boolean;
}

/** The button that pauses a link, or resumes it unless the operator paused it. */
export function PauseOrResume({ link: { status, paused_by }, onPause, onResume, isBusy = false }: PauseOrResumeProps) {
  const { t } = useTranslation("links");
  if (status !== "active" && paused_by === "operator") return null;
  return (
    <Button variant="default" size="compact-xs" loading={isBusy} onClick={status === "active" ? onPause : onResume}>
      {t(status === "active" ? "pause" : "resume")}
    </Button>
  );
}

const defaultsText = (defaults: Link["defaults"]): string =>
  SUB_IDS.flatMap((name) => (defaults[name] === undefined ? [] : [`${name}=${defaults[name]}`])).join(" · ") || "—";

export function LinkStatus({ link: { status, paused_by, reason, expires_at } }: { link: Link }) {
  const { t } = useTranslation("links");
  if (status === "paused")
    return (
      <span className={partClasses["line"]}>
        <StatusBadge tone={paused_by === "operator" ? "bad" : "quiet"}>
          {t(paused_by === "operator" ? "paused_by_operator" : "status_paused")}
        </StatusBadge>
        {reason !== null && <small>{reason}</small>}
      </span>
    );
  if (expires_at !== null && Date.parse(expires_at) <= Date.now())
    return <StatusBadge tone="quiet">{t("expired")}</StatusBadge>;
  return <StatusBadge tone="good">{t("status_active")}</StatusBadge>;
}
