import { Button, Input, SegmentedControl, Select, TextInput, useMantineColorScheme } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import type { Me } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { queryClient, me as meQuery, useAct } from "../../api/index.ts";
import { useNetwork } from "../../shell/brand.ts";
import { CURRENCIES, ZONES } from "../../format/choices.ts";
import { Card } from "../../parts/card.tsx";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import { changeLanguage, currentLanguage, LANGUAGE_NAMES, type Language } from "../../text/index.ts";
import parts from "../../parts/parts.module.css";

const SCHEMES = ["auto", "light", "dark"] as const;
type Scheme = (typeof SCHEMES)[number];

/** Name, language, zone, currency and colours: how this person appears, and how they see the cabinet. */
export function PreferencesCard({ member }: { member: NonNullable<Me["member"]> }) {
  const { t } = useTranslation("profile");
  const network = useNetwork();
  const router = useRouter();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const change = useAct("changeMe", { changes: [] });
  const first = {
    name: member.name,
    language: member.language ?? "",
    zone: member.zone ?? "",
    currency: member.currency ?? "",
  };
  const form = useForm<Record<keyof typeof first, string>>(first, async ({ name, language, zone, currency }) => {
    const body = {
      ...{ name, language: language === "" ? null : (language as Language) }, // one of the select's
      ...{ zone: zone === "" ? null : zone, currency: currency === "" ? null : currency },
    };
    queryClient.setQueryData(meQuery.queryKey, await change.mutateAsync({ body }));
    if (body.language !== null) await changeLanguage(body.language);
    await router.invalidate();
  });
  return (
    <Card title={t("preferences")}>
      <form className={parts["stack"]} onSubmit={(event) => void form.submit(event)}>
        <TextInput {...form.text("name")} label={t("name")} description={t("name_text")} autoComplete="name" required />
        <Select
          label={t("language")}
          description={t("language_text")}
          data={network.languages.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
          placeholder={LANGUAGE_NAMES[currentLanguage()]}
          value={form.values.language === "" ? null : form.values.language}
          onChange={(language) => form.set("language", language ?? "")}
          clearable
          clearButtonProps={{ "aria-label": t("clear_language") }}
        />
        <Select
          label={t("zone")}
          description={t("zone_text")}
          placeholder={network.zone}
          data={ZONES}
          value={form.values.zone === "" ? null : form.values.zone}
          onChange={(zone) => form.set("zone", zone ?? "")}
          clearable
          clearButtonProps={{ "aria-label": t("clear_zone") }}
          searchable
          limit={100}
        />
        <Select
          label={t("currency")}
          description={t("currency_text")}
          placeholder={network.currency}
          data={CURRENCIES}
          value={form.values.currency === "" ? null : form.values.currency}
          onChange={(currency) => form.set("currency", currency ?? "")}
          clearable
          clearButtonProps={{ "aria-label": t("clear_currency") }}
          searchable
        />
        {form.error !== undefined && <Failed error={form.error} />}
        <div>
          <Button type="submit" loading={form.isBusy}>
            {t("save")}
          </Button>
        </div>
      </form>
      <Input.Wrapper label={t("colours")} description={t("colours_text")} mt="lg">
        <SegmentedControl
          aria-label={t("colours")}
          value={colorScheme}
          onChange={(scheme) => setColorScheme(scheme as Scheme)} // one of the data
          data={SCHEMES.map((value) => ({ value, label: t(`colours_${value}`) }))}
          fullWidth
        />
      </Input.Wrapper>
    </Card>
  );
}
