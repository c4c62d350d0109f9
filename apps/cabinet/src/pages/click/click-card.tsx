import { useQuery } from "@tanstack/react-query";
import { Link, useRouteContext } from "@tanstack/react-router";
import type { ClickLife } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { read } from "../../api/index.ts";
import { productNames } from "../../format/product-name.ts";
import { Card } from "../../parts/card.tsx";
import { Facts, type Fact } from "../../parts/facts.tsx";
import { StatusBadge, type Tone } from "../../parts/status-badge.tsx";
import { REFUSALS } from "../../words.ts";
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
            <StatusBadge tone={TONES[known(click.verdict)]}>{t(`verdict_${known(click.verdict)}`)}</StatusBadge>
            {click.reason_code !== null && <Refusal code={click.reason_code} />}
          </span>
          <Facts facts={[...useDestination(life, click), ...useVisitor(click)]} />
        </>
      )}
      <ApiPath path={life.api_path} />
    </Card>
  );
}

/** Why the visitor was not sent to a landing, or the click does not count. */
function Refusal({ code }: { code: string }) {
  const { t } = useTranslation("click");
  const reason = REFUSALS.find((one) => one === code);
  return reason === undefined ? <code>{code}</code> : <span>{t(`refused_${reason}`)}</span>;
}

type Click = NonNullable<ClickLife["click"]>;

function useDestination({ offer_id: offerId, link_id: linkId }: ClickLife, click: Click): Fact[] {
  const { t } = useTranslation("click");
  const { me } = useRouteContext({ from: "/frame" });
  const isWebmaster = me.role === "webmaster";
  const offerName = useQuery(read("getOffer", { path: { id: offerId } })).data?.name ?? offerId;
  const slug = useQuery(read("getLink", { path: { id: linkId } })).data?.slug ?? linkId;
  const landing = click.landing_url ?? click.landing_host ?? t("landing_unknown");
  return [
    [t("sent_to"), click.decision === "landing" ? landing : t("fallback")],
    [
      t("offer"),
      isWebmaster ? (
        <Link to="/offers/$id" params={{ id: offerId }}>
          {offerName}
        </Link>
      ) : (
        offerName
      ),
    ],
    [
      t("link"),
      isWebmaster ? (
        <Link to="/links/$id" params={{ id: linkId }} search={{}}>
          {slug}
        </Link>
      ) : (
        slug
      ),
    ],
  ];
}

function useVisitor(click: Click): Fact[] {
  const { t, i18n } = useTranslation("click");
  const deviceOf = ({ device }: Click) => {
    const known = DEVICES.find((word) => word === device);
    return known === undefined ? "" : t(`device_${known}`);
  };
  const subs = Object.entries(click.subs).flatMap(([name, value]) => (value === "" ? [] : [`${name}=${value}`]));
  return [
    [t("place"), [click.city, click.region, countryIn(click.country, i18n.language)].filter(Boolean).join(", ")],
    [t("device"), [deviceOf(click), productNames(click.os, click.browser)].filter(Boolean).join(", ")],
    [t("language"), click.language],
    [t("subs"), subs.length === 0 ? "" : `${subs.join(" · ")}${click.has_cut_subs ? ` (${t("cut")})` : ""}`],
    [t("referrer"), click.referrer_host ?? ""],
    [t("signals"), click.signals.map((signal) => t(`signal_${signal}`)).join(", ")],
  ];
}

const DEVICES = ["desktop", "mobile", "tablet", "tv", "console"] as const;

/** The name of a country; an unknown code stays as it is. */
const countryIn = (code: string, language: string) =>
  /^[A-Z]{2}$/.test(code) ? new Intl.DisplayNames(language, { type: "region" }).of(code) : code;

const VERDICTS = ["valid", "bot", "duplicate", "embedded", "test", "own"] as const;

const TONES: Record<(typeof VERDICTS)[number] | "refused", Tone> = {
  ...{ valid: "good", test: "quiet", own: "quiet", bot: "held", duplicate: "held", embedded: "held", refused: "held" },
};

/** Other verdicts are reasons of a refusal, which stand beside it. */
const known = (verdict: string) => VERDICTS.find((one) => one === verdict) ?? "refused";
