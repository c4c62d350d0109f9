import { Button, Modal, Select, TextInput } from "@mantine/core";
import type { Me, MemberRole } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import { MEMBER_ROLES } from "../../words.ts";
import classes from "../../parts/parts.module.css";

/** Invites a person to this account by mail. */
export function InviteMember({ me, onClose }: { me: Me; onClose: () => void }) {
  const { t } = useTranslation("members");
  const { t: common } = useTranslation();
  const invite = useAct("invite", { changes: ["listInvitations"], onDone: onClose });
  const { role, advertiser_id, webmaster_id } = me;
  const form = useForm({ email: "", member_role: "manager" }, ({ email, member_role }) =>
    invite.mutateAsync({
      body: { email, role, advertiser_id, webmaster_id, member_role: member_role as MemberRole }, // one of the select's
    }),
  );
  return (
    <Modal opened onClose={onClose} title={t("invite_title")} closeButtonProps={{ "aria-label": common("close") }}>
      <form className={classes["stack"]} onSubmit={(event) => void form.submit(event)}>
        <TextInput {...form.text("email")} label={t("email")} type="email" required data-autofocus />
        <Select
          label={t("role")}
          description={t(`role_text_${form.values.member_role as MemberRole}`)} // the same
          data={MEMBER_ROLES.map((value) => ({ value, label: t(`role_${value}`) }))}
          value={form.values.member_role}
          onChange={(value) => value !== null && form.set("member_role", value)}
          allowDeselect={false}
        />
        {form.error !== undefined && <Failed error={form.error} />}
        <div className={classes["buttons"]}>
          <Button variant="default" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" loading={form.isBusy}>
            {t("send_invitation")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
