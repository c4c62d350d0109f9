import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { read } from "../../api/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Empty, States } from "../../parts/states.tsx";
import { Balances } from "./balances.tsx";
import { NextPayout } from "./next-payout.tsx";
import { Payouts } from "./payouts.tsx";
import { Transfers } from "./transfers.tsx";

const route = getRouteApi("/frame/money");

/** What the webmaster has earned, in the states of money; the payouts; and every transfer behind them. */
export function MoneyPage() {
  const { t } = useTranslation("money");
  const { show } = route.useSearch();
  const navigate = route.useNavigate();
  const balances = useQuery(read("listBalances", {}));
  const isLedger = show === "ledger";
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        action={
          <LinkButton to="/payout-accounts" variant="default">
            {t("accounts")}
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
      <SegmentedControl
        mt="md"
        mb="md"
        value={isLedger ? "ledger" : "payouts"}
        onChange={(value) => void navigate({ search: { show: value } })}
        data={[
          { value: "payouts", label: t("payouts") },
          { value: "ledger", label: t("ledger") },
        ]}
      />
      {isLedger ? <Transfers /> : <Payouts />}
      <Outlet />
    </>
  );
}
