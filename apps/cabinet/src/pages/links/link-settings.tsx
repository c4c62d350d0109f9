import { Button, TextInput } from "@mantine/core";
import type { Link } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queryClient, read, useAct } from "../../api/index.ts";
import { usePreferences } from "../../format/index.ts";
import { Conflict, isConflict } from "../../parts/conflict.tsx";
import { Failed } from "../../parts/states.tsx";
import { useVersionedForm } from "../../parts/use-versioned-form.ts";
import { SUB_IDS } from "../../words.ts";
import { defaultsIn } from "./create-link.tsx";
import partClasses from "../../parts/parts.module.css";

const valuesOf = ({ fallback_url, defaults }: Link): Record<string, string> => ({
  fallback_url: fallback_url ?? "",
  expires_at: "",
  ...Object.fromEntries(SUB_IDS.map((name) => [`defaults.${name}`, defaults[name] ?? ""])),
});

/** The settings of a link. If another person changed it first, their values stand beside one's own. */
export function LinkSettings({ link }: { link: Link }) {
  const { t } = useTranslation("links");
  const { zone } = usePreferences();
  const [isSaved, setSaved] = useState(false);
  const change = useAct("changeLink", { changes: ["listLinks", "getLink"] });
  const path = { id: link.id };
  const form = useVersionedForm<Link, Record<string, string>>({
    current: link,
    valuesOf,
    async send(values, { version }) {
      setSaved(false);
      const expires = values["expires_at"] === "" ? {} : { expires_at: values["expires_at"] ?? null, zone };
      const fallback_url = values["fallback_url"] === "" ? null : (values["fallback_url"] ?? null);
      const body = { fallback_url, defaults: defaultsIn(values), ...expires, version };
      const saved = await change.mutateAsync({ path, body });
      setSaved(true);
      return saved;
    },
    readCurrent: () => queryClient.fetchQuery({ ...read("getLink", { path }), staleTime: 0 }),
  });
  const labels = {
    ...{ fallback_url: t("fallback"), expires_at: t("expires") },
    ...Object.fromEntries(SUB_IDS.map((name) => [`defaults.${name}`, t("default_of", { name })])),
  };
  const { error } = form;
  return (
    <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
      <TextInput {...form.text("fallback_url")} label={t("fallback")} description={t("fallback_text")} type="url" />
      <TextInput
        {...form.text("expires_at")}
        label={t("expires")}
        description={t("expires_text", { zone })}
        type="date"
      />
      {SUB_IDS.map((name) => (
        <TextInput key={name} {...form.text(`defaults.${name}`)} label={t("default_of", { name })} maxLength={255} />
      ))}
      <Conflict {...form.conflict} labels={labels} />
      {error !== undefined && !isConflict(error) && <Failed error={error} />}
      <div className={partClasses["buttons"]}>
        {isSaved && <span role="status">{t("saved")}</span>}
        <Button type="submit" loading={form.isBusy}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}
