import { useIsFetching, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatClock, usePreferences } from "../format/index.ts";
import classes from "./shell.module.css";

/** The zone of every time on the page, and how old its data is: “Europe/Moscow · data as of 14:32”. */
export function DataStrip() {
  const { t } = useTranslation();
  const { zone, currency } = usePreferences();
  const asOf = useDataTime();
  return (
    <p className={classes["data"]}>
      <span>{zone}</span>
      {currency !== null && <span>{currency}</span>}
      {asOf !== undefined && <span>{t("data_as_of", { time: formatClock(new Date(asOf), zone) })}</span>}
    </p>
  );
}

/** What the frame itself reads. */
const OF_THE_FRAME: readonly unknown[] = ["getMe", "countUnread", "countNotices"];

/** When the oldest data that a page shows was read. */
function useDataTime(): number | undefined {
  const client = useQueryClient();
  const fetching = useIsFetching();
  const [time, setTime] = useState<number>();
  useEffect(() => {
    const times = client
      .getQueryCache()
      .getAll()
      .filter((query) => query.isActive() && !OF_THE_FRAME.includes(query.queryKey[0]))
      .map(({ state }) => state.dataUpdatedAt)
      .filter((at) => at > 0);
    setTime(times.length === 0 ? undefined : Math.min(...times));
  }, [client, fetching]);
  return time;
}
