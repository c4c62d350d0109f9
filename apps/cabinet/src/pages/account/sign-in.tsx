import { getRouteApi, Link, useNavigate, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { rememberPerson } from "../../api/index.ts";
import { SignInForm } from "../../shell/sign-in-form.tsx";
import { Card } from "./card.tsx";

const route = getRouteApi("/outside/sign-in");

export function SignInPage() {
  const { t } = useTranslation("account");
  const { to } = route.useSearch();
  const router = useRouter();
  const navigate = useNavigate();
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
          rememberPerson(me);
          if (to === undefined) void navigate({ to: "/" });
          else router.history.push(to);
        }}
      />
    </Card>
  );
}
