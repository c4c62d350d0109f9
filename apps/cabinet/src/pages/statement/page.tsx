import { Button, NativeSelect, TextInput } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ROUTES } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { read } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Empty, States } from "../../parts/states.tsx";
import partClasses from "../../parts/parts.module.css";
import { writeSearch } from "../../search-parameters.ts";
import { daysOf, lastDays, periodChoices } from "./period.ts";
import { StatementSheet } from "./sheet.tsx";
import classes from "./statement.module.css";

const route = getRouteApi("/frame/statement");

/** The webmaster's statement of a month, a year or any days, to be read, printed or downloaded. */
export function StatementPage() {
  const { t } = useTranslation("statement");
  const search = route.useSearch();
  const balances = useQuery(read("listBalances", {}));
  const period = search.period ?? periodChoices(Date.now()).months[0] ?? "";
  return (
    <div className={classes["page"]}>
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        action={
          <Button variant="default" className={classes["screen"]} onClick={() => window.print()}>
            {t("print")}
          </Button>
        }
      />
      <States
        query={balances}
        isEmpty={({ data }) => data.length === 0}
        never={<Empty title={t("never")} text={t("never_text")} />}
      >
        {({ data }) => {
          const currencies = data.map(({ currency }) => currency);
          const currency = search.currency ?? currencies[0] ?? "";
          return (
            <>
              <Choices {...{ period, currency, currencies }} />
              <OfPeriod {...{ period, currency }} />
            </>
          );
        }}
      </States>
    </div>
  );
}

interface Asked {
  period: string;
  currency: string;
}

/** The period and the currency. */
function Choices({ period, currency, currencies }: Asked & { currencies: readonly string[] }) {
  const { t } = useTranslation("statement");
  const format = useFormat();
  const navigate = route.useNavigate();
  const { months, years } = periodChoices(Date.now());
  const days = daysOf(period);
  const choose = (next: string) => void navigate({ search: (before) => ({ ...before, period: next }), replace: true });
  return (
    <div className={classes["choices"]}>
      <NativeSelect
        label={t("period")}
        value={days === undefined ? period : "days"}
        onChange={({ target }) => choose(target.value === "days" ? lastDays(Date.now()) : target.value)}
        data={[
          ...months.map((month) => ({ value: month, label: format.day(`${month}-01`, "month") })),
          ...years.map((year) => ({ value: year, label: t("year", { year }) })),
          ...(days === undefined && ![...months, ...years].includes(period) ? [{ value: period, label: period }] : []),
          { value: "days", label: t("days") },
        ]}
      />
      {days !== undefined && (
        <>
          <TextInput
            type="date"
            label={t("first_day")}
            value={days.first}
            max={days.last}
            onChange={({ target }) => target.value !== "" && choose(`${target.value}/${days.last}`)}
          />
          <TextInput
            type="date"
            label={t("last_day")}
            value={days.last}
            min={days.first}
            onChange={({ target }) => target.value !== "" && choose(`${days.first}/${target.value}`)}
          />
        </>
      )}
      <NativeSelect
        label={t("currency")}
        value={currency}
        onChange={({ target }) =>
          void navigate({ search: (before) => ({ ...before, currency: target.value }), replace: true })
        }
        data={currencies}
      />
    </div>
  );
}

function OfPeriod({ period, currency }: Asked) {
  const { t } = useTranslation("statement");
  const input = { query: { period, currency } };
  const query = useQuery({ ...read("getStatement", input), placeholderData: keepPreviousData });
  return (
    <States query={query}>
      {(statement) => (
        <>
          <StatementSheet statement={statement} />
          <div className={classes["screen"]}>
            <ApiRequestHint name="getStatement" input={input} />
            {(["csv", "xlsx"] as const).map((format) => (
              <a
                key={format}
                className={partClasses["hint"]}
                href={ROUTES.exportStatement.path + writeSearch({ period, currency, format })}
                download
              >
                {t("download", { format: format.toUpperCase() })}
              </a>
            ))}
          </div>
        </>
      )}
    </States>
  );
}
