import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRouteContext } from "@tanstack/react-router";
import type { MoneyRequest, PayoutRunDetails } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read, useAct } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { Card } from "../../parts/card.tsx";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import { useFreshSignIn } from "../../parts/fresh-sign-in.tsx";
import { Icon } from "../../parts/icon.tsx";
import { States } from "../../parts/states.tsx";
import { useHasRight } from "../../parts/with-right.tsx";
import { useActorName } from "./actors.ts";
import { RUN_CHANGES } from "./run-acts.tsx";
import { RunStatusBadge } from "./run-status.tsx";
import { countOf } from "./sums.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./runs.module.css";

const STEPS = ["draft", "approved", "sent", "settled"] as const;

/** Where the run stands: its steps with who took them when, its job, and what waits for a second operator. */
export function RunSteps({ run }: { run: PayoutRunDetails }) {
  const { t } = useTranslation("payout-runs");
  const { status, job, money_request_id } = run;
  const reached = STEPS.findIndex((step) => step === status);
  return (
    <Card title={t("stands")}>
      <p className={partClasses["line"]}>
        <RunStatusBadge status={status} />
        {job === null && money_request_id === null && t(`next_${status}`)}
      </p>
      {status !== "cancelled" && (
        <ol className={classes["steps"]}>
          {STEPS.map((step, i) => (
            <li key={step} data-reached={i <= reached || undefined} aria-current={step === status ? "step" : undefined}>
              {i <= reached ? <Icon name="done" size={16} /> : <span className={classes["open"]} aria-hidden />}
              <span className={partClasses["lines"]}>
                {t(`status_${step}`)}
                {i <= reached && <Taken run={run} step={step} />}
              </span>
            </li>
          ))}
        </ol>
      )}
      {status === "cancelled" && <Taken run={run} step="cancelled" />}
      {job !== null && <Work run={run} job={job} />}
      {money_request_id !== null && <SecondPerson requestId={money_request_id} />}
    </Card>
  );
}

/** Who took a step last, and when. */
function Taken({ run, step }: { run: PayoutRunDetails; step: PayoutRunDetails["status"] }) {
  const format = useFormat();
  const nameOf = useActorName();
  const taken = run.steps.findLast(({ status }) => status === step);
  if (taken === undefined) return null;
  return (
    <small>
      {format.time(taken.decided_at)} · {nameOf(taken.actor_id)}
      {taken.reason !== null && ` · ${taken.reason}`}
    </small>
  );
}

/** What the run does step by step, and how far it has come. */
function Work({ run: { totals }, job }: { run: PayoutRunDetails; job: NonNullable<PayoutRunDetails["job"]> }) {
  const { t } = useTranslation("payout-runs");
  const format = useFormat();
  const all = countOf(totals, "new", "on_payment", "paid", "returned", "cancelled");
  const done = job === "settle" ? countOf(totals, "paid", "returned") : countOf(totals, "cancelled");
  if (job === "draft")
    return (
      <p role="status">
        {t("job_draft")} {t("collected", { count: all, number: format.count(all) })}
      </p>
    );
  return (
    <div role="status" className={classes["work"]}>
      <p>
        {t(`job_${job}`)} {t("done_of", { done: format.count(done), all: format.count(all) })}
      </p>
      <progress value={done} max={all} aria-label={t(`job_${job}`)} />
    </div>
  );
}

/** The approval that waits for another operator, who confirms or refuses exactly this. */
function SecondPerson({ requestId }: { requestId: string }) {
  const query = useQuery(read("getMoneyRequest", { path: { id: requestId } }));
  return <States query={query}>{(request) => <Request request={request} />}</States>;
}

function Request({ request }: { request: MoneyRequest }) {
  const { t } = useTranslation("payout-runs");
  const format = useFormat();
  const nameOf = useActorName();
  const { me } = useRouteContext({ from: "/frame" });
  const [asked, setAsked] = useState<"confirm" | "refuse">();
  const mayAnswer = useHasRight("payouts");
  const { requested_by_id, requested_at, description } = request;
  return (
    <section className={classes["second"]} aria-label={t("second_title")}>
      <p>
        <strong>{t("second_title")}</strong>
      </p>
      <p lang="en">{description}</p>
      <p>{t("second_asked", { name: nameOf(requested_by_id), time: format.time(requested_at) })}</p>
      {requested_by_id === me.member?.id ? (
        <p>{t("second_own")}</p>
      ) : (
        mayAnswer && (
          <div className={classes["acts"]}>
            <Button onClick={() => setAsked("confirm")}>{t("second_confirm")}</Button>
            <Button variant="default" onClick={() => setAsked("refuse")}>
              {t("second_refuse")}
            </Button>
          </div>
        )
      )}
      {asked !== undefined && <Answer request={request} verb={asked} onClose={() => setAsked(undefined)} />}
    </section>
  );
}

interface AnswerProps {
  request: MoneyRequest;
  verb: "confirm" | "refuse";
  onClose: () => void;
}

function Answer({ request: { id, description }, verb, onClose }: AnswerProps) {
  const { t } = useTranslation("payout-runs");
  const answer = useAct("answerMoneyRequest", { changes: RUN_CHANGES });
  const { run, dialog } = useFreshSignIn();
  return (
    <>
      <ConfirmAct
        title={t(`second_title_${verb}`)}
        effect={
          <>
            <p lang="en">{description}</p>
            <p>{t(`second_effect_${verb}`)}</p>
          </>
        }
        button={t(`second_${verb}`)}
        isDestructive={verb === "refuse"}
        reason={{ label: t("second_reason"), isRequired: verb === "refuse" }}
        act={(reason) => run(() => answer.mutateAsync({ path: { id, verb }, body: reason === "" ? {} : { reason } }))}
        onClose={onClose}
      />
      {dialog}
    </>
  );
}
