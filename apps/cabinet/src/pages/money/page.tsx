import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { read } from "../../api/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Empty, States } from "../../parts/states.tsx";
import { Balances } from "./balances.tsx";
import { NextPayout } from "../payouts/next-payout.tsx";
import { Transfers } from "./transfers.tsx";
import classes from "./money.module.css";

/** What the webmaster has earned, in the states of money; the next payout; and every transfer behind them. */
export function MoneyPage() {
  const { t } = useTranslation("money");
  const balances = useQuery(read("listBalances", {}));
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        action={
          <LinkButton to="/payouts" variant="default">
            {t("payouts")}
          </LinkButton>
        }
      />
      <States
        query={balances}
        isEmpty={({ data }) => data.length === 0}
        never={<Empty title={t("never")} text={t("never_text")} />}
      >
        {({ data, freeze }) => <Balances balances={data} freeze={freeze} />}
      </States>
      <div>
        <ApiRequestHint name="listBalances" input={{}} /> <Link to="/statement">{t("statement")}</Link>
      </div>
      <NextPayout />
      <h2 className={classes["ledger"]}>{t("ledger")}</h2>
      <Transfers />
    </>
  );
}
