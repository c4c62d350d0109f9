import { Button } from "@mantine/core";
import type { Invitation, Me, Member } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import type { Column } from "../../parts/data-table.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import classes from "./members.module.css";

/** What a person is about to do, and to whom. */
export type Act =
  | { kind: "invite" }
  | { kind: "role" | "remove"; member: Member }
  | { kind: "withdraw"; invitation: Invitation };

/** Columns of the members. Owners change and remove others; each person may leave. */
export function useMemberColumns(me: Me, onAct: (act: Act) => void): Column<Member>[] {
  const { t } = useTranslation("members");
  const format = useFormat();
  return useMemo(() => {
    const self = me.member;
    const isOwner = me.rights.includes("account");
    return [
      { id: "name", header: t("name"), cell: ({ id, name }) => (id === self?.id ? t("you", { name }) : name) },
      { id: "email", header: t("email"), cell: ({ email }) => email, onCard: true },
      { id: "role", header: t("role"), cell: ({ member_role }) => t(`role_${member_role}`), onCard: true },
      {
        id: "factor",
        header: t("second_factor"),
        cell: ({ has_second_factor }) =>
          has_second_factor ? (
            <StatusBadge tone="good">{t("factor_on")}</StatusBadge>
          ) : (
            <StatusBadge tone="quiet">{t("factor_off")}</StatusBadge>
          ),
      },
      { id: "since", header: t("since"), cell: ({ created_at }) => format.time(created_at, "date") },
      {
        id: "act",
        header: t("act"),
        onCard: true,
        cell: (member) => (
          <span className={classes["acts"]}>
            {isOwner && (
              <Button variant="default" size="compact-xs" onClick={() => onAct({ kind: "role", member })}>
                {t("change_role")}
              </Button>
            )}
            {(isOwner || member.id === self?.id) && (
              <Button variant="default" size="compact-xs" onClick={() => onAct({ kind: "remove", member })}>
                {t(member.id === self?.id ? "leave" : "remove")}
              </Button>
            )}
          </span>
        ),
      },
    ];
  }, [t, format, me, onAct]);
}

/** Columns of the invitations. Owners withdraw those that wait. */
export function useInvitationColumns(me: Me, onAct: (act: Act) => void): Column<Invitation>[] {
  const { t } = useTranslation("members");
  const format = useFormat();
  return useMemo(
    () => [
      { id: "email", header: t("email"), cell: ({ email }) => email },
      { id: "status", header: t("status"), cell: (row) => <InvitationStatus row={row} />, onCard: true },
      { id: "role", header: t("role"), cell: ({ member_role }) => t(`role_${member_role}`), onCard: true },
      { id: "created", header: t("invited"), cell: ({ created_at }) => format.time(created_at) },
      { id: "expires", header: t("expires"), cell: ({ expires_at }) => format.time(expires_at) },
      {
        id: "act",
        header: t("act"),
        onCard: true,
        cell: (row) =>
          me.rights.includes("account") &&
          stateOf(row) === "waiting" && (
            <Button variant="default" size="compact-xs" onClick={() => onAct({ kind: "withdraw", invitation: row })}>
              {t("withdraw")}
            </Button>
          ),
      },
    ],
    [t, format, me, onAct],
  );
}

const stateOf = ({ accepted_at, revoked_at, expires_at }: Invitation) => {
  if (accepted_at !== null) return "accepted";
  if (revoked_at !== null) return "withdrawn";
  return Date.parse(expires_at) <= Date.now() ? "expired" : "waiting";
};

const TONES = { accepted: "good", withdrawn: "bad", expired: "quiet", waiting: "pending" } as const;

function InvitationStatus({ row }: { row: Invitation }) {
  const { t } = useTranslation("members");
  const state = stateOf(row);
  return <StatusBadge tone={TONES[state]}>{t(`invitation_${state}`)}</StatusBadge>;
}
