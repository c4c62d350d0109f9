import { Button } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { callOnce } from "../../api/index.ts";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import { Card } from "./card.tsx";
import { Done } from "./done.tsx";
import { NewPassword } from "./new-password.tsx";
import classes from "./account.module.css";

const route = getRouteApi("/outside/confirm");

export function ConfirmPage() {
  const { t } = useTranslation("account");
  const { token = "" } = route.useSearch();
  const [isDone, setDone] = useState(false);
  const form = useForm({ password: "" }, async ({ password }) => {
    await callOnce("verifyEmail", { body: { token, password } });
    setDone(true);
  });
  if (isDone) return <Done title={t("confirmed_title")} />;
  return (
    <Card title={t("confirm_title")} lead={t("confirm_lead")} below={<Link to="/sign-up">{t("to_sign_up")}</Link>}>
      <form className={classes["form"]} onSubmit={(event) => void form.submit(event)}>
        <NewPassword {...form.text("password")} />
        {form.error !== undefined && <Failed error={form.error} />}
        <Button type="submit" loading={form.isBusy}>
          {t("confirm")}
        </Button>
      </form>
    </Card>
  );
}
