import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { Offer } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { read } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { Card } from "../../parts/card.tsx";
import { Facts } from "../../parts/facts.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { States } from "../../parts/states.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { WithWriteRight } from "../../parts/with-right.tsx";
import { Creatives } from "./creatives.tsx";
import { Approval, Conversions, Epc, useDecisionTime, useRate } from "./figures.tsx";
import { JoiningCard, useNeedsApplication } from "./joining.tsx";
import { TermsCard } from "./terms.tsx";
import partClasses from "../../parts/parts.module.css";
import classes from "./offers.module.css";

const route = getRouteApi("/frame/offers/$id");

/** One offer as a webmaster sees it: what it pays and when, its rules, and how to run it. */
export function OfferPage() {
  const path = route.useParams();
  const query = useQuery(read("getOffer", { path }));
  return (
    <>
      <States query={query}>{(offer) => <OfferView offer={offer} />}</States>
      <ApiRequestHint name="getOffer" input={{ path }} />
    </>
  );
}

function OfferView({ offer }: { offer: Offer }) {
  const { t } = useTranslation("offers");
  const needsApplication = useNeedsApplication(offer);
  return (
    <>
      <PageHeader
        title={offer.name}
        lead={<OfferStatus offer={offer} />}
        action={
          offer.status === "active" &&
          !needsApplication && (
            <WithWriteRight>
              <LinkButton to="/links" search={{ create: offer.id }}>
                {t("create_link")}
              </LinkButton>
            </WithWriteRight>
          )
        }
      />
      <p className={classes["text"]}>{offer.description}</p>
      <div className={classes["cards"]}>
        <JoiningCard offer={offer} />
        <Pays offer={offer} />
        <Performs offer={offer} />
        <Conditions offer={offer} />
        <Rules offer={offer} />
        <Visitors offer={offer} />
        <TermsCard offer={offer} />
        <Creatives offerId={offer.id} />
      </div>
    </>
  );
}

function OfferStatus({ offer: { status, reason, preview_url } }: { offer: Offer }) {
  const { t } = useTranslation("offers");
  return (
    <span className={partClasses["line"]}>
      <StatusBadge tone={status === "active" ? "good" : "quiet"}>{t(`status_${status}`)}</StatusBadge>
      {typeof reason === "string" && reason}
      {preview_url !== null && (
        <a href={preview_url} target="_blank" rel="noreferrer">
          {t("preview")}
        </a>
      )}
    </span>
  );
}

function Pays({ offer: { goals } }: { offer: Offer }) {
  const { t } = useTranslation("offers");
  const rate = useRate();
  return (
    <Card title={t("pays")}>
      <Facts
        facts={goals.map((goal) => [
          goal.is_default ? t("default_goal", { code: goal.code }) : goal.code,
          <span key={goal.id} className={classes["figure"]}>
            <b>{rate(goal)}</b>
            <small>{t(`repeats_${goal.repeats ?? "by_order"}`)}</small>
          </span>,
        ])}
      />
    </Card>
  );
}

function Performs({ offer: { figures } }: { offer: Offer }) {
  const { t } = useTranslation("offers");
  const format = useFormat();
  const decisionTime = useDecisionTime();
  return (
    <Card title={t("performs")}>
      <Facts
        facts={[
          [t("epc"), <Epc key="epc" figures={figures} />],
          [t("conversion_rate"), <Conversions key="rate" figures={figures} />],
          [t("approval"), <Approval key="approval" figures={figures} />],
          [t("decision"), decisionTime(figures)],
        ]}
      />
      <p className={partClasses["note"]}>
        {figures.counted_at === null
          ? t("not_counted")
          : t("counted", { days: t("days", { count: figures.days }), time: format.time(figures.counted_at) })}
      </p>
    </Card>
  );
}

function Conditions({ offer }: { offer: Offer }) {
  const { t } = useTranslation("offers");
  const format = useFormat();
  const { upload_term: term } = offer;
  return (
    <Card title={t("conditions")}>
      <Facts
        facts={[
          [t("window"), t("days", { count: offer.attribution_days })],
          [t("validation"), t(`validation_${offer.validation_method}`)],
          [
            t("automatic"),
            offer.validation_days === null ? t("automatic_never") : t("days", { count: offer.validation_days }),
          ],
          [t("hold"), t("days", { count: offer.hold_days })],
          [t("claims"), t("days", { count: offer.claim_days })],
          ...(term === null
            ? []
            : ([
                [t("files"), t(`files_${term.schedule.every.kind}`)],
                [t("next_file"), term.next_due_at === null ? "—" : format.time(term.next_due_at, "date")],
              ] as const)),
          [t("expires"), offer.expires_at === null ? t("no_end") : format.time(offer.expires_at)],
        ]}
      />
    </Card>
  );
}

function Rules({ offer }: { offer: Offer }) {
  const { t } = useTranslation("offers");
  const kinds = (names: Offer["traffic_allowed"]) => names.map((kind) => t(`traffic_${kind}`)).join(", ");
  const { click_policy: policy } = offer;
  return (
    <Card title={t("rules")}>
      <Facts
        facts={[
          [t("allowed"), kinds(offer.traffic_allowed) || t("allowed_all")],
          [t("forbidden"), kinds(offer.traffic_forbidden) || t("forbidden_none")],
          ...(["duplicate", "bot", "embedded", "fallback", "stopped"] as const).map(
            (name) => [t(`click_${name}`), t(`treatment_${policy[name]}`)] as const,
          ),
        ]}
      />
    </Card>
  );
}

/** Which visitors the offer takes; those of others go to the fallback. */
function Visitors({ offer: { targeting, schedule, deep_link_hosts: hosts } }: { offer: Offer }) {
  const { t } = useTranslation("offers");
  const format = useFormat();
  const rules = (["country", "region", "city", "device", "os", "browser", "language", "asn"] as const).flatMap(
    (name) => {
      const { allow = [], deny = [] } = targeting[name] ?? {};
      if (allow.length + deny.length === 0) return [];
      const only = allow.length === 0 ? [] : [t("only", { values: allow.join(", ") })];
      const but = deny.length === 0 ? [] : [t("all_but", { values: deny.join(", ") })];
      return [[t(`target_${name}`), [...only, ...but].join("; ")] as const];
    },
  );
  const hours = schedule?.open.map(({ days, from, until }) =>
    t("open", { days: days.map(format.weekday).join(", "), from, until }),
  );
  return (
    <Card title={t("visitors")}>
      <Facts
        facts={[
          ...(rules.length === 0 ? [[t("who"), t("everyone")] as const] : rules),
          [t("when"), schedule === null ? t("always") : `${hours?.join("; ")} (${schedule.zone})`],
          [t("deep_links"), hosts.length === 0 ? t("deep_links_none") : hosts.join(", ")],
        ]}
      />
    </Card>
  );
}
