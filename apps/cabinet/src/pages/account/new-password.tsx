import { PasswordInput } from "@mantine/core";
import type { ComponentProps } from "react";
import { useTranslation } from "react-i18next";
import { PASSWORD_LENGTH_MIN } from "../../words.ts";

/** The field of a new password, with what the API wants of it. */
export function NewPassword(props: ComponentProps<typeof PasswordInput>) {
  const { t } = useTranslation("account");
  const { t: common } = useTranslation();
  return (
    <PasswordInput
      label={t("new_password")}
      description={t("new_password_text", { count: PASSWORD_LENGTH_MIN })}
      autoComplete="new-password"
      minLength={PASSWORD_LENGTH_MIN}
      required
      visibilityToggleButtonProps={{ "aria-label": common("show_password") }}
      {...props}
    />
  );
}
