import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { SignInForm } from "../../shell/sign-in-form.tsx";
import { Card } from "./card.tsx";

const route = getRouteApi("/outside/sign-in");

export function SignInPage() {
  const { t } = useTranslation("account");
  const { to } = route.useSearch();
  const router = useRouter();
  const navigate = useNavigate();
  const client = useQueryClient();
  return (
    <Card
      title={t("sign_in_title")}
      below={
        <>
          <Link to="/reset">{t("forgot")}</Link>
          <Link to="/sign-up">{t("to_sign_up")}</Link>
        </>
      }
    >
      <SignInForm
        onDone={(me) => {
          client.clear();
          client.setQueryData(["getMe", {}], me);
          if (to === undefined) void navigate({ to: "/" });
          else router.history.push(to);
        }}
      />
    </Card>
  );
}
