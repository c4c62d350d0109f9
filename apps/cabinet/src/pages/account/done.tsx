import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { rememberPerson } from "../../api/index.ts";
import { SignInForm } from "../../shell/sign-in-form.tsx";
import { Card } from "./card.tsx";

/** It is done; the sign-in is the next step. */
export function Done({ title, email = "" }: { title: string; email?: string }) {
  const { t } = useTranslation("account");
  const navigate = useNavigate();
  return (
    <Card title={title} lead={t("sign_in_now")}>
      <SignInForm
        email={email}
        onDone={(me) => {
          rememberPerson(me);
          void navigate({ to: "/" });
        }}
      />
    </Card>
  );
}
