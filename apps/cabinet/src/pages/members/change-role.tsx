import { Button, Modal, Select, Textarea } from "@mantine/core";
import type { Member, MemberRole } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import { MEMBER_ROLES } from "../../words.ts";
import classes from "../../parts/parts.module.css";

/** Changes what a member may do, with the reason that they get by mail. */
export function ChangeRole({ member, onClose }: { member: Member; onClose: () => void }) {
  const { t } = useTranslation("members");
  const { t: common } = useTranslation();
  const change = useAct("changeMemberRole", { changes: ["listMembers"], onDone: onClose });
  const form = useForm(
    { member_role: member.member_role as string, reason: "" },
    ({ member_role, reason }) =>
      change.mutateAsync({ path: { id: member.id }, body: { member_role: member_role as MemberRole, reason } }), // one of the select's
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("role_title", { name: member.name })}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <form className={classes["stack"]} onSubmit={(event) => void form.submit(event)}>
        <Select
          label={t("role")}
          description={t(`role_text_${form.values.member_role as MemberRole}`)} // the same
          data={MEMBER_ROLES.map((value) => ({ value, label: t(`role_${value}`) }))}
          value={form.values.member_role}
          onChange={(value) => value !== null && form.set("member_role", value)}
          allowDeselect={false}
        />
        <Textarea {...form.text("reason")} label={t("reason")} rows={3} required />
        {form.error !== undefined && <Failed error={form.error} />}
        <div className={classes["buttons"]}>
          <Button variant="default" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" loading={form.isBusy} disabled={form.values.member_role === member.member_role}>
            {t("change_role")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
