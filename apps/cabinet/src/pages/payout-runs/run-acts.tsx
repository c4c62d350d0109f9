import { Button } from "@mantine/core";
import type { PayoutRunDetails } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct, type OperationName } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import { useFreshSignIn } from "../../parts/fresh-sign-in.tsx";
import { useHasRight } from "../../parts/with-right.tsx";
import { useRunName } from "./run-status.tsx";
import { paidBy } from "./sums.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./runs.module.css";

/** What an act on a run changes. */
export const RUN_CHANGES: readonly OperationName[] = [
  ...(["getPayoutRun", "listPayoutRuns", "listPayouts", "getPayout", "listLeftOutAmounts"] as const),
  ...(["getMoneyRequest", "getToDo"] as const),
];

const NEXT = { draft: "approve", approved: "send", sent: "settle" } as const;
type Verb = (typeof NEXT)[keyof typeof NEXT];

const nextOf = ({ status }: PayoutRunDetails): Verb | undefined =>
  status === "settled" || status === "cancelled" ? undefined : NEXT[status];

/** The next step of a run, and its end: each says what it will do before it is done. */
export function RunActs({ run }: { run: PayoutRunDetails }) {
  const { t } = useTranslation("payout-runs");
  const [asked, setAsked] = useState<Verb | "cancel">();
  const mayChange = useHasRight("payouts");
  const next = nextOf(run);
  if (!mayChange || next === undefined || run.job !== null) return null;
  const close = () => setAsked(undefined);
  return (
    <div className={classes["acts"]}>
      {run.money_request_id === null && <Button onClick={() => setAsked(next)}>{t(`verb_${next}`)}</Button>}
      {run.status !== "sent" && (
        <Button variant="default" onClick={() => setAsked("cancel")}>
          {t("verb_cancel")}
        </Button>
      )}
      {asked === "cancel" && <Cancel run={run} onClose={close} />}
      {asked !== undefined && asked !== "cancel" && <Step run={run} verb={asked} onClose={close} />}
    </div>
  );
}

interface ActProps {
  run: PayoutRunDetails;
  onClose: () => void;
}

function Step({ run: payoutRun, verb, onClose }: ActProps & { verb: Verb }) {
  const { t } = useTranslation("payout-runs");
  const nameOf = useRunName();
  const step = useAct("stepPayoutRun", { changes: RUN_CHANGES });
  const { run, dialog } = useFreshSignIn();
  return (
    <>
      <ConfirmAct
        title={t(`title_${verb}`, { name: nameOf(payoutRun) })}
        effect={<Effect run={payoutRun} text={t(`effect_${verb}`)} />}
        button={t(`verb_${verb}`)}
        isDestructive={false}
        act={() => run(() => step.mutateAsync({ path: { id: payoutRun.id, verb } }))}
        onClose={onClose}
      />
      {dialog}
    </>
  );
}

/** The sums that an act concerns, and what it does to them. */
function Effect({ run: { totals }, text }: { run: PayoutRunDetails; text: string }) {
  const { t } = useTranslation("payout-runs");
  const format = useFormat();
  return (
    <div className={partClasses["stack"]}>
      <ul className={classes["sums"]}>
        {paidBy(totals).map(({ amount, net, payouts }) => (
          <li key={amount.currency}>
            {t("effect_sum", { count: payouts, number: format.count(payouts), net: format.money(net) })}
          </li>
        ))}
      </ul>
      <p>{text}</p>
    </div>
  );
}

function Cancel({ run: payoutRun, onClose }: ActProps) {
  const { t } = useTranslation("payout-runs");
  const nameOf = useRunName();
  const cancel = useAct("cancelPayoutRun", { changes: RUN_CHANGES });
  const { run, dialog } = useFreshSignIn();
  return (
    <>
      <ConfirmAct
        title={t("title_cancel", { name: nameOf(payoutRun) })}
        effect={<Effect run={payoutRun} text={t("effect_cancel")} />}
        button={t("verb_cancel")}
        reason={{ label: t("reason_kept"), isRequired: true }}
        act={(reason) => run(() => cancel.mutateAsync({ path: { id: payoutRun.id }, body: { reason } }))}
        onClose={onClose}
      />
      {dialog}
    </>
  );
}
