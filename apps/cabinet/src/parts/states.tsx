import { Button, Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useProblem } from "../api/index.ts";
import classes from "./parts.module.css";

/** What a query of TanStack tells about itself, as far as states need it. */
export interface Asked<Data> {
  data: Data | undefined;
  error: Error | null;
  isFetching: boolean;
  refetch: () => unknown;
}

interface StatesProps<Data> {
  query: Asked<Data>;
  /** Shown in the final layout until there is data; rows of a table by default. */
  skeleton?: ReactNode;
  /** Decides which empty state it is; not given if the data can't be empty. */
  isEmpty?: (data: Data) => boolean;
  /** Filters are set: nothing matches them, and this clears them. */
  clearFilters?: (() => void) | undefined;
  /** There was never anything: what to do first. */
  never?: ReactNode;
  children: (data: Data) => ReactNode;
}

/** The four states of what a page shows: loading, never anything, nothing that matches, failed. Old data stays. */
export function States<Data>({ query, skeleton, isEmpty, clearFilters, never, children }: StatesProps<Data>) {
  const { t } = useTranslation();
  const { data, error, isFetching, refetch } = query;
  if (data === undefined && error === null) return skeleton ?? <SkeletonRows />;
  const failed = error === null ? null : <Failed error={error} retry={() => void refetch()} isBusy={isFetching} />;
  if (data === undefined) return failed;
  const isNothing = isEmpty?.(data) === true;
  return (
    <>
      {failed}
      {!isNothing && children(data)}
      {isNothing && clearFilters === undefined && never}
      {isNothing && clearFilters !== undefined && (
        <Empty
          title={t("nothing_matches")}
          action={
            <Button variant="default" onClick={clearFilters}>
              {t("clear_filters")}
            </Button>
          }
        />
      )}
    </>
  );
}

interface EmptyProps {
  title: string;
  text?: ReactNode;
  action?: ReactNode;
  /** It is all of the page, so its title is the page's. */
  isPage?: boolean;
}

/** Nothing is there: what it would be, and what to do first. */
export const Empty = ({ title, text, action, isPage = false }: EmptyProps) => (
  <div className={classes["empty"]}>
    {isPage ? <h1 className={classes["emptyTitle"]}>{title}</h1> : <p className={classes["emptyTitle"]}>{title}</p>}
    {text !== undefined && <p className={classes["lead"]}>{text}</p>}
    {action}
  </div>
);

/** What did not happen, with the id of the request. */
export function Failed({ error, retry, isBusy = false }: { error: unknown; retry?: () => void; isBusy?: boolean }) {
  const { t } = useTranslation();
  const { title, detail, requestId } = useProblem()(error);
  return (
    <div role="alert" className={classes["failed"]}>
      <div>
        <p>{title}</p>
        {detail !== null && <p lang="en">{detail}</p>}
        {requestId !== null && (
          <p className={classes["requestId"]}>
            {t("request_id")} <code>{requestId}</code>
          </p>
        )}
      </div>
      {retry !== undefined && (
        <Button variant="default" size="xs" onClick={retry} loading={isBusy}>
          {t("try_again")}
        </Button>
      )}
    </div>
  );
}

/** Rows of a table before its data is there. */
export const SkeletonRows = ({ count = 8 }: { count?: number }) => {
  const { t } = useTranslation();
  return (
    <div className={classes["skeleton"]} role="status" aria-label={t("loading")}>
      {Array.from({ length: count }, (_, i) => (
        <Skeleton key={i} height={16} radius={4} />
      ))}
    </div>
  );
};
