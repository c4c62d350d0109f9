import { useQuery } from "@tanstack/react-query";
import { Button } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read, useAct } from "../../api/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { States } from "../../parts/states.tsx";
import { WithWriteRight } from "../../parts/with-right.tsx";
import { Messages } from "./messages.tsx";
import { usePartyNames } from "./parties.ts";
import { Reply } from "./reply.tsx";
import { THREADS_CHANGED } from "./rules.ts";
import { Subject } from "./subject.tsx";
import classes from "./support.module.css";

const route = getRouteApi("/frame/support/$id");

/** One thread: what it is about and with whom, its messages, and the answer. */
export function ThreadPage() {
  const { t } = useTranslation("support");
  const path = route.useParams();
  const query = useQuery(read("getThread", { path }));
  const partyNames = usePartyNames();
  const [isClosing, setClosing] = useState(false);
  const close = useAct("closeThread", { changes: THREADS_CHANGED });
  const thread = query.data;
  return (
    <div className={classes["thread"]}>
      <p className={classes["back"]}>
        <Link to="/support" search={{}}>
          {t("all_threads")}
        </Link>
      </p>
      <PageHeader
        title={thread?.title ?? t("thread")}
        lead={
          thread !== undefined && (
            <>
              <Subject subject={thread.subject} /> · {t("seen_by", { parties: partyNames(thread) })}
              {thread.status === "closed" && ` · ${t("closed_until")}`}
            </>
          )
        }
        action={
          thread?.status === "open" && (
            <WithWriteRight>
              <Button variant="default" onClick={() => setClosing(true)}>
                {t("close_thread")}
              </Button>
            </WithWriteRight>
          )
        }
      />
      <States query={query}>
        {(found) => (
          <>
            <Messages key={found.id} thread={found} />
            <WithWriteRight>
              <Reply key={`reply to ${found.id}`} threadId={found.id} />
            </WithWriteRight>
          </>
        )}
      </States>
      {isClosing && (
        <ConfirmAct
          title={t("close_title")}
          effect={t("close_effect")}
          button={t("close_thread")}
          isDestructive={false}
          reason={{ label: t("close_reason"), isRequired: true }}
          act={(reason) => close.mutateAsync({ path, body: { reason } })}
          onClose={() => setClosing(false)}
        />
      )}
      <ApiRequestHint name="listMessages" input={{ path }} />
    </div>
  );
}
