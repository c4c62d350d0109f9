import { Button } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { callOnce } from "../../api/index.ts";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import { Card } from "./card.tsx";
import classes from "./account.module.css";

const route = getRouteApi("/outside/unsubscribe");

/** Stops the mails of a scheduled report, without signing in. */
export function UnsubscribePage() {
  const { t } = useTranslation("account");
  const { token = "" } = route.useSearch();
  const [isDone, setDone] = useState(false);
  const form = useForm({}, async () => {
    await callOnce("unsubscribeReport", { body: { token } });
    setDone(true);
  });
  if (isDone) return <Card title={t("unsubscribed_title")} lead={t("unsubscribed_lead")} />;
  return (
    <Card title={t("unsubscribe_title")} lead={t("unsubscribe_lead")}>
      <form className={classes["form"]} onSubmit={(event) => void form.submit(event)}>
        {form.error !== undefined && <Failed error={form.error} />}
        <Button type="submit" loading={form.isBusy}>
          {t("unsubscribe")}
        </Button>
      </form>
    </Card>
  );
}
