import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { NextPayout as Next } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { read } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { States } from "../../parts/states.tsx";
import partClasses from "../../parts/parts.module.css";
import classes from "./payouts.module.css";

/** When the webmaster is paid next, and to which account in each currency, or what stands in the way. */
export function NextPayout() {
  const { t } = useTranslation("payouts");
  const format = useFormat();
  const query = useQuery(read("getNextPayout", {}));
  return (
    <section className={classes["next"]} aria-label={t("next_payout")}>
      <States query={query}>
        {({ date, accounts }) => (
          <div className={partClasses["stack"]}>
            <h2>{t("next_on", { date: format.day(date, "weekday") })}</h2>
            {accounts.map((one) => (
              <Account key={one.currency} one={one} date={date} />
            ))}
            <div>
              <Link to="/payout-accounts">{t("accounts")}</Link>
            </div>
          </div>
        )}
      </States>
      <ApiRequestHint name="getNextPayout" input={{}} />
    </section>
  );
}

function Account({ one, date }: { one: Next["accounts"][number]; date: string }) {
  const { t } = useTranslation("payouts");
  const format = useFormat();
  const { currency, account, reason_code, payable_at, bank_day } = one;
  const mask = account?.mask ?? "";
  const texts = {
    no_account: t("next_no_account", { currency }),
    frozen: t("next_frozen", { currency }),
    account_on_hold:
      payable_at === null
        ? t("next_on_hold", { currency, mask })
        : t("next_waiting", { currency, mask, time: format.time(payable_at) }),
  };
  if (reason_code !== null) return <p>{texts[reason_code]}</p>;
  if (account === null) return <p>{t("next_by_agreement", { currency })}</p>;
  return (
    <p>
      {t("next_to", { currency, mask })}
      {bank_day !== date && ` ${t("next_bank_day", { date: format.day(bank_day, "day") })}`}
    </p>
  );
}
