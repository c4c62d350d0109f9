import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { read } from "../../api/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { Card } from "../../parts/card.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Empty, States } from "../../parts/states.tsx";
import { useHasRight } from "../../parts/with-right.tsx";
import { NewRuleSet } from "./new-rule-set.tsx";
import { Questions } from "./questions.tsx";
import { RuleSets, WhatIsInForce } from "./rule-sets.tsx";
import partClasses from "../../parts/parts.module.css";
import classes from "./traffic-check.module.css";

const route = getRouteApi("/frame/traffic-check");

/** The traffic check: what it asks, what it holds, and the rules by which it does. */
export function TrafficCheckPage() {
  const { t } = useTranslation("traffic-check");
  const { new: from } = route.useSearch();
  const navigate = route.useNavigate();
  const mayChange = useHasRight("write");
  const ruleSets = useQuery(read("listRuleSets", {}));
  const open = (next: string | undefined) => void navigate({ search: { new: next } });
  const newest = ruleSets.data?.data[0];
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        action={mayChange && <Button onClick={() => open(newest?.id ?? "0")}>{t("new_version")}</Button>}
      />
      <div className={classes["sections"]}>
        <Questions />
        <Card title={t("held")}>
          <p className={partClasses["lead"]}>{t("held_text")}</p>
          <div className={partClasses["line"]}>
            <LinkButton to="/traffic-check/held" size="xs" variant="default">
              {t("to_held")}
            </LinkButton>
            <LinkButton to="/traffic-quality" size="xs" variant="default">
              {t("to_quality")}
            </LinkButton>
          </div>
        </Card>
        <Card title={t("own")}>
          <p className={partClasses["lead"]}>{t("own_text")}</p>
          <div className={partClasses["line"]}>
            <LinkButton to="/traffic-check/own" size="xs" variant="default">
              {t("to_own")}
            </LinkButton>
          </div>
        </Card>
        <Card title={t("versions")}>
          <States query={ruleSets}>{({ data }) => <WhatIsInForce ruleSets={data} />}</States>
          {ruleSets.data !== undefined && (
            <States
              query={ruleSets}
              isEmpty={({ data }) => data.length === 0}
              never={<Empty title={t("never")} text={t("never_text")} />}
            >
              {({ data }) => <RuleSets ruleSets={data} />}
            </States>
          )}
          <ApiRequestHint name="listRuleSets" input={{}} />
        </Card>
      </div>
      {from !== undefined && ruleSets.data !== undefined && (
        <NewRuleSet base={ruleSets.data.data.find(({ id }) => id === from)} onClose={() => open(undefined)} />
      )}
    </>
  );
}
