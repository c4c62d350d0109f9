import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useRouteContext } from "@tanstack/react-router";
import type { Offer, Terms } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { list, useAct } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { Card } from "../../parts/card.tsx";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import { MoreRows } from "../../parts/more-rows.tsx";
import { States } from "../../parts/states.tsx";
import { StatusBadge, type Tone } from "../../parts/status-badge.tsx";
import { useHasRight, WithWriteRight } from "../../parts/with-right.tsx";
import { useRate } from "./figures.tsx";
import { ProposeTerms } from "./propose-terms.tsx";
import partClasses from "../../parts/parts.module.css";
import classes from "./offers.module.css";

const TONES: Record<Terms["status"], Tone> = {
  proposed: "pending",
  accepted: "good",
  refused: "bad",
  withdrawn: "quiet",
};

type Act = { kind: "propose" } | { kind: "accept" | "refuse" | "withdraw"; terms: Terms };

/** Changes of the terms that wait or are agreed: for everyone, or for this webmaster alone. */
export function TermsCard({ offer }: { offer: Offer }) {
  const { t } = useTranslation("offers");
  const query = useInfiniteQuery(list("listTerms", { path: { id: offer.id }, query: { limit: 20 } }));
  const [act, setAct] = useState<Act>();
  const onClose = () => setAct(undefined);
  return (
    <Card title={t("terms")}>
      <States
        query={query}
        isEmpty={(rows) => rows.length === 0}
        never={<p className={partClasses["note"]}>{t("terms_none")}</p>}
      >
        {(rows) => (
          <>
            <ul className={classes["terms"]}>
              {rows.map((terms) => (
                <OneTerms key={terms.id} terms={terms} goals={offer.goals} onAct={setAct} />
              ))}
            </ul>
            <MoreRows query={query} />
          </>
        )}
      </States>
      <WithWriteRight>
        <div className={partClasses["line"]}>
          <Button variant="default" onClick={() => setAct({ kind: "propose" })}>
            {t("propose")}
          </Button>
        </div>
      </WithWriteRight>
      {act?.kind === "propose" && <ProposeTerms offer={offer} onClose={onClose} />}
      {act !== undefined && act.kind !== "propose" && <Answer act={act} offerId={offer.id} onClose={onClose} />}
    </Card>
  );
}

interface OneTermsProps {
  terms: Terms;
  goals: Offer["goals"];
  onAct: (act: Act) => void;
}

function OneTerms({ terms, goals, onAct }: OneTermsProps) {
  const { t } = useTranslation("offers");
  const { t: common } = useTranslation();
  const { me } = useRouteContext({ from: "/frame" });
  const format = useFormat();
  const mayWrite = useHasRight("write");
  const isOwn = terms.proposed_by === me.role; // a side, never a person
  const hasAnswered = terms.answers.some(({ side }) => side === me.role);
  const sides = {
    advertiser: common("side_advertiser"),
    operator: common("side_operator"),
    webmaster: t("side_webmaster"),
  };
  const from = terms.in_force_at ?? terms.starts_at;
  return (
    <li>
      <span className={partClasses["line"]}>
        <StatusBadge tone={TONES[terms.status]}>{t(`terms_${terms.status}`)}</StatusBadge>
        {t(terms.webmaster_id === null ? "terms_for_all" : "terms_for_you")}
      </span>
      <Changes terms={terms} goals={goals} />
      <span className={partClasses["note"]}>
        {terms.ends_at === null
          ? t("terms_from", { from: format.time(from) })
          : t("terms_between", { from: format.time(from), to: format.time(terms.ends_at) })}
      </span>
      {terms.answers.map(({ side, answer, reason }) => (
        <span key={side} className={partClasses["note"]}>
          {sides[side]}: {t(`terms_${answer}`)}
          {reason !== null && ` · ${reason}`}
        </span>
      ))}
      {terms.status === "proposed" && mayWrite && (
        <span className={partClasses["line"]}>
          {isOwn ? (
            <Button variant="default" size="compact-xs" onClick={() => onAct({ kind: "withdraw", terms })}>
              {t("terms_withdraw")}
            </Button>
          ) : (
            !hasAnswered &&
            (["accept", "refuse"] as const).map((kind) => (
              <Button key={kind} variant="default" size="compact-xs" onClick={() => onAct({ kind, terms })}>
                {t(`terms_${kind}`)}
              </Button>
            ))
          )}
        </span>
      )}
    </li>
  );
}

function Changes({ terms, goals }: { terms: Terms; goals: Offer["goals"] }) {
  const { t } = useTranslation("offers");
  const rate = useRate();
  const days = (count: number | null) => (count === null ? t("automatic_never") : t("days", { count }));
  const {
    validation_days: validation,
    hold_days: hold,
    attribution_days: window,
    claim_days: claims,
    rates = [],
  } = terms;
  const lines = [
    ...rates.map((one) => {
      const currency = goals.find(({ code }) => code === one.goal)?.currency ?? "";
      return `${one.goal}: ${rate({ ...one, currency })}`;
    }),
    ...(validation === undefined ? [] : [`${t("automatic")}: ${days(validation)}`]),
    ...(hold === undefined ? [] : [`${t("hold")}: ${days(hold)}`]),
    ...(window === undefined ? [] : [`${t("window")}: ${days(window)}`]),
    ...(claims === undefined ? [] : [`${t("claims")}: ${days(claims)}`]),
  ];
  return lines.map((line) => <span key={line}>{line}</span>);
}

function Answer({ act: { kind, terms }, offerId, onClose }: AnswerProps) {
  const { t } = useTranslation("offers");
  const answer = useAct("answerTerms", { changes: ["listTerms", "getOffer"] });
  return (
    <ConfirmAct
      title={t(`terms_${kind}_title`)}
      effect={t(`terms_${kind}_effect`)}
      button={t(`terms_${kind}`)}
      isDestructive={kind !== "accept"}
      {...(kind !== "accept" && { reason: { label: t("reason_for_others"), isRequired: false } })}
      act={(reason) =>
        answer.mutateAsync({
          path: { id: offerId, terms_id: terms.id, verb: kind },
          body: { reason: reason === "" ? null : reason },
        })
      }
      onClose={onClose}
    />
  );
}

interface AnswerProps {
  act: Exclude<Act, { kind: "propose" }>;
  offerId: string;
  onClose: () => void;
}
