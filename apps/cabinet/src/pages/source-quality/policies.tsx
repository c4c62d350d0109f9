import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { QualityPolicy } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Empty, States } from "../../parts/states.tsx";
import { useHasRight } from "../../parts/with-right.tsx";
import { NewPolicy } from "./new-policy.tsx";
import { PolicyStatus } from "./policy-status.tsx";
import { Policy } from "./policy.tsx";
import partClasses from "../../parts/parts.module.css";
import classes from "./source-quality.module.css";

const route = getRouteApi("/frame/source-quality");

/** The versions of the policy that limits sources, or one of them: "all", "new" opens the form of a new one, or its id. */
export const Policies = ({ shown }: { shown: string }) =>
  shown === "all" || shown === "new" ? <Versions isNew={shown === "new"} /> : <Policy id={shown} />;

function Versions({ isNew }: { isNew: boolean }) {
  const { t } = useTranslation("source-quality");
  const navigate = route.useNavigate();
  const mayChange = useHasRight("write");
  const query = useQuery(read("listQualityPolicies", {}));
  const show = (policy: "all" | "new") => void navigate({ search: { policy } });
  return (
    <>
      <p className={classes["back"]}>
        <Link to="/source-quality">{t("back")}</Link>
      </p>
      <PageHeader
        title={t("policies")}
        lead={t("policies_lead")}
        action={mayChange && <Button onClick={() => show("new")}>{t("new_policy")}</Button>}
      />
      <States
        query={query}
        isEmpty={({ data }) => data.length === 0}
        never={<Empty title={t("policies_never")} text={t("policies_never_text")} />}
      >
        {({ data }) => <Table policies={data} />}
      </States>
      <ApiRequestHint name="listQualityPolicies" input={{}} />
      {isNew && <NewPolicy onClose={() => show("all")} />}
    </>
  );
}

function Table({ policies }: { policies: readonly QualityPolicy[] }) {
  const { t } = useTranslation("source-quality");
  return <DataTable label={t("policies")} rows={policies} columns={useColumns()} rowKey={({ id }) => id} />;
}

function useColumns(): Column<QualityPolicy>[] {
  const { t } = useTranslation("source-quality");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "version",
        header: t("version"),
        cell: ({ id, number }) => (
          <Link to="/source-quality" search={{ policy: id }}>
            {t("version_of", { id: number })}
          </Link>
        ),
      },
      { id: "status", header: t("status"), cell: ({ status }) => <PolicyStatus status={status} />, onCard: true },
      {
        ...{ id: "rules", header: t("rules"), onCard: true },
        cell: ({ rules }) => rules.map(({ name }) => name).join(", "),
      },
      {
        ...{ id: "note", header: t("note"), onCard: true },
        cell: ({ note }) => <span className={partClasses["clipped"]}>{note ?? "—"}</span>,
      },
      { id: "created", header: t("created"), cell: ({ created_at }) => format.time(created_at, "date") },
    ],
    [t, format],
  );
}
