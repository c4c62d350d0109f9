import { SegmentedControl } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi, useRouteContext } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { read } from "../../api/index.ts";
import { usePreferences } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Empty, States } from "../../parts/states.tsx";
import { Accuracy } from "./accuracy.tsx";
import { Expectation } from "./expectation.tsx";
import { Goals } from "./goals.tsx";
import classes from "./expected.module.css";

const route = getRouteApi("/frame/expected");

const CHOICES = ["14", "30", "90"] as const;

/** What becomes of pending money, by day: income for webmasters, what is owed for advertisers, both for the operator. */
export function ExpectedPage() {
  const { t } = useTranslation("expected");
  const { zone } = usePreferences();
  const { role } = useRouteContext({ from: "/frame" }).me;
  const { days } = route.useSearch();
  const navigate = route.useNavigate();
  const chosen = CHOICES.find((choice) => choice === days) ?? "30";
  const input = { query: { days: Number(chosen), zone } };
  const query = useQuery({ ...read("listExpectedMoney", input), placeholderData: keepPreviousData });
  return (
    <>
      <PageHeader
        title={t(`title_${role}`)}
        lead={t(`lead_${role}`)}
        action={
          <SegmentedControl
            aria-label={t("horizon")}
            value={chosen}
            onChange={(next) => void navigate({ search: { days: next === "30" ? undefined : next }, replace: true })}
            data={CHOICES.map((value) => ({ value, label: t("days", { count: Number(value) }) }))}
          />
        }
      />
      <States
        query={query}
        isEmpty={({ data }) => data.length === 0}
        never={<Empty title={t("never")} text={t("never_text")} />}
      >
        {({ data }) => (
          <div className={classes["currencies"]}>
            {data.map(({ currency, commission, revenue, goals, accuracy }) => (
              <section key={currency} aria-label={currency}>
                {commission !== undefined && <Expectation title={t("commission", { currency })} of={commission} />}
                {revenue !== undefined && <Expectation title={t("revenue", { currency })} of={revenue} />}
                <Accuracy accuracy={accuracy} />
                <Goals goals={goals} days={Number(chosen)} />
              </section>
            ))}
            <ApiRequestHint name="listExpectedMoney" input={input} />
          </div>
        )}
      </States>
    </>
  );
}
