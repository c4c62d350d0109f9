import { useQuery } from "@tanstack/react-query";
import { Link, useRouteContext } from "@tanstack/react-router";
import type { Appeal, Conversion } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { read, useAct } from "../../api/index.ts";
import { CommentForm } from "../../parts/comment-form.tsx";
import { useReasonText } from "../../parts/use-reason-text.ts";
import { useHasRight } from "../../parts/with-right.tsx";
import { APPEAL_CHANGES, AppealStatus } from "./appeal-status.tsx";
import partClasses from "../../parts/parts.module.css";

/** The newest appeal of a conversion, and the form of a new one where the network's check stops it. Not for advertisers. */
export function AppealOfConversion({ conversion }: { conversion: Conversion }) {
  const { role } = useRouteContext({ from: "/frame" }).me;
  return role === "advertiser" ? null : <Newest conversion={conversion} isWebmaster={role === "webmaster"} />;
}

function Newest({ conversion, isWebmaster }: { conversion: Conversion; isWebmaster: boolean }) {
  const { t } = useTranslation("appeals");
  const mayWrite = useHasRight("write");
  const { data } = useQuery(read("listAppeals", { query: { conversion_id: conversion.id, limit: 1 } }));
  if (data === undefined) return null;
  const [appeal] = data.data;
  const mayAppeal = isWebmaster && mayWrite && isStopped(conversion) && !isAnswered(appeal, conversion);
  if (appeal === undefined && !mayAppeal) return null;
  return (
    <section className={partClasses["stack"]} aria-label={t("appeal")}>
      <h3>{t("appeal")}</h3>
      {appeal !== undefined && <Standing appeal={appeal} />}
      {mayAppeal && <NewAppeal conversionId={conversion.id} />}
    </section>
  );
}

/** Whether the network's check alone keeps the commission back. */
const isStopped = ({ check, validation, is_test }: Conversion) =>
  check !== "clear" && (validation === "pending" || validation === "approved") && !is_test;

/** Whether it is open, or was answered and nothing has changed since. */
const isAnswered = (appeal: Appeal | undefined, { changed_at }: Conversion) =>
  appeal?.status === "open" || (appeal?.status === "declined" && (appeal.ended_at ?? "") >= changed_at);

function Standing({ appeal }: { appeal: Appeal }) {
  const { t } = useTranslation("appeals");
  const reasonText = useReasonText();
  const { id, status, answer, comment } = appeal;
  return (
    <>
      <div className={partClasses["line"]}>
        <AppealStatus appeal={appeal} />
        <Link to="/appeals/$id" params={{ id }} search={{}}>
          {t("open_appeal")}
        </Link>
      </div>
      <p>{t(`means_${status}`)}</p>
      <p className={partClasses["note"]}>{answer === null ? comment : reasonText(answer)}</p>
    </>
  );
}

function NewAppeal({ conversionId }: { conversionId: string }) {
  const { t } = useTranslation("appeals");
  const act = useAct("openAppeal", { changes: APPEAL_CHANGES });
  return (
    <CommentForm
      open={t("do_appeal")}
      label={t("why_wrong")}
      description={t("why_wrong_text")}
      isRequired
      button={t("send")}
      send={(comment) => act.mutateAsync({ body: { conversion_id: conversionId, comment } })}
    />
  );
}
