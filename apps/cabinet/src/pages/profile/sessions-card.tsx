import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Session } from "@waymark/client";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { forgetPerson, read, useAct } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { productNames } from "../../format/product-name.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { Card } from "../../parts/card.tsx";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Failed, States } from "../../parts/states.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import parts from "../../parts/parts.module.css";

/** Where the person is signed in, and the end of it: one, the others, or all. */
export function SessionsCard() {
  const { t } = useTranslation("profile");
  const navigate = useNavigate();
  const [ending, setEnding] = useState<"others" | "all">();
  const query = useQuery(read("listSessions", {}));
  const endOne = useAct("revokeSession", { changes: ["listSessions"] });
  const endOthers = useAct("revokeOtherSessions", { changes: ["listSessions"] });
  const endAll = useAct("revokeSessions", { changes: [] });
  const columns = useColumns(endOne.mutate);
  return (
    <Card title={t("sessions")}>
      <States query={query}>
        {({ data }) => <DataTable label={t("sessions")} rows={data} columns={columns} rowKey={({ id }) => id} />}
      </States>
      {endOne.error !== null && <Failed error={endOne.error} />}
      <div className={parts["buttons"]}>
        <ApiRequestHint name="listSessions" input={{}} />
        <Button variant="default" onClick={() => setEnding("others")}>
          {t("end_others")}
        </Button>
        <Button variant="default" onClick={() => setEnding("all")}>
          {t("end_all")}
        </Button>
      </div>
      {ending === "others" && (
        <ConfirmAct
          title={t("end_others")}
          effect={t("end_others_effect")}
          button={t("end_others")}
          act={() => endOthers.mutateAsync({})}
          onClose={() => setEnding(undefined)}
        />
      )}
      {ending === "all" && (
        <ConfirmAct
          title={t("end_all")}
          effect={t("end_all_effect")}
          button={t("end_all")}
          act={async () => {
            await endAll.mutateAsync({});
            forgetPerson();
            await navigate({ to: "/sign-in" });
          }}
          onClose={() => setEnding(undefined)}
        />
      )}
    </Card>
  );
}

function useColumns(onEnd: (input: { path: { id: string } }) => void): Column<Session>[] {
  const { t } = useTranslation("profile");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "where",
        header: t("session_where"),
        cell: ({ browser, os, is_current }) => (
          <span className={parts["line"]}>
            {productNames(browser, os) || t("session_program")}
            {is_current && <StatusBadge tone="good">{t("session_current")}</StatusBadge>}
          </span>
        ),
      },
      { id: "since", header: t("session_since"), cell: ({ created_at }) => format.time(created_at), onCard: true },
      { id: "used", header: t("session_used"), cell: ({ last_used_at }) => format.time(last_used_at), onCard: true },
      {
        id: "network",
        header: t("session_network"),
        cell: ({ network }) => (network === null ? "—" : <code>{network}</code>),
      },
      {
        id: "end",
        header: t("session_end"),
        onCard: true,
        cell: ({ id, is_current }) =>
          is_current ? (
            "—"
          ) : (
            <Button variant="default" size="compact-xs" onClick={() => onEnd({ path: { id } })}>
              {t("session_end_this")}
            </Button>
          ),
      },
    ],
    [t, format, onEnd],
  );
}
