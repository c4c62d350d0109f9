import { Button, Checkbox, Modal, TextInput } from "@mantine/core";
import type { Scope } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useRouteContext } from "@tanstack/react-router";
import { useAct } from "../../api/index.ts";
import { usePreferences } from "../../format/index.ts";
import { Secret } from "../../parts/secret.tsx";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import classes from "../../parts/parts.module.css";

const OFFERED = ["read", "write", "payouts"] as const satisfies readonly Scope[];

/** Makes a key and shows its secret once. */
export function CreateKey({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("keys");
  const { t: common } = useTranslation();
  const { zone } = usePreferences();
  const { me } = useRouteContext({ from: "/frame" });
  const [secret, setSecret] = useState<string | null>(null);
  const create = useAct("createApiKey", { changes: ["listApiKeys"] });
  const form = useForm({ name: "", expires_at: "", read: true, write: false, payouts: false }, async (values) => {
    const expires = values.expires_at === "" ? {} : { expires_at: values.expires_at, zone };
    const scopes = OFFERED.filter((scope) => values[scope]);
    setSecret((await create.mutateAsync({ body: { name: values.name, scopes, ...expires } })).secret);
  });
  return (
    <Modal opened onClose={onClose} title={t("create_title")} closeButtonProps={{ "aria-label": common("close") }}>
      {secret === null ? (
        <form className={classes["stack"]} onSubmit={(event) => void form.submit(event)}>
          <TextInput
            {...form.text("name")}
            label={t("name")}
            description={t("name_text")}
            maxLength={100}
            required
            data-autofocus
          />
          <Checkbox.Group label={t("scopes")}>
            <div className={classes["choices"]}>
              {OFFERED.filter((scope) => me.scopes.includes(scope)).map((scope) => (
                <Checkbox key={scope} {...form.check(scope)} label={t(`scope_${scope}`)} />
              ))}
            </div>
          </Checkbox.Group>
          <TextInput
            {...form.text("expires_at")}
            label={t("expires")}
            description={t("expires_text", { zone })}
            type="date"
          />
          {form.error !== undefined && <Failed error={form.error} />}
          <div className={classes["buttons"]}>
            <Button variant="default" onClick={onClose}>
              {common("cancel")}
            </Button>
            <Button type="submit" loading={form.isBusy}>
              {t("create")}
            </Button>
          </div>
        </form>
      ) : (
        <div className={classes["stack"]}>
          <p>{t("secret_once")}</p>
          <Secret text={secret} label={t("the_key")} />
          <div className={classes["buttons"]}>
            <Button onClick={onClose}>{t("kept")}</Button>
          </div>
        </div>
      )}
    </Modal>
  );
}
