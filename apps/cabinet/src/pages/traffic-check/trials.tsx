import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { RuleSet } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { read, useAct } from "../../api/index.ts";
import { addDays, dayAt } from "../../format/days.ts";
import { useFormat, usePreferences } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { Card } from "../../parts/card.tsx";
import { Empty, Failed, States } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import { useHasRight } from "../../parts/with-right.tsx";
import { TrialView } from "./trial.tsx";
import partClasses from "../../parts/parts.module.css";
import classes from "./traffic-check.module.css";

const route = getRouteApi("/frame/traffic-check/$id");

const DAYS = 28;
/** How often a trial that still runs is read again. */
const AGAIN_MS = 3_000;

/** Trials of a version: what it would have held of a past period. Nothing is held by them. */
export function Trials({ ruleSet: { id, is_calibrated } }: { ruleSet: RuleSet }) {
  const { t } = useTranslation("traffic-check");
  const format = useFormat();
  const { trial: chosen } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(read("listTrials", { path: { id } }));
  const mayChange = useHasRight("write");
  const show = (trial: string) => void navigate({ search: { trial }, replace: true });
  return (
    <Card title={t("trials")}>
      <p className={partClasses["lead"]}>{t(is_calibrated ? "trials_text" : "trials_none")}</p>
      {is_calibrated && mayChange && <TryIt id={id} onDone={show} />}
      {is_calibrated && (
        <States
          query={query}
          isEmpty={({ data }) => data.length === 0}
          never={<Empty title={t("trials_never")} text={t("trials_never_text")} />}
        >
          {({ data }) => {
            const shown = chosen ?? data[0]?.id ?? "";
            return (
              <>
                {data.length > 1 && (
                  <NativeSelect
                    label={t("trial")}
                    value={shown}
                    onChange={(event) => show(event.currentTarget.value)}
                    data={data.map(({ id: value, from, to, created_at }) => ({
                      value,
                      label: t("trial_of", {
                        from: format.time(from, "date"),
                        to: format.time(to, "date"),
                        time: format.time(created_at),
                      }),
                    }))}
                  />
                )}
                <Shown id={id} trial={shown} />
              </>
            );
          }}
        </States>
      )}
    </Card>
  );
}

/** The trial that is shown, read again while it runs. */
function Shown({ id, trial: trial_id }: { id: string; trial: string }) {
  const input = { path: { id, trial_id } };
  const query = useQuery({
    ...read("getTrial", input),
    refetchInterval: ({ state: { data } }) => data?.status === "running" && AGAIN_MS,
  });
  return (
    <>
      <States query={query}>{(trial) => <TrialView trial={trial} />}</States>
      <ApiRequestHint name="getTrial" input={input} />
    </>
  );
}

function TryIt({ id, onDone }: { id: string; onDone: (trial: string) => void }) {
  const { t } = useTranslation("traffic-check");
  const { zone } = usePreferences();
  const today = dayAt(Date.now(), zone);
  const act = useAct("tryRuleSet", { changes: ["listTrials"] });
  const form = useForm({ from: addDays(today, 1 - DAYS), to: today }, async (days) => {
    onDone((await act.mutateAsync({ path: { id }, body: { ...days, zone } })).id);
  });
  return (
    <form className={classes["period"]} onSubmit={(event) => void form.submit(event)}>
      <TextInput {...form.text("from")} type="date" size="xs" label={t("first_day")} max={form.values.to} />
      <TextInput {...form.text("to")} type="date" size="xs" label={t("last_day")} max={today} />
      <Button type="submit" size="xs" loading={form.isBusy}>
        {t("try")}
      </Button>
      {form.error !== undefined && <Failed error={form.error} />}
    </form>
  );
}
