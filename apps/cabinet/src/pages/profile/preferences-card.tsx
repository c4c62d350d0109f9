import { SegmentedControl, Select, useMantineColorScheme } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { setPreferences, usePreferences } from "../../format/index.ts";
import { Card } from "../../parts/card.tsx";
import { changeLanguage, LANGUAGE_NAMES, LANGUAGES, type Language } from "../../text/index.ts";

const ZONES = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

const SCHEMES = ["auto", "light", "dark"] as const;
type Scheme = (typeof SCHEMES)[number];

/** Language, zone and colours: how this person sees the cabinet. */
export function PreferencesCard() {
  const { t, i18n } = useTranslation("profile");
  const { zone } = usePreferences();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Card title={t("preferences")}>
      <Select
        label={t("language")}
        data={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
        value={i18n.language}
        onChange={(language) => void changeLanguage(language as Language)} // one of the data
        allowDeselect={false}
      />
      <Select
        label={t("zone")}
        description={t("zone_text")}
        data={ZONES}
        value={zone}
        onChange={(next) => next !== null && setPreferences({ zone: next })}
        allowDeselect={false}
        searchable
        limit={100}
      />
      <SegmentedControl
        aria-label={t("colours")}
        value={colorScheme}
        onChange={(scheme) => setColorScheme(scheme as Scheme)} // one of the data
        data={SCHEMES.map((value) => ({ value, label: t(`colours_${value}`) }))}
      />
    </Card>
  );
}
