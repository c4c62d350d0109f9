import { useRouteContext } from "@tanstack/react-router";
import type { Thread } from "@waymark/client";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

/** Who takes part in a thread besides the reader's side: “Operator, advertiser”. The operator also reads their ids. */
export function usePartyNames(): (thread: Thread) => string {
  const { t } = useTranslation("support");
  const { me } = useRouteContext({ from: "/frame" });
  return useCallback(
    ({ advertiser_id, webmaster_id }) =>
      [
        me.role === "operator" ? null : t("party_operator"),
        advertiser_id === null || me.role === "advertiser" ? null : withId(t("party_advertiser"), advertiser_id),
        webmaster_id === null || me.role === "webmaster" ? null : withId(t("party_webmaster"), webmaster_id),
      ]
        .filter((name) => name !== null)
        .join(", "),
    [t, me.role],
  );
  function withId(name: string, id: string) {
    return me.role === "operator" ? `${name} ${id}` : name;
  }
}
