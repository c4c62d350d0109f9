import { Button, PasswordInput, TextInput, UnstyledButton } from "@mantine/core";
import type { Me } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { callOnce } from "../api/index.ts";
import { Failed } from "../parts/states.tsx";
import { useForm } from "../parts/use-form.ts";
import classes from "./shell.module.css";

interface SignInFormProps {
  email?: string;
  onDone: (me: Me) => void;
}

/** Address and password, then the code of the second factor where there is one. */
export function SignInForm({ email = "", onDone }: SignInFormProps) {
  const [needsCode, setNeedsCode] = useState(false);
  const finish = async () => onDone(await callOnce("getMe", {}));
  return needsCode ? (
    <CodeForm onDone={finish} />
  ) : (
    <PasswordForm email={email} onDone={(waits) => (waits ? Promise.resolve(setNeedsCode(true)) : finish())} />
  );
}

function PasswordForm({ email, onDone }: { email: string; onDone: (needsCode: boolean) => Promise<void> }) {
  const { t } = useTranslation();
  const form = useForm({ email, password: "" }, async (body) => {
    const { needs_second_factor } = await callOnce("signIn", { body });
    await onDone(needs_second_factor);
  });
  return (
    <form className={classes["form"]} onSubmit={(event) => void form.submit(event)}>
      <TextInput {...form.text("email")} label={t("email")} type="email" autoComplete="username" required />
      <PasswordInput
        {...form.text("password")}
        label={t("password")}
        autoComplete="current-password"
        required
        visibilityToggleButtonProps={{ "aria-label": t("show_password") }}
      />
      {form.error !== undefined && <Failed error={form.error} />}
      <Button type="submit" loading={form.isBusy} fullWidth>
        {t("sign_in")}
      </Button>
    </form>
  );
}

function CodeForm({ onDone }: { onDone: () => Promise<void> }) {
  const { t } = useTranslation();
  const [isBackup, setBackup] = useState(false);
  const form = useForm({ code: "" }, async (body) => {
    await callOnce(isBackup ? "verifyBackupCode" : "verifySecondFactor", { body });
    await onDone();
  });
  return (
    <form className={classes["form"]} onSubmit={(event) => void form.submit(event)}>
      <TextInput
        {...form.text("code")}
        label={t(isBackup ? "backup_code" : "second_factor_code")}
        description={t(isBackup ? "backup_code_text" : "second_factor_code_text")}
        inputMode={isBackup ? "text" : "numeric"}
        autoComplete="one-time-code"
        required
        autoFocus
      />
      {form.error !== undefined && <Failed error={form.error} />}
      <Button type="submit" loading={form.isBusy} fullWidth>
        {t("verify_code")}
      </Button>
      <UnstyledButton className={classes["linkButton"]} onClick={() => setBackup(!isBackup)}>
        {t(isBackup ? "use_second_factor_code" : "use_backup_code")}
      </UnstyledButton>
    </form>
  );
}
