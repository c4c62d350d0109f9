import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./parts.module.css";

/** What a query of TanStack tells about its further pages. */
export interface Paged {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

/** Asks for the next page of a list. */
export function MoreRows({ query: { hasNextPage, isFetchingNextPage, fetchNextPage } }: { query: Paged }) {
  const { t } = useTranslation();
  if (!hasNextPage) return null;
  return (
    <div className={classes["more"]}>
      <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
        {t("show_more")}
      </Button>
    </div>
  );
}
