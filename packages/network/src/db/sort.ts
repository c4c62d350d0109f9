/** Orders of a list by time. */
export const SORTS = ["newest", "oldest"] as const;

export type Sort = (typeof SORTS)[number];

export const ORDER_BY = { newest: "desc", oldest: "asc" } as const satisfies Record<Sort, string>;

/** The operator between a row and the last one seen: it holds for the rows that follow in this order. */
export const BEYOND = { newest: "<", oldest: ">" } as const satisfies Record<Sort, string>;
