import { SegmentedControl } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { PayoutRunDetails } from "@waymark/client";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { States } from "../../parts/states.tsx";
import { History } from "./history.tsx";
import { LeftOut } from "./left-out.tsx";
import { RunActs } from "./run-acts.tsx";
import { RunFiles } from "./run-files.tsx";
import { RunMoney } from "./run-money.tsx";
import { RunPayouts } from "./run-payouts.tsx";
import { useRunName } from "./run-status.tsx";
import { RunSteps } from "./run-steps.tsx";
import classes from "./runs.module.css";

const route = getRouteApi("/frame/payout-runs/$id");

const LISTS = ["payouts", "files", "left_out", "history"] as const;
type List = (typeof LISTS)[number];

/** How often a run at work is read again. */
const AGAIN_MS = 2_000;

/** Whether steps of the run go on in the background: of the run itself, or of a payout that is returned. */
export const isAtWork = ({ job, balances }: PayoutRunDetails): boolean =>
  job !== null || balances.some(({ difference }) => difference === null);

/** One run: where it stands, what it pays and moves, what it leaves out and why, and who decided what. */
export function PayoutRunPage() {
  const { t } = useTranslation("payout-runs");
  const format = useFormat();
  const path = route.useParams();
  const nameOf = useRunName();
  const query = useQuery({
    ...read("getPayoutRun", { path }),
    refetchInterval: ({ state: { data } }) => data !== undefined && isAtWork(data) && AGAIN_MS,
  });
  const { data: run } = query;
  useListsOf(run);
  return (
    <>
      <p className={classes["back"]}>
        <Link to="/payout-runs">{t("all_runs")}</Link>
      </p>
      <PageHeader
        title={run === undefined ? t("run") : t("run_of", { name: nameOf(run) })}
        lead={run && t("run_lead", { time: format.time(run.cut_off_at) })}
        action={run && <RunActs run={run} />}
      />
      <States query={query}>{(loaded) => <Run run={loaded} />}</States>
    </>
  );
}

/** Reads the lists under a run again while it is at work, and once after that. */
function useListsOf(run: PayoutRunDetails | undefined) {
  const client = useQueryClient();
  const wasAtWork = useRef(false);
  useEffect(() => {
    if (run === undefined) return;
    const isNow = isAtWork(run);
    if (isNow || wasAtWork.current)
      for (const name of ["listPayouts", "listLeftOutAmounts"]) void client.invalidateQueries({ queryKey: [name] });
    wasAtWork.current = isNow;
  }, [client, run]);
}

function Run({ run }: { run: PayoutRunDetails }) {
  const { t } = useTranslation("payout-runs");
  const { show } = route.useSearch();
  const navigate = route.useNavigate();
  const shown: List = LISTS.find((list) => list === show) ?? "payouts";
  return (
    <div className={classes["sections"]}>
      <RunSteps run={run} />
      <RunMoney run={run} />
      <div>
        <ApiRequestHint name="getPayoutRun" input={{ path: { id: run.id } }} />
      </div>
      <div>
        <SegmentedControl
          mb="md"
          value={shown}
          onChange={(value) => void navigate({ search: { show: value } })}
          data={LISTS.map((value) => ({ value, label: t(`list_${value}`) }))}
        />
        {shown === "payouts" && <RunPayouts run={run} />}
        {shown === "files" && <RunFiles run={run} />}
        {shown === "left_out" && <LeftOut run={run} />}
        {shown === "history" && <History run={run} />}
      </div>
    </div>
  );
}
