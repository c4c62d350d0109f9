import { useTranslation } from "react-i18next";
import classes from "./shell.module.css";

const WRITTEN_MAX = 99;

/** How many messages wait to be read; nothing if none do. */
export function UnreadCount({ count }: { count: number }) {
  const { t } = useTranslation();
  if (count === 0) return null;
  return (
    <span className={classes["count"]} role="img" aria-label={t("unread", { count })}>
      {count > WRITTEN_MAX ? `${WRITTEN_MAX}+` : count}
    </span>
  );
}
