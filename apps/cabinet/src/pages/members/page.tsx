import { Button } from "@mantine/core";
import { useRouteContext } from "@tanstack/react-router";
import type { Invitation, Member } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import { ListTable, useList } from "../../parts/list-table.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Empty } from "../../parts/states.tsx";
import { ChangeRole } from "./change-role.tsx";
import { useInvitationColumns, useMemberColumns, type Act } from "./columns.tsx";
import { InviteMember } from "./invite-member.tsx";
import classes from "./members.module.css";

/** The people of the account, what each may do, and those who are invited. */
export function MembersPage() {
  const { t } = useTranslation("members");
  const { me } = useRouteContext({ from: "/frame" });
  const [act, setAct] = useState<Act>();
  const close = () => setAct(undefined);
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        action={
          me.rights.includes("account") && <Button onClick={() => setAct({ kind: "invite" })}>{t("invite")}</Button>
        }
      />
      <ListTable list={useList("listMembers")} label={t("title")} columns={useMemberColumns(me, setAct)} />
      <h2 className={classes["title"]}>{t("invitations")}</h2>
      <ListTable
        list={useList("listInvitations")}
        label={t("invitations")}
        columns={useInvitationColumns(me, setAct)}
        never={<Empty title={t("no_invitations")} text={t("no_invitations_text")} />}
      />
      {act?.kind === "invite" && <InviteMember me={me} onClose={close} />}
      {act?.kind === "role" && <ChangeRole member={act.member} onClose={close} />}
      {act?.kind === "remove" && <RemoveMember member={act.member} onClose={close} />}
      {act?.kind === "withdraw" && <WithdrawInvitation invitation={act.invitation} onClose={close} />}
    </>
  );
}

function RemoveMember({ member, onClose }: { member: Member; onClose: () => void }) {
  const { t } = useTranslation("members");
  const remove = useAct("removeMember", { changes: ["listMembers", "listApiKeys"] });
  return (
    <ConfirmAct
      title={t("remove_title", { name: member.name })}
      effect={t("remove_effect")}
      button={t("remove_member")}
      reason={{ label: t("reason"), isRequired: true }}
      act={(reason) => remove.mutateAsync({ path: { id: member.id }, body: { reason } })}
      onClose={onClose}
    />
  );
}

function WithdrawInvitation({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
  const { t } = useTranslation("members");
  const withdraw = useAct("revokeInvitation", { changes: ["listInvitations"] });
  return (
    <ConfirmAct
      title={t("withdraw_title", { email: invitation.email })}
      effect={t("withdraw_effect")}
      button={t("withdraw_invitation")}
      act={() => withdraw.mutateAsync({ path: { id: invitation.id } })}
      onClose={onClose}
    />
  );
}
