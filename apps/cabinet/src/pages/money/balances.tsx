import type { AnswerOf } from "../../api/index.ts";
import type { Balance, Money } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import { MoneyText } from "../../parts/money-text.tsx";
import { StatusBadge, type Tone } from "../../parts/status-badge.tsx";
import partClasses from "../../parts/parts.module.css";
import classes from "./money.module.css";

/** The states that money goes through, in their order, and the two exits: nothing disappears unsaid. */
const STATES = ["pending", "on_hold", "frozen", "available", "on_payment", "paid", "rejected", "reversed"] as const;
type State = (typeof STATES)[number];

const TONES: Record<State, Tone> = {
  pending: "pending",
  on_hold: "held",
  frozen: "bad",
  available: "good",
  on_payment: "moving",
  paid: "paid",
  rejected: "bad",
  reversed: "reversed",
};

interface BalancesProps {
  balances: readonly Balance[];
  freeze: AnswerOf<"listBalances">["freeze"];
  /** Whether the available money stands out; not where the page shows it apart. */
  isAvailableLarge?: boolean;
}

/** A strip of the states of money for each currency, and why money is frozen. */
export function Balances({ balances, freeze, isAvailableLarge = true }: BalancesProps) {
  const { t } = useTranslation("money");
  const format = useFormat();
  return (
    <>
      {freeze !== null && (
        <p role="alert" className={classes["frozen"]}>
          {t("frozen_since", { time: format.time(freeze.frozen_at), reason: freeze.reason })}
        </p>
      )}
      {balances.map((balance) => (
        <Strip key={balance.currency} balance={balance} isAvailableLarge={isAvailableLarge} />
      ))}
    </>
  );
}

const isNothing = ({ amount_minor }: Money) => BigInt(amount_minor) === 0n;

function Strip({ balance, isAvailableLarge }: { balance: Balance; isAvailableLarge: boolean }) {
  const { t } = useTranslation("money");
  const states = STATES.filter((state) => state !== "frozen" || !isNothing(balance.frozen));
  return (
    <section className={classes["strip"]} aria-label={t("balance_in", { currency: balance.currency })}>
      <dl>
        {states.map((state) => (
          <div key={state} data-main={(isAvailableLarge && state === "available") || undefined}>
            <dt>
              <StatusBadge tone={TONES[state]}>{t(`state_${state}`)}</StatusBadge>
            </dt>
            <dd>
              <MoneyText money={balance[state]} />
            </dd>
          </div>
        ))}
      </dl>
      {!isNothing(balance.payout_minimum) && (
        <p className={partClasses["note"]}>
          {t("minimum")} <MoneyText money={balance.payout_minimum} />
        </p>
      )}
    </section>
  );
}
