import { Button, Checkbox, Select, TextInput } from "@mantine/core";
import type { Settings } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { callOnce, queryClient, settings, useAct } from "../../api/index.ts";
import { CURRENCIES, ZONES } from "../../format/choices.ts";
import { Card } from "../../parts/card.tsx";
import { Conflict, isConflict } from "../../parts/conflict.tsx";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import { applyBrand } from "../../shell/brand.ts";
import { LANGUAGE_NAMES, LANGUAGES } from "../../text/index.ts";
import parts from "../../parts/parts.module.css";

const valuesOf = (network: Settings) => ({
  ...{ name: network.name, accent_colour: network.accent_colour, accent_colour_dark: network.accent_colour_dark },
  ...{ mail_sender_name: network.mail_sender_name ?? "", support_email: network.support_email ?? "" },
  ...{ zone: network.zone, currency: network.currency },
  ...{ en: network.languages.includes("en"), ru: network.languages.includes("ru") },
});
type Values = ReturnType<typeof valuesOf>;

/** The form of the settings. It is made on one version: a change by another operator is shown, never overwritten. */
export function NetworkCard({ network }: { network: Settings }) {
  const { t } = useTranslation("settings");
  const change = useAct("changeSettings", { changes: [] });
  const form = useForm<Values>(valuesOf(network), (values) => send(values, network.version));
  async function send({ en, ru, mail_sender_name, support_email, ...same }: Values, version: number) {
    const chosen = { en, ru };
    const kept = network.languages.filter((language) => chosen[language]);
    const added = LANGUAGES.filter((language) => chosen[language] && !network.languages.includes(language));
    const body = {
      ...same,
      ...{ mail_sender_name: mail_sender_name === "" ? null : mail_sender_name },
      ...{ support_email: support_email === "" ? null : support_email },
      ...{ languages: [...kept, ...added], version },
    };
    take(await change.mutateAsync({ body }));
  }
  const labels = {
    ...{ name: t("name"), accent_colour: t("accent_colour"), accent_colour_dark: t("accent_colour_dark") },
    ...{ mail_sender_name: t("sender"), support_email: t("support_email") },
    ...{ zone: t("zone"), currency: t("currency"), languages: t("languages") },
    ...LANGUAGE_NAMES,
  };
  // Not into the cache: a newer version there begins a new form, without what was typed.
  const reload = () => callOnce("getSettings", {});
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
        <fieldset className={parts["choices"]}>
          <legend>{labels.languages}</legend>
          {LANGUAGES.map((language) => (
            <Checkbox key={language} {...form.check(language)} label={LANGUAGE_NAMES[language]} />
          ))}
        </fieldset>
        <Conflict
          error={form.rawError}
          readTheirs={async () => valuesOf(await reload())}
          yours={form.values}
          labels={labels}
          onTheirs={() => void reload().then(take)}
          onYours={() => void form.submitWith(async (values) => send(values, (await reload()).version))}
        />
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

/** Shows the settings as the API has them now. */
function take(network: Settings): void {
  queryClient.setQueryData(settings.queryKey, network);
  applyBrand(network);
}
