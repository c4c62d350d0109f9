import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { SignInForm } from "../../shell/sign-in-form.tsx";
import { Card } from "./card.tsx";

/** It is done; the sign-in is the next step. */
export function Done({ title, email = "" }: { title: string; email?: string }) {
  const { t } = useTranslation("account");
  const navigate = useNavigate();
  const client = useQueryClient();
  return (
    <Card title={title} lead={t("sign_in_now")}>
      <SignInForm
        email={email}
        onDone={(me) => {
          client.clear();
          client.setQueryData(["getMe", {}], me);
          void navigate({ to: "/" });
        }}
      />
    </Card>
  );
}
