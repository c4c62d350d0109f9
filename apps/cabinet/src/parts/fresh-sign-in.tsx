import { Button, Modal, PasswordInput, TextInput } from "@mantine/core";
import { useRouteContext } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { isFreshSignInRequired, useAct } from "../api/index.ts";
import { Failed } from "./states.tsx";
import { useForm } from "./use-form.ts";
import classes from "./parts.module.css";

interface Asked {
  confirmed: () => void;
  cancelled: () => void;
}

/**
 * Does acts that need a session whose person has just proved who they are: `run` asks for the password if the API wants
 * it, and repeats the act. `dialog` belongs into the page.
 */
export function useFreshSignIn(): { run: <T>(act: () => Promise<T>) => Promise<T>; dialog: ReactNode } {
  const [asked, setAsked] = useState<Asked>();
  const run = async <T,>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      if (!isFreshSignInRequired(error)) throw error;
      await new Promise<void>((resolve, reject) =>
        setAsked({ confirmed: resolve, cancelled: () => reject(error as Error) }),
      );
      return act();
    }
  };
  const end = (answer: "confirmed" | "cancelled") => {
    setAsked(undefined);
    asked?.[answer]();
  };
  return {
    run,
    dialog: asked && <ConfirmIdentity onDone={() => end("confirmed")} onClose={() => end("cancelled")} />,
  };
}

function ConfirmIdentity({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/frame" });
  const hasSecondFactor = me.member?.has_second_factor === true;
  const confirm = useAct("confirmIdentity", { changes: [] });
  const form = useForm({ password: "", code: "" }, async ({ password, code }) => {
    await confirm.mutateAsync({ body: { password, ...(hasSecondFactor && { code }) } });
    onDone();
  });
  return (
    <Modal opened onClose={onClose} title={t("confirm_identity")} closeButtonProps={{ "aria-label": t("close") }}>
      <form
        className={classes["stack"]}
        onSubmit={(event) => {
          // The form of the act may be around it.
          event.stopPropagation();
          void form.submit(event);
        }}
      >
        <p>{t("confirm_identity_text")}</p>
        <PasswordInput
          {...form.text("password")}
          label={t("password")}
          autoComplete="current-password"
          required
          data-autofocus
          visibilityToggleButtonProps={{ "aria-label": t("show_password") }}
        />
        {hasSecondFactor && (
          <TextInput {...form.text("code")} label={t("second_factor_code")} autoComplete="one-time-code" required />
        )}
        {form.error !== undefined && <Failed error={form.error} />}
        <div className={classes["buttons"]}>
          <Button variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" loading={form.isBusy}>
            {t("confirm_identity_button")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
