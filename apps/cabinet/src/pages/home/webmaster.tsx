import { Button, Skeleton } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Me } from "@waymark/client";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AnswerOf } from "../../api/index.ts";
import { LinkButton } from "../../parts/link-button.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import type { Asked } from "../../parts/states.tsx";
import { useHasRight, WithWriteRight } from "../../parts/with-right.tsx";
import { AvailableMoney } from "./available-money.tsx";
import { useBrowserText } from "./browser-text.ts";
import { LatestConversions } from "./latest.tsx";
import { useHomeDays, webmasterReads } from "./reads.ts";
import { Today } from "./today.tsx";
import { WebmasterToDo } from "./to-do.tsx";
import { Trend } from "./trend.tsx";
import classes from "./home.module.css";

// Most webmasters have it behind them.
const Checklist = lazy(() => import("./checklist.tsx").then(({ Checklist: component }) => ({ default: component })));

/** The webmaster's money, what waits, today and the last weeks. An account that has nothing yet gets its first steps. */
export function WebmasterHome({ me }: { me: Me }) {
  const { t } = useTranslation("home");
  const days = useHomeDays();
  const reads = webmasterReads(days);
  const balances = useQuery(reads.balances);
  const trend = useQuery({ ...reads.trend, placeholderData: keepPreviousData });
  const weekBefore = useQuery({ ...reads.weekBefore, placeholderData: keepPreviousData });
  const latest = useQuery(reads.latest);
  const isActive = useIsActive({ balances, trend, latest });
  const first = useFirstSteps(me, isActive, latest.data);
  if (isActive === undefined) return <HomeSkeleton />;
  if (first.areOpen)
    return (
      <>
        <PageHeader
          title={t("welcome", { name: me.member?.name ?? me.account_name ?? "" })}
          {...(!first.areDone && { lead: t("first_steps_lead") })}
          action={
            <Button variant="default" onClick={first.hide}>
              {t(first.areDone ? "to_figures" : "hide_first_steps")}
            </Button>
          }
        />
        <Suspense fallback={<Skeleton height={360} radius={8} />}>
          <Checklist me={me} />
        </Suspense>
        <WebmasterToDo isShownEmpty={false} />
      </>
    );
  return (
    <>
      <PageHeader
        title={t("title")}
        action={
          <div className={classes["acts"]}>
            {!isActive && !first.areDone && (
              <Button variant="default" onClick={first.show}>
                {t("show_first_steps")}
              </Button>
            )}
            <WithWriteRight>
              <LinkButton to="/links" search={{ create: "any" }}>
                {t("create_link")}
              </LinkButton>
            </WithWriteRight>
          </div>
        }
      />
      <div className={classes["sections"]}>
        <AvailableMoney query={balances} />
        <div className={classes["columns"]}>
          <Today days={days} trend={trend} weekBefore={weekBefore} />
          <WebmasterToDo isShownEmpty />
        </div>
        <Trend days={days} query={trend} input={inputOf(reads.trend)} />
        <LatestConversions query={latest} />
      </div>
    </>
  );
}

const inputOf = <Input,>({ queryKey: [, input] }: { queryKey: readonly [unknown, Input] }) => input;

interface Answers {
  balances: Asked<AnswerOf<"listBalances">>;
  trend: Asked<AnswerOf<"listStats">>;
  latest: Asked<AnswerOf<"listConversions">>;
}

/** Whether the account has ever had money, traffic or conversions; undefined while that is not known. */
function useIsActive({ balances, trend, latest }: Answers): boolean | undefined {
  const hasAny = [
    balances.data && balances.data.data.length > 0,
    trend.data && trend.data.data.length > 0,
    latest.data?.data.some(({ is_test }) => !is_test),
  ];
  if (hasAny.includes(true)) return true;
  // What failed says so at its place.
  if ([balances, trend, latest].some(({ data, error }) => data === undefined && error !== null)) return true;
  return hasAny.includes(undefined) ? undefined : false;
}

const HIDDEN = "hidden";

/** The first steps are open for an account without traffic, until they are done or the person hides them. */
function useFirstSteps(me: Me, isActive: boolean | undefined, latest: AnswerOf<"listConversions"> | undefined) {
  const [stored, store] = useBrowserText(`waymark.first-steps.${me.member?.id ?? ""}`);
  const areDone = latest?.data.some(({ is_test }) => is_test) ?? false;
  // Steps that were open when the last one was done stay, and say so.
  const [wereOpen, setWereOpen] = useState(false);
  const areOpen = useHasRight("write") && isActive === false && stored !== HIDDEN && (!areDone || wereOpen);
  if (areOpen && !wereOpen) setWereOpen(true);
  return { areOpen, areDone, hide: () => store(HIDDEN), show: () => store(null) };
}

/** The page before its first answers, in its final layout. */
function HomeSkeleton() {
  const { t } = useTranslation("home");
  const { t: common } = useTranslation();
  return (
    <>
      <PageHeader title={t("title")} />
      <div className={classes["sections"]} role="status" aria-label={common("loading")}>
        <Skeleton height={60} width={240} radius={4} />
        <Skeleton height={86} radius={8} />
        <div className={classes["columns"]}>
          <Skeleton height={162} radius={8} />
          <Skeleton height={162} radius={8} />
        </div>
        <Skeleton height={372} radius={8} />
      </div>
    </>
  );
}
