import type { Asked } from "./states.tsx";

/** Two answers that are shown as one. */
export const together = <A, B>(a: Asked<A>, b: Asked<B>): Asked<[A, B]> => ({
  data: a.data === undefined || b.data === undefined ? undefined : [a.data, b.data],
  error: a.error ?? b.error,
  isFetching: a.isFetching || b.isFetching,
  refetch: () => Promise.all([a.refetch(), b.refetch()]),
});
