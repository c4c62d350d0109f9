import { Modal } from "@mantine/core";
import type { Me } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { endWait, me as meQuery, queryClient } from "../api/index.ts";
import { SignInForm } from "./sign-in-form.tsx";
import classes from "./shell.module.css";

/** The dialog of a session that has ended. The page under it keeps what was typed, and its call goes on afterwards. */
export function SignInAgain({ person }: { person: Me["member"] }) {
  const { t } = useTranslation();
  const done = (next: Me) => {
    // Another person's page must not show what this one typed.
    if (next.member?.id !== person?.id) location.assign("/");
    queryClient.setQueryData(meQuery.queryKey, next);
    endWait(true);
  };
  return (
    <Modal
      opened
      onClose={() => endWait(false)}
      title={t("session_ended")}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <p className={classes["dialogLead"]}>{t("session_ended_text")}</p>
      <SignInForm email={person?.email ?? ""} onDone={done} />
    </Modal>
  );
}
