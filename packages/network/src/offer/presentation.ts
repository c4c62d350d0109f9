import type { Tables } from "../db/index.ts";

/** Where visitors may come from. Closed, so that offers can be searched by it. */
export const TRAFFIC_KINDS = [
  "content",
  "seo",
  "search_ads",
  "brand_bidding",
  "display",
  "native",
  "push",
  "popunder",
  "video",
  "social",
  "influencer",
  "messenger",
  "email",
  "sms",
  "in_app",
  "cashback",
  "coupon",
  "incentive",
  "toolbar",
  "adult",
] as const;

export type TrafficKind = (typeof TRAFFIC_KINDS)[number];

/** The description of an offer, and who may see and join it. */
export interface Presentation {
  description: string;
  categories: readonly string[];
  /** None: every kind that is not forbidden. */
  trafficAllowed: readonly TrafficKind[];
  trafficForbidden: readonly TrafficKind[];
  previewUrl: string | null;
  access: Tables["offer"]["access"];
}

export const NO_PRESENTATION: Presentation = {
  description: "",
  categories: [],
  trafficAllowed: [],
  trafficForbidden: [],
  previewUrl: null,
  access: "public",
};

/** What an offer's columns hold. */
export const readPresentation = (row: Omit<Tables["offer"], "status_reason">): Presentation => ({
  description: row.description,
  categories: JSON.parse(row.categories) as string[], // written by us
  trafficAllowed: JSON.parse(row.traffic_allowed) as TrafficKind[], // written by us
  trafficForbidden: JSON.parse(row.traffic_forbidden) as TrafficKind[], // written by us
  previewUrl: row.preview_url,
  access: row.access,
});

export const presentationColumns = (presentation: Presentation) => ({
  description: presentation.description,
  categories: JSON.stringify([...new Set(presentation.categories)]),
  traffic_allowed: JSON.stringify([...new Set(presentation.trafficAllowed)]),
  traffic_forbidden: JSON.stringify([...new Set(presentation.trafficForbidden)]),
  preview_url: presentation.previewUrl,
  access: presentation.access,
});

/** Contradictions, by path. */
export const faultsOfPresentation = ({ trafficAllowed, trafficForbidden }: Presentation) =>
  trafficAllowed.flatMap((kind, i) =>
    trafficForbidden.includes(kind)
      ? [{ path: `traffic_allowed[${i}]`, message: `${kind} is both allowed and forbidden` }]
      : [],
  );
