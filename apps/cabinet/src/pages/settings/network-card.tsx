import { Button, Checkbox, Select, TextInput } from "@mantine/core";
import type { Settings } from "@waymark/client";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { queryClient, settings, useAct } from "../../api/index.ts";
import { CURRENCIES, ZONES } from "../../format/choices.ts";
import { Card } from "../../parts/card.tsx";
import { Conflict, isConflict } from "../../parts/conflict.tsx";
import { Failed } from "../../parts/states.tsx";
import { useVersionedForm } from "../../parts/use-versioned-form.ts";
import { applyBrand } from "../../shell/brand.ts";
import { LANGUAGE_NAMES, LANGUAGES } from "../../text/index.ts";
import parts from "../../parts/parts.module.css";

const valuesOf = (network: Settings) => ({
  ...{ name: network.name, accent_colour: network.accent_colour, accent_colour_dark: network.accent_colour_dark },
  ...{ mail_sender_name: network.mail_sender_name ?? "", support_email: network.support_email ?? "" },
  ...{ zone: network.zone, currency: network.currency, appeal_days: String(network.appeal_days) },
  ...{ en: network.languages.includes("en"), ru: network.languages.includes("ru") },
});
type Values = ReturnType<typeof valuesOf>;

/** The form of the settings. A change by another operator is shown beside what was typed, never overwritten. */
export function NetworkCard({ network }: { network: Settings }) {
  const { t } = useTranslation("settings");
  const change = useAct("changeSettings", { changes: [] });
  const form = useVersionedForm<Settings, Values>({
    current: network,
    valuesOf,
    async send(values, base) {
      const saved = await change.mutateAsync({ body: bodyOf(values, base) });
      queryClient.setQueryData(settings.queryKey, saved);
      return saved;
    },
    readCurrent: () => queryClient.fetchQuery({ ...settings, staleTime: 0 }),
  });
  useEffect(() => applyBrand(network), [network]);
  const labels = {
    ...{ name: t("name"), accent_colour: t("accent_colour"), accent_colour_dark: t("accent_colour_dark") },
    ...{ mail_sender_name: t("sender"), support_email: t("support_email") },
    ...{ zone: t("zone"), currency: t("currency"), languages: t("languages"), appeal_days: t("appeal_days") },
    ...LANGUAGE_NAMES,
  };
  return (
    <Card title={t("network")}>
      <form className={parts["stack"]} onSubmit={(event) => void form.submit(event)}>
        <TextInput {...form.text("name")} label={labels.name} required />
        <TextInput {...form.text("accent_colour")} label={labels.accent_colour} description={t("colour_text")} />
        <TextInput {...form.text("accent_colour_dark")} label={labels.accent_colour_dark} />
        <TextInput {...form.text("mail_sender_name")} label={labels.mail_sender_name} description={t("sender_text")} />
        <TextInput {...form.text("support_email")} label={labels.support_email} type="email" />
        <Select
          label={labels.zone}
          description={t("zone_text")}
          data={ZONES}
          value={form.values.zone}
          onChange={(zone) => zone !== null && form.set("zone", zone)}
          allowDeselect={false}
          searchable
          limit={100}
        />
        <Select
          label={labels.currency}
          data={CURRENCIES}
          value={form.values.currency}
          onChange={(currency) => currency !== null && form.set("currency", currency)}
          allowDeselect={false}
          searchable
        />
        <TextInput
          {...form.text("appeal_days")}
          label={labels.appeal_days}
          description={t("appeal_days_text")}
          inputMode="numeric"
          required
        />
        <fieldset className={parts["choices"]}>
          <legend>{labels.languages}</legend>
          {LANGUAGES.map((language) => (
            <Checkbox key={language} {...form.check(language)} label={LANGUAGE_NAMES[language]} />
          ))}
        </fieldset>
        <Conflict {...form.conflict} labels={labels} />
        {form.error !== undefined && !isConflict(form.error) && <Failed error={form.error} />}
        <div>
          <Button type="submit" loading={form.isBusy}>
            {t("save")}
          </Button>
        </div>
      </form>
    </Card>
  );
}

/** The form as the request has it: languages keep their order, and new ones come last. */
function bodyOf(
  { en, ru, mail_sender_name, support_email, appeal_days, ...same }: Values,
  { languages, version }: Settings,
) {
  const chosen = { en, ru };
  const kept = languages.filter((language) => chosen[language]);
  const added = LANGUAGES.filter((language) => chosen[language] && !languages.includes(language));
  return {
    ...same,
    ...{ mail_sender_name: mail_sender_name === "" ? null : mail_sender_name },
    ...{ support_email: support_email === "" ? null : support_email },
    appeal_days: Number(appeal_days),
    ...{ languages: [...kept, ...added], version },
  };
}
