import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { NextPayout as Next } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { read } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { States } from "../../parts/states.tsx";
import { AskForPayout } from "./payout-request.tsx";
import partClasses from "../../parts/parts.module.css";
import classes from "./payouts.module.css";

type Account = Next["accounts"][number];

/** When the webmaster is paid next, how much to which account, and what is left out and why. */
export function NextPayout() {
  const { t } = useTranslation("payouts");
  const format = useFormat();
  const query = useQuery(read("getNextPayout", {}));
  return (
    <section className={classes["next"]} aria-label={t("next_payout")}>
      <States query={query}>
        {({ date, is_on_request, accounts }) => (
          <div className={partClasses["stack"]}>
            <h2>{t(is_on_request ? "next_on_request" : "next_on", { date: format.day(date, "weekday") })}</h2>
            {accounts.map((one) => (
              <div key={one.currency} className={classes["payment"]}>
                <Payment one={one} />
                <p>
                  <Target one={one} date={date} />
                </p>
                <LeftOut one={one} />
                {is_on_request && <AskForPayout one={one} />}
              </div>
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

/** What arrives, and how it is made of the balance where that differs. */
function Payment({ one: { payment } }: { one: Account }) {
  const { t } = useTranslation("payouts");
  const format = useFormat();
  if (payment === null) return null;
  const { amount, net, vat, withheld, fee, conversions } = payment;
  const parts = [
    { text: t("vat"), money: vat, sign: "+" },
    { text: t("withheld"), money: withheld, sign: "−" },
    { text: t("fee"), money: fee, sign: "−" },
  ].filter(({ money }) => BigInt(money.amount_minor) !== 0n);
  return (
    <>
      <p className={classes["sum"]}>
        <MoneyText money={net} />
      </p>
      <p className={partClasses["note"]}>
        {t("next_made_of", {
          count: conversions,
          number: format.count(conversions),
          amount: format.money(amount),
        })}
        {parts.map(({ text, money, sign }) => ` ${sign} ${text}: ${format.money(money)}.`)}
      </p>
    </>
  );
}

/** Where it goes, or what stands in the way. */
function Target({ one, date }: { one: Account; date: string }) {
  const { t } = useTranslation("payouts");
  const format = useFormat();
  const { currency, account, reason_code, payable_at, bank_day, is_bank_day_known, payment } = one;
  const mask = account?.mask ?? "";
  const texts = {
    no_account: t("next_no_account", { currency }),
    frozen: t("next_frozen", { currency }),
    account_on_hold:
      payable_at === null
        ? t("next_on_hold", { currency, mask })
        : t("next_waiting", { currency, mask, time: format.time(payable_at) }),
  };
  if (reason_code !== null) return texts[reason_code];
  if (payment === null) return t("next_nothing", { currency });
  if (account === null) return t("next_by_agreement", { currency });
  return (
    <>
      {t("next_to", { currency, mask })}
      {bank_day !== date && ` ${t("next_bank_day", { date: format.day(bank_day, "day") })}`}
      {!is_bank_day_known && ` ${t("next_bank_day_unknown", { year: bank_day.slice(0, 4) })}`}
    </>
  );
}

/** What is not paid on the date, and why. */
function LeftOut({ one: { left_out } }: { one: Account }) {
  const { t } = useTranslation("payouts");
  const format = useFormat();
  if (left_out.length === 0) return null;
  return (
    <ul className={classes["leftOut"]}>
      {left_out.map(({ reason_code, amount, payable_at }) => (
        <li key={reason_code}>
          <span>
            {t(`left_${reason_code}`)}
            {payable_at !== null && ` · ${t("left_until", { time: format.time(payable_at) })}`}
          </span>
          <MoneyText money={amount} />
        </li>
      ))}
    </ul>
  );
}
