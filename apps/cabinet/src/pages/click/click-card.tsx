import { Link, useRouteContext } from "@tanstack/react-router";
import type { ClickLife } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { Card } from "../../parts/card.tsx";
import { Facts, type Fact } from "../../parts/facts.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { ApiPath } from "./api-path.tsx";
import partClasses from "../../parts/parts.module.css";

/** The visit: what was decided and why, and where the visitor was sent. */
export function ClickCard({ life }: { life: ClickLife }) {
  const { t } = useTranslation("click");
  const { click } = life;
  return (
    <Card title={t("click")}>
      {click === null ? (
        <p>{t("click_awaited")}</p>
      ) : (
        <>
          <span className={partClasses["line"]}>
            <StatusBadge tone={click.verdict === "valid" ? "good" : "held"}>
              {t(`verdict_${known(click.verdict)}`)}
            </StatusBadge>
            {click.reason_code !== null && <code>{click.reason_code}</code>}
          </span>
          <Facts facts={[...useDestination(life, click), ...useVisitor(click)]} />
        </>
      )}
      <ApiPath path={life.api_path} />
    </Card>
  );
}

type Click = NonNullable<ClickLife["click"]>;

function useDestination({ offer_id: offerId, link_id: linkId }: ClickLife, click: Click): Fact[] {
  const { t } = useTranslation("click");
  const { me } = useRouteContext({ from: "/frame" });
  const isWebmaster = me.role === "webmaster";
  const landing = click.landing_url ?? click.landing_host ?? t("landing_unknown");
  return [
    [t("sent_to"), click.decision === "landing" ? landing : t("fallback")],
    [
      t("offer"),
      isWebmaster ? (
        <Link to="/offers/$id" params={{ id: offerId }}>
          {offerId}
        </Link>
      ) : (
        offerId
      ),
    ],
    [
      t("link"),
      isWebmaster ? (
        <Link to="/links/$id" params={{ id: linkId }} search={{}}>
          {linkId}
        </Link>
      ) : (
        linkId
      ),
    ],
  ];
}

function useVisitor(click: Click): Fact[] {
  const { t } = useTranslation("click");
  const subs = Object.entries(click.subs).flatMap(([name, value]) => (value === "" ? [] : [`${name}=${value}`]));
  return [
    [t("place"), [click.country, click.region, click.city].filter(Boolean).join(", ")],
    [t("device"), [click.device, click.os, click.browser].filter(Boolean).join(", ")],
    [t("language"), click.language],
    [t("subs"), subs.length === 0 ? "" : `${subs.join(" · ")}${click.has_cut_subs ? ` (${t("cut")})` : ""}`],
    [t("signals"), click.signals.map((signal) => t(`signal_${signal}`)).join(", ")],
  ];
}

const VERDICTS = ["valid", "bot", "duplicate", "embedded"] as const;

/** Other verdicts are reasons of a refusal, which stand beside it. */
const known = (verdict: string) => VERDICTS.find((one) => one === verdict) ?? "refused";
