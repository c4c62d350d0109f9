import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { read } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
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
                    {t(`line_${kind}`)} <code>{conversion_id ?? correction_id}</code>
                  </span>
                  <MoneyText money={part} />
                </li>
              ))}
            </ul>
          </>
        )}
      </States>
      <ApiRequestHint name="getPayout" input={{ path }} />
    </SideDrawer>
  );
}
