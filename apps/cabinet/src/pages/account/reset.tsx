import { Button, Checkbox, TextInput } from "@mantine/core";
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

const route = getRouteApi("/outside/reset");

export function ResetPage() {
  const { token } = route.useSearch();
  return token === undefined ? <AskForMail /> : <SetPassword token={token} />;
}

function AskForMail() {
  const { t } = useTranslation("account");
  const { t: common } = useTranslation();
  const [sentTo, setSentTo] = useState<string>();
  const form = useForm({ email: "" }, async (body) => {
    await callOnce("requestPasswordReset", { body });
    setSentTo(body.email);
  });
  const below = <Link to="/sign-in">{t("to_sign_in")}</Link>;
  if (sentTo !== undefined)
    return <Card title={t("mail_sent_title")} lead={t("mail_sent_lead", { email: sentTo })} below={below} />;
  return (
    <Card title={t("ask_reset_title")} lead={t("ask_reset_lead")} below={below}>
      <form className={classes["form"]} onSubmit={(event) => void form.submit(event)}>
        <TextInput {...form.text("email")} label={common("email")} type="email" autoComplete="username" required />
        {form.error !== undefined && <Failed error={form.error} />}
        <Button type="submit" loading={form.isBusy}>
          {t("send_link")}
        </Button>
      </form>
    </Card>
  );
}

function SetPassword({ token }: { token: string }) {
  const { t } = useTranslation("account");
  const [isDone, setDone] = useState(false);
  const form = useForm({ password: "", revokes_keys: false }, async (body) => {
    await callOnce("resetPassword", { body: { token, ...body } });
    setDone(true);
  });
  if (isDone) return <Done title={t("reset_done_title")} />;
  return (
    <Card title={t("reset_title")} lead={t("reset_lead")} below={<Link to="/reset">{t("ask_again")}</Link>}>
      <form className={classes["form"]} onSubmit={(event) => void form.submit(event)}>
        <NewPassword {...form.text("password")} />
        <Checkbox {...form.check("revokes_keys")} label={t("revoke_keys")} />
        {form.error !== undefined && <Failed error={form.error} />}
        <Button type="submit" loading={form.isBusy}>
          {t("set_password")}
        </Button>
      </form>
    </Card>
  );
}
