import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { renderSVG } from "uqr";
import { me, queryClient, useAct, type AnswerOf } from "../../api/index.ts";
import { Card } from "../../parts/card.tsx";
import { Secret } from "../../parts/secret.tsx";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import parts from "../../parts/parts.module.css";
import classes from "./profile.module.css";

type SetUp = AnswerOf<"enableSecondFactor">;

/** A second factor: set up with a QR code and a first code of it, removed with another. */
export function SecondFactorCard({ isOn }: { isOn: boolean }) {
  const { t } = useTranslation("profile");
  const [setUp, setSetUp] = useState<SetUp>();
  const router = useRouter();
  const done = async () => {
    await queryClient.fetchQuery({ ...me, staleTime: 0 });
    await router.invalidate();
    setSetUp(undefined);
  };
  return (
    <Card title={t("second_factor")}>
      {isOn && <Remove onDone={done} />}
      {!isOn && setUp === undefined && <Begin onDone={setSetUp} />}
      {!isOn && setUp !== undefined && <Finish setUp={setUp} onDone={done} />}
    </Card>
  );
}

function Begin({ onDone }: { onDone: (setUp: SetUp) => void }) {
  const { t } = useTranslation("profile");
  const enable = useAct("enableSecondFactor", { changes: [], onDone });
  const form = useForm({ password: "" }, (body) => enable.mutateAsync({ body }));
  return (
    <form className={parts["stack"]} onSubmit={(event) => void form.submit(event)}>
      <p>{t("factor_off")}</p>
      <Password form={form.text("password")} />
      {form.error !== undefined && <Failed error={form.error} />}
      <div>
        <Button type="submit" variant="default" loading={form.isBusy}>
          {t("set_up_factor")}
        </Button>
      </div>
    </form>
  );
}

function Finish({ setUp: { totp_uri, backup_codes }, onDone }: { setUp: SetUp; onDone: () => Promise<void> }) {
  const { t } = useTranslation("profile");
  const verify = useAct("verifySecondFactor", { changes: [] });
  const form = useForm({ code: "" }, async (body) => {
    await verify.mutateAsync({ body });
    await onDone();
  });
  const picture = `data:image/svg+xml,${encodeURIComponent(renderSVG(totp_uri, { border: 0 }))}`;
  return (
    <form className={parts["stack"]} onSubmit={(event) => void form.submit(event)}>
      <p>{t("scan")}</p>
      <img className={classes["qr"]} src={picture} alt={t("qr")} />
      <Secret text={new URL(totp_uri).searchParams.get("secret") ?? ""} label={t("the_secret")} />
      <p>{t("backup_codes")}</p>
      <ul className={classes["codes"]}>
        {backup_codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <TextInput {...form.text("code")} label={t("code")} inputMode="numeric" autoComplete="one-time-code" required />
      {form.error !== undefined && <Failed error={form.error} />}
      <div>
        <Button type="submit" loading={form.isBusy}>
          {t("turn_on")}
        </Button>
      </div>
    </form>
  );
}

function Remove({ onDone }: { onDone: () => Promise<void> }) {
  const { t } = useTranslation("profile");
  const disable = useAct("disableSecondFactor", { changes: [] });
  const form = useForm({ password: "", code: "" }, async (body) => {
    await disable.mutateAsync({ body });
    await onDone();
  });
  return (
    <form className={parts["stack"]} onSubmit={(event) => void form.submit(event)}>
      <p>{t("factor_on")}</p>
      <Password form={form.text("password")} />
      <TextInput {...form.text("code")} label={t("code_or_backup")} autoComplete="one-time-code" required />
      {form.error !== undefined && <Failed error={form.error} />}
      <div>
        <Button type="submit" variant="default" loading={form.isBusy}>
          {t("remove_factor")}
        </Button>
      </div>
    </form>
  );
}

function Password({ form }: { form: ReturnType<ReturnType<typeof useForm>["text"]> }) {
  const { t } = useTranslation("profile");
  const { t: common } = useTranslation();
  return (
    <PasswordInput
      {...form}
      label={t("current_password")}
      autoComplete="current-password"
      required
      visibilityToggleButtonProps={{ "aria-label": common("show_password") }}
    />
  );
}
