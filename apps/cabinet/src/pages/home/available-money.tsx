import { Skeleton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { AnswerOf } from "../../api/index.ts";
import { usePreferences } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { Empty, States, type Asked } from "../../parts/states.tsx";
import { Balances } from "../money/balances.tsx";
import { NextPayout } from "../payouts/next-payout.tsx";
import { ownCurrencyFirst } from "./sums.ts";
import classes from "./home.module.css";

/** The money that can be paid now, in each currency, and the states that add up to the ledger. */
export function AvailableMoney({ query }: { query: Asked<AnswerOf<"listBalances">> }) {
  const { t } = useTranslation("home");
  const { t: money } = useTranslation("money");
  const { currency } = usePreferences();
  return (
    <section aria-label={t("available")}>
      <States
        query={query}
        skeleton={<Skeleton height={202} radius={8} />}
        isEmpty={({ data }) => data.length === 0}
        never={<Empty title={money("never")} text={money("never_text")} />}
      >
        {({ data, freeze }) => {
          const balances = ownCurrencyFirst(data, currency);
          return (
            <>
              <h2 className={classes["label"]}>{t("available")}</h2>
              <p className={classes["available"]}>
                {balances.map(({ available }) => (
                  <MoneyText key={available.currency} money={available} madeOf={{ to: "/money" }} />
                ))}
              </p>
              <Balances balances={balances} freeze={freeze} isAvailableLarge={false} />
              <ApiRequestHint name="listBalances" input={{}} />
              <NextPayout />
            </>
          );
        }}
      </States>
    </section>
  );
}
