import { infiniteQueryOptions, QueryClient, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { ApiError, UnreachableError, type Me } from "@waymark/client";
import { useRef } from "react";
import { call, callOnce, type AnswerOf, type InputOf, type OperationName } from "./client.ts";

const FRESH_MS = 10_000;

/** Holds what the API answered. The client retries by itself, so that queries do not. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: FRESH_MS, retry: false, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});

/** A read of the API: `useQuery(read("getOffer", { path: { id } }))`. */
export const read = <Name extends OperationName>(name: Name, input: InputOf<Name>) =>
  queryOptions({
    queryKey: [name, input] as const,
    queryFn: ({ signal }) => call(name, input, { signal }),
  });

/** The operations that answer page by page. */
export type Listing = {
  [Name in OperationName]: AnswerOf<Name> extends { data: unknown[]; next_cursor: string | null } ? Name : never;
}[OperationName];
export type RowOf<Name extends Listing> = AnswerOf<Name> extends { data: (infer Row)[] } ? Row : never;

interface ListPage<Row> {
  data: Row[];
  next_cursor: string | null;
}
/** A page of a list, with what it says besides its rows. */
export type PageOf<Name extends Listing> = AnswerOf<Name> & ListPage<RowOf<Name>>;

/** A list of the API, page by page, with all that each page says. */
export const listPages = <Name extends Listing>(name: Name, input: InputOf<Name>) =>
  infiniteQueryOptions({
    queryKey: [name, "pages", input] as const,
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const { query } = input as { query?: object }; // every list has one
      const paged = { ...input, query: { ...query, ...(pageParam !== null && { cursor: pageParam }) } };
      return (await call(name, paged as InputOf<Name>, { signal })) as PageOf<Name>; // a list, by its type
    },
    getNextPageParam: ({ next_cursor }: ListPage<RowOf<Name>>) => next_cursor,
  });

/** The rows of a list of the API, page by page: `useInfiniteQuery(list("listLinks", { query: { limit: 50 } }))`. */
export const list = <Name extends Listing>(name: Name, input: InputOf<Name>) => ({
  ...listPages(name, input),
  select: ({ pages }: { pages: ListPage<RowOf<Name>>[] }) => pages.flatMap(({ data }) => data),
});

/** Who is signed in; asked once, and again after each sign-in. Never opens the dialog of an ended session. */
export const me = queryOptions({
  queryKey: ["getMe", {}] as const,
  queryFn: ({ signal }) => callOnce("getMe", {}, { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Forgets what the API answered to a person: when they sign out, and before another signs in. */
export function forgetPerson(): void {
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== settings.queryKey[0] });
}

/** A person has signed in: what the API answered to another person goes. */
export function rememberPerson(person: Me): void {
  forgetPerson();
  queryClient.setQueryData(me.queryKey, person);
}

const SETTINGS_FRESH_MS = 300_000;

/** What the network is called, looks like and falls back to. Needs no session. */
export const settings = queryOptions({
  queryKey: ["getSettings", {}] as const,
  queryFn: ({ signal }) => callOnce("getSettings", {}, { signal }),
  staleTime: SETTINGS_FRESH_MS,
});

interface ActOptions<Name extends OperationName> {
  /** Reads that are asked again afterwards, by their operation. */
  changes: readonly OperationName[];
  /** How long an answer may take; as long as the client waits by default. */
  timeoutMs?: number;
  onDone?: (answer: AnswerOf<Name>, input: InputOf<Name>) => void;
}

/**
 * A change by the API. A repeated attempt with the same input after an unclear end is the same intention, with the same
 * idempotency key: it takes effect once.
 */
export function useAct<Name extends OperationName>(name: Name, { changes, timeoutMs, onDone }: ActOptions<Name>) {
  const client = useQueryClient();
  const intention = useRef<{ input: string; key: string }>(undefined);
  return useMutation<AnswerOf<Name>, Error, InputOf<Name>>({
    mutationFn: async (input) => {
      const text = JSON.stringify(input);
      if (intention.current?.input !== text) intention.current = { input: text, key: crypto.randomUUID() };
      try {
        const answer = await call(name, input, { idempotencyKey: intention.current.key, timeoutMs });
        intention.current = undefined;
        return answer;
      } catch (error) {
        if (!isUnclear(error)) intention.current = undefined;
        throw error;
      }
    },
    onSuccess: async (answer, input) => {
      onDone?.(answer, input);
      await Promise.all(changes.map((operation) => client.invalidateQueries({ queryKey: [operation] })));
    },
  });
}

/** Whether the change may have happened although no answer says so. */
const isUnclear = (error: unknown) =>
  error instanceof UnreachableError ||
  (error instanceof ApiError && (error.status >= 500 || error.code === "in_progress"));
