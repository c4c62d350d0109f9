import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { settings } from "../../api/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { States } from "../../parts/states.tsx";
import { LegalTextCard } from "./legal-text-card.tsx";
import { LogoCard } from "./logo-card.tsx";
import { NetworkCard } from "./network-card.tsx";
import classes from "./settings.module.css";

/** What the network is called, looks like and falls back to; and the texts that people accept. */
export function SettingsPage() {
  const { t } = useTranslation("settings");
  const query = useQuery(settings);
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} />
      <States query={query}>
        {(network) => (
          <div className={classes["cards"]}>
            <NetworkCard network={network} />
            <div className={classes["column"]}>
              <LogoCard network={network} />
              <LegalTextCard kind="terms" network={network} />
              <LegalTextCard kind="privacy" network={network} />
            </div>
          </div>
        )}
      </States>
      <ApiRequestHint name="getSettings" input={{}} />
    </>
  );
}
