import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { read } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { AskAbout } from "../../parts/ask-about.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { SideDrawer } from "../../parts/side-drawer.tsx";
import { States } from "../../parts/states.tsx";
import { PayoutStatusBadge } from "./payouts.tsx";
import partClasses from "../../parts/parts.module.css";
import classes from "./money.module.css";

const route = getRouteApi("/frame/money/payouts/$id");

/** A payout with all that it pays and sets off. */
export function PayoutDrawer() {
  const { t } = useTranslation("money");
  const format = useFormat();
  const path = route.useParams();
  const query = useQuery(read("getPayout", { path }));
  return (
    <SideDrawer title={t("payout")} closeTo={{ to: "/money", search: (before) => before }}>
      <States query={query}>
        {({ amount, status, paid_at, lines }) => (
          <>
            <p className={classes["sum"]}>
              <MoneyText money={amount} /> <PayoutStatusBadge status={status} />
            </p>
            {paid_at !== null && <p className={partClasses["note"]}>{format.time(paid_at)}</p>}
            <ul className={classes["lines"]}>
              {lines.map(({ kind, conversion_id, correction_id, amount: part }) => (
                <li key={`${kind} ${conversion_id ?? correction_id}`}>
                  <span>
                    {t(`line_${kind}`)}{" "}
                    {conversion_id === null ? (
                      <code>{correction_id}</code>
                    ) : (
                      <Link to="/conversions/$id" params={{ id: conversion_id }} search={{}}>
                        <code>{conversion_id}</code>
                      </Link>
                    )}
                  </span>
                  <MoneyText money={part} />
                </li>
              ))}
            </ul>
            <div className={classes["act"]}>
              <AskAbout kind="payout" id={path.id} />
            </div>
          </>
        )}
      </States>
      <ApiRequestHint name="getPayout" input={{ path }} />
    </SideDrawer>
  );
}
