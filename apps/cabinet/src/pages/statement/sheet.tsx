import type { Statement, StatementPayment } from "@waymark/client";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import { MoneyText } from "../../parts/money-text.tsx";
import classes from "./statement.module.css";

const MOVEMENTS = ["earned", "reversed", "corrections", "paid", "returned"] as const;
const ACCOUNTS = ["pending", "on_hold", "available", "on_payment", "paid"] as const;
const PARTS = ["amount", "set_off", "vat", "withheld", "fee", "net"] as const;

/** A statement as it is printed: the balance and what changed it, the offers, the payouts. */
export function StatementSheet({ statement }: { statement: Statement }) {
  const { t } = useTranslation("statement");
  const format = useFormat();
  const { currency, first_day, last_day, zone, offers, payouts, paid_sums, returned_payouts, returned_sums } =
    statement;
  const period = { first: format.day(first_day), last: format.day(last_day), zone };
  return (
    <article className={classes["sheet"]} aria-label={t("title")}>
      <header>
        <h2>{t("of", { name: statement.webmaster_name, currency })}</h2>
        <p>{t("from_to", period)}</p>
        <p>
          <code>{statement.webmaster_id}</code>
        </p>
      </header>
      <Balance statement={statement} />
      <section aria-label={t("accounts")}>
        <h3>{t("accounts")}</h3>
        <Table head={[t("account"), period.first, period.last]}>
          {ACCOUNTS.map((account) => (
            <tr key={account}>
              <th scope="row">{t(`account_${account}`)}</th>
              <td>
                <MoneyText money={statement.opening[account]} />
              </td>
              <td>
                <MoneyText money={statement.closing[account]} />
              </td>
            </tr>
          ))}
        </Table>
      </section>
      {offers.length > 0 && (
        <section aria-label={t("offers")}>
          <h3>{t("offers")}</h3>
          <Table head={[t("offer"), t("earned"), t("reversed"), t("pending")]}>
            {offers.map(({ offer_id, offer_name, earned, reversed, pending }) => (
              <tr key={offer_id}>
                <th scope="row">{offer_name}</th>
                {[earned, reversed, pending].map((money, i) => (
                  <td key={i}>
                    <MoneyText money={money} />
                  </td>
                ))}
              </tr>
            ))}
          </Table>
        </section>
      )}
      <Payments title={t("payouts")} payments={payouts} sums={paid_sums} />
      <Payments title={t("returned_payouts")} payments={returned_payouts} sums={returned_sums} />
    </article>
  );
}

function Balance({ statement }: { statement: Statement }) {
  const { t } = useTranslation("statement");
  return (
    <section aria-label={t("balance")}>
      <h3>{t("balance")}</h3>
      <Table>
        <tr className={classes["sum"]}>
          <th scope="row">{t("opening_balance")}</th>
          <td>
            <MoneyText money={statement.opening_balance} />
          </td>
        </tr>
        {MOVEMENTS.map((movement) => (
          <tr key={movement}>
            <th scope="row">{t(movement)}</th>
            <td>
              <MoneyText money={statement[movement]} />
            </td>
          </tr>
        ))}
        <tr className={classes["sum"]}>
          <th scope="row">{t("closing_balance")}</th>
          <td>
            <MoneyText money={statement.closing_balance} />
          </td>
        </tr>
      </Table>
      <p className={classes["note"]}>{t("balance_note")}</p>
    </section>
  );
}

interface PaymentsProps {
  title: string;
  payments: readonly StatementPayment[];
  sums: Statement["paid_sums"];
}

function Payments({ title, payments, sums }: PaymentsProps) {
  const { t } = useTranslation("statement");
  if (payments.length === 0) return null;
  const cells = (of: Statement["paid_sums"]) =>
    PARTS.map((part) => (
      <td key={part}>
        <MoneyText money={of[part]} />
      </td>
    ));
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <Table head={[t("payout"), ...PARTS.map((part) => t(`part_${part}`))]}>
        {payments.map((payment) => (
          <tr key={payment.payout_id}>
            <th scope="row">
              <code>{payment.payout_id}</code>
            </th>
            {cells(payment)}
          </tr>
        ))}
        <tr className={classes["sum"]}>
          <th scope="row">{t("sum")}</th>
          {cells(sums)}
        </tr>
      </Table>
      <p className={classes["note"]}>{t("parts_note")}</p>
    </section>
  );
}

/** A table that scrolls by itself on a narrow screen; it has a tab stop, so that the keyboard can scroll it. */
const Table = ({ head, children }: { head?: readonly string[]; children: ReactNode }) => (
  <div className={classes["scroll"]} tabIndex={0}>
    <table>
      {head !== undefined && (
        <thead>
          <tr>
            {head.map((name, i) => (
              <th key={i} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
      )}
      <tbody>{children}</tbody>
    </table>
  </div>
);
