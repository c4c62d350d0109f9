import { Button, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { callOnce } from "../../api/index.ts";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import { Card } from "./card.tsx";
import classes from "./account.module.css";

export function SignUpPage() {
  const { t } = useTranslation("account");
  const { t: common } = useTranslation();
  const [sentTo, setSentTo] = useState<string>();
  const form = useForm({ name: "", email: "" }, async (body) => {
    await callOnce("signUp", { body });
    setSentTo(body.email);
  });
  const below = <Link to="/sign-in">{t("to_sign_in")}</Link>;
  if (sentTo !== undefined) return <Sent email={sentTo} />;
  return (
    <Card title={t("sign_up_title")} lead={t("sign_up_lead")} below={below}>
      <form className={classes["form"]} onSubmit={(event) => void form.submit(event)}>
        <TextInput {...form.text("name")} label={common("name")} autoComplete="name" required />
        <TextInput {...form.text("email")} label={common("email")} type="email" autoComplete="email" required />
        {form.error !== undefined && <Failed error={form.error} />}
        <Button type="submit" loading={form.isBusy}>
          {t("sign_up")}
        </Button>
      </form>
    </Card>
  );
}

/** The mail has the next step; it can be sent again. */
function Sent({ email }: { email: string }) {
  const { t } = useTranslation("account");
  const [isAgain, setAgain] = useState(false);
  const again = useForm({}, async () => {
    await callOnce("sendVerificationEmail", { body: { email } });
    setAgain(true);
  });
  return (
    <Card
      title={t("mail_sent_title")}
      lead={t("mail_sent_lead", { email })}
      below={<Link to="/sign-in">{t("to_sign_in")}</Link>}
    >
      <p className={classes["lead"]}>{t("mail_sent_text")}</p>
      {again.error !== undefined && <Failed error={again.error} />}
      <Button variant="default" loading={again.isBusy} disabled={isAgain} onClick={() => void again.submit()}>
        {t(isAgain ? "mail_sent_again" : "send_again")}
      </Button>
    </Card>
  );
}
