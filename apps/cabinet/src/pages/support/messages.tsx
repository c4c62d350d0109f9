import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useRouteContext } from "@tanstack/react-router";
import type { Message, Thread } from "@waymark/client";
import { Fragment, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { list, useAct } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { Icon } from "../../parts/icon.tsx";
import { SkeletonRows, States } from "../../parts/states.tsx";
import { sizeOf } from "./attach-files.tsx";
import partClasses from "../../parts/parts.module.css";
import classes from "./support.module.css";

const MESSAGES_A_PAGE = 50;
const NEW_AGAIN_MS = 15_000;

/** The messages, the newest last; those that were not read begin under a line. */
export function Messages({ thread }: { thread: Thread }) {
  const { t } = useTranslation("support");
  const [opened] = useState(thread);
  const input = { path: { id: thread.id }, query: { sort: "newest", limit: MESSAGES_A_PAGE } } as const;
  const query = useInfiniteQuery({ ...list("listMessages", input), refetchInterval: NEW_AGAIN_MS });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useMarkedRead(opened, query.data?.[0]?.number ?? 0);
  const readBefore = opened.messages - opened.unread;
  return (
    <States query={query} skeleton={<SkeletonRows count={4} />}>
      {(messages) => (
        <div className={classes["messages"]}>
          {hasNextPage && (
            <div className={partClasses["more"]}>
              <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                {t("earlier_messages")}
              </Button>
            </div>
          )}
          <ol aria-label={t("messages")} aria-live="polite">
            {messages.toReversed().map((message) => (
              <Fragment key={message.id}>
                {opened.unread > 0 && message.number === readBefore + 1 && readBefore > 0 && (
                  <li className={classes["unreadFrom"]}>{t("unread_from")}</li>
                )}
                <MessageView message={message} />
              </Fragment>
            ))}
          </ol>
        </div>
      )}
    </States>
  );
}

/** Marks the thread as read up to the last message that is on the page. */
function useMarkedRead({ id, messages, unread }: Thread, last: number) {
  const { me } = useRouteContext({ from: "/frame" });
  const { mutate } = useAct("readThread", { changes: ["listThreads", "countUnread"] });
  const [marked, setMarked] = useState(messages - unread);
  const mayMark = me.rights.includes("write");
  useEffect(() => {
    if (!mayMark || last <= marked) return;
    setMarked(last);
    mutate({ path: { id }, body: { number: last } });
  }, [mayMark, id, last, marked, mutate]);
}

function MessageView({ message: { side, text, sent_at, attachments } }: { message: Message }) {
  const { t, i18n } = useTranslation("support");
  const { me } = useRouteContext({ from: "/frame" });
  const format = useFormat();
  const isOwn = side === me.role;
  return (
    <li className={classes["message"]} data-own={isOwn || undefined}>
      <p className={classes["by"]}>
        <b>{isOwn ? t("you") : t(`party_${side}`)}</b>
        <time dateTime={sent_at}>{format.time(sent_at)}</time>
      </p>
      <p className={classes["text"]}>{text}</p>
      {attachments.length > 0 && (
        <ul className={classes["files"]}>
          {attachments.map(({ id, name, size_bytes }) => (
            <li key={id}>
              <a href={`/api/v1/support/attachments/${id}`} download={name}>
                <Icon name="file" size={16} /> {name}
              </a>
              <small>{sizeOf(size_bytes, i18n.language)}</small>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
