import { Button } from "@mantine/core";
import { getRouteApi, Link, useRouteContext } from "@tanstack/react-router";
import type { Thread } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import type { Column } from "../../parts/data-table.tsx";
import type { Filter } from "../../parts/filter-bar.tsx";
import { ListPage } from "../../parts/list-page.tsx";
import { useList } from "../../parts/list-table.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { THREAD_SUBJECTS } from "../../words.ts";
import { WithWriteRight } from "../../parts/with-right.tsx";
import { NewThread } from "./new-thread.tsx";
import { usePartyNames } from "./parties.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./support.module.css";

const route = getRouteApi("/frame/support");

/** Threads with the operator and with the parties of what they are about. */
export function SupportPage() {
  const { t } = useTranslation("support");
  const { new: kind, subject, title, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const { me } = useRouteContext({ from: "/frame" });
  const change = (changes: Readonly<Record<string, string | undefined>>) =>
    void navigate({ search: (before) => ({ ...before, ...changes }) });
  const about = THREAD_SUBJECTS.find((one) => one === kind);
  return (
    <>
      <ListPage
        title={t("title")}
        lead={t(me.role === "operator" ? "lead_operator" : "lead")}
        action={
          <WithWriteRight>
            <Button onClick={() => change({ new: "general" })}>{t("open")}</Button>
          </WithWriteRight>
        }
        list={useList("listThreads", search)}
        columns={useColumns()}
        filters={useFilters()}
        search={search}
        onSearch={change}
        never={{ title: t("never"), text: t("never_text") }}
      />
      {kind !== undefined && (
        <NewThread
          key={`${kind} ${subject}`}
          subject={about === undefined || subject === undefined ? null : { kind: about, id: subject }}
          title={title ?? ""}
          onClose={() => change({ new: undefined, subject: undefined, title: undefined })}
        />
      )}
    </>
  );
}

function useFilters(): Filter[] {
  const { t } = useTranslation("support");
  return [
    {
      name: "is_unread",
      label: t("messages"),
      kind: "choice",
      options: (["true", "false"] as const).map((value) => ({ value, label: t(`is_unread_${value}`) })),
    },
    {
      name: "status",
      label: t("status"),
      kind: "choice",
      options: (["open", "closed"] as const).map((value) => ({ value, label: t(`status_${value}`) })),
    },
    { name: "subject_id", label: t("subject_id"), kind: "text" },
  ];
}

function useColumns(): Column<Thread>[] {
  const { t } = useTranslation("support");
  const format = useFormat();
  const partyNames = usePartyNames();
  return useMemo(
    () => [
      {
        id: "title",
        header: t("thread"),
        cell: ({ id, title, unread, status }) => (
          <span className={partClasses["line"]}>
            <Link
              to="/support/$id"
              params={{ id }}
              className={classes["title"]}
              data-unread={unread > 0 ? "" : undefined}
            >
              {title}
            </Link>
            {status === "closed" && <StatusBadge tone="quiet">{t("status_closed")}</StatusBadge>}
          </span>
        ),
      },
      {
        id: "unread",
        header: t("messages"),
        cell: ({ unread, messages }) =>
          unread > 0 ? (
            <b className={classes["new"]}>{t("new_count", { count: unread })}</b>
          ) : (
            t("message_count", { count: messages })
          ),
        onCard: true,
      },
      {
        id: "subject",
        header: t("about"),
        cell: ({ subject }) => (subject === null ? t("about_general") : t(`about_${subject.kind}`)),
      },
      { id: "parties", header: t("with"), cell: partyNames },
      { id: "last", header: t("last"), cell: ({ last_at }) => format.time(last_at), onCard: true },
    ],
    [t, format, partyNames],
  );
}
