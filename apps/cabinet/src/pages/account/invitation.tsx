import { Button, TextInput } from "@mantine/core";
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

const route = getRouteApi("/outside/invitation");

export function InvitationPage() {
  const { t } = useTranslation("account");
  const { t: common } = useTranslation();
  const { token = "" } = route.useSearch();
  const [isDone, setDone] = useState(false);
  const form = useForm({ name: "", password: "" }, async (body) => {
    await callOnce("acceptInvitation", { body: { token, ...body } });
    setDone(true);
  });
  if (isDone) return <Done title={t("accepted_title")} />;
  return (
    <Card
      title={t("invitation_title")}
      lead={t("invitation_lead")}
      below={<Link to="/sign-in">{t("to_sign_in")}</Link>}
    >
      <form className={classes["form"]} onSubmit={(event) => void form.submit(event)}>
        <TextInput {...form.text("name")} label={common("name")} autoComplete="name" required />
        <NewPassword {...form.text("password")} />
        {form.error !== undefined && <Failed error={form.error} />}
        <Button type="submit" loading={form.isBusy}>
          {t("accept")}
        </Button>
      </form>
    </Card>
  );
}
