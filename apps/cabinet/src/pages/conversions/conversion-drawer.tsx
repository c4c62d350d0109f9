import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useRouteContext } from "@tanstack/react-router";
import type { Conversion } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { read } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { AskAbout } from "../../parts/ask-about.tsx";
import { ConversionStatusBadge } from "../../parts/conversion-status.tsx";
import { Facts } from "../../parts/facts.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { SideDrawer } from "../../parts/side-drawer.tsx";
import { States } from "../../parts/states.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { AppealOfConversion } from "../appeals/appeal-of-conversion.tsx";
import { ClaimOfConversion } from "../claims/claim-of-conversion.tsx";
import { Judgments } from "./judgments.tsx";
import { useNextDate } from "./next-date.ts";
import { Recheck } from "./recheck.tsx";
import { reasonOf, subIdsText } from "./texts.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./conversions.module.css";

const route = getRouteApi("/frame/conversions/$id");

/** One conversion: where it stands, the whole reason, when its money comes, and what led to it. */
export function ConversionDrawer() {
  const { t } = useTranslation("conversions");
  const path = route.useParams();
  const query = useQuery(read("getConversion", { path }));
  const title = query.data === undefined ? t("conversion") : (query.data.order_id ?? query.data.id);
  return (
    <SideDrawer title={title} closeTo={{ to: "/conversions", search: (before) => before }}>
      <States query={query}>{(conversion) => <ConversionView conversion={conversion} />}</States>
      <ApiRequestHint name="getConversion" input={{ path }} />
    </SideDrawer>
  );
}

function ConversionView({ conversion }: { conversion: Conversion }) {
  const { t } = useTranslation("conversions");
  const { id, status, is_test, commission, click_id: clickId } = conversion;
  const { t: sentenceOf } = useTranslation("reasons");
  const reason = reasonOf(conversion);
  return (
    <div className={partClasses["stack"]}>
      <p className={classes["sum"]}>
        <MoneyText money={commission} />
        <ConversionStatusBadge status={status} />
        {is_test && <StatusBadge tone="quiet">{t("test")}</StatusBadge>}
      </p>
      {reason !== null && (
        <p className={classes["reason"]}>
          {reason.text}
          {reason.code !== null && <small>{sentenceOf(reason.code)}</small>}
        </p>
      )}
      <Judgments conversionId={id} currency={conversion.amount?.currency}>
        <Recheck conversionId={id} />
      </Judgments>
      <AppealOfConversion conversion={conversion} />
      <ClaimOfConversion conversion={conversion} />
      <Details conversion={conversion} />
      <div className={partClasses["line"]}>
        <LinkButton to="/clicks/$clickId" params={{ clickId }} size="xs">
          {t("life")}
        </LinkButton>
        <AskAbout kind="conversion" id={id} />
      </div>
    </div>
  );
}

function Details({ conversion }: { conversion: Conversion }) {
  const { t } = useTranslation("conversions");
  const format = useFormat();
  const slug = useQuery(read("getLink", { path: { id: conversion.link_id } })).data?.slug ?? conversion.link_id;
  const isWebmaster = useRouteContext({ from: "/frame" }).me.role === "webmaster";
  const { amount, offer_id, offer_name, goal, link_id, occurred_at, reported_at, channel } = conversion;
  return (
    <Facts
      facts={[
        [t("money_when"), useNextDate()(conversion)],
        [t("amount"), amount && <MoneyText money={amount} />],
        [
          t("offer"),
          isWebmaster ? (
            <Link key="offer" to="/offers/$id" params={{ id: offer_id }}>
              {offer_name}
            </Link>
          ) : (
            offer_name
          ),
        ],
        [t("goal"), goal],
        [
          t("link"),
          isWebmaster ? (
            <Link key="link" to="/links/$id" params={{ id: link_id }} search={{}}>
              {slug}
            </Link>
          ) : (
            slug
          ),
        ],
        [t("subs"), subIdsText(conversion)],
        [t("happened"), format.time(occurred_at)],
        [t("reported"), `${format.time(reported_at)} · ${t(`channel_${channel}`)}`],
      ]}
    />
  );
}
