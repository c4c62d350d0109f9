import { Button, PasswordInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { Card } from "../../parts/card.tsx";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import classes from "../../parts/parts.module.css";

/** Another password; all other sessions end. */
export function PasswordCard() {
  const { t } = useTranslation("profile");
  const { t: common } = useTranslation();
  const [isDone, setDone] = useState(false);
  const change = useAct("changePassword", { changes: [] });
  const form = useForm({ current_password: "", new_password: "" }, async (body) => {
    setDone(false);
    await change.mutateAsync({ body });
    form.reset();
    setDone(true);
  });
  const toggle = { visibilityToggleButtonProps: { "aria-label": common("show_password") } };
  return (
    <Card title={t("password")}>
      <form className={classes["stack"]} onSubmit={(event) => void form.submit(event)}>
        <PasswordInput
          {...form.text("current_password")}
          {...toggle}
          label={t("current_password")}
          autoComplete="current-password"
          required
        />
        <PasswordInput
          {...form.text("new_password")}
          {...toggle}
          label={t("new_password")}
          description={t("new_password_text")}
          autoComplete="new-password"
          required
        />
        {form.error !== undefined && <Failed error={form.error} />}
        {isDone && <p role="status">{t("password_changed")}</p>}
        <div>
          <Button type="submit" variant="default" loading={form.isBusy}>
            {t("change_password")}
          </Button>
        </div>
      </form>
    </Card>
  );
}
