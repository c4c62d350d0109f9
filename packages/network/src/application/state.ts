import type { ApplicationStatus, ApplicationVerb } from "../words.ts";

/** Webmasters withdraw their own applications; the other side approves, refuses, or revokes an approval. */
export type ApplicationEvent = Exclude<ApplicationVerb, "apply">;

const STATUS = {
  pending: { approve: "approved", refuse: "refused", withdraw: "withdrawn" },
  approved: { withdraw: "withdrawn", revoke: "revoked" },
  refused: {},
  withdrawn: {},
  revoked: {},
} as const satisfies Record<ApplicationStatus, Partial<Record<ApplicationEvent, ApplicationStatus>>>;

/** The status after an event; undefined if the event is not allowed. */
export function nextStatus(status: ApplicationStatus, event: ApplicationEvent): ApplicationStatus | undefined {
  const steps: Partial<Record<ApplicationEvent, ApplicationStatus>> = STATUS[status];
  return steps[event];
}

/** The side that may send each event, and the events that need a reason. */
export const EVENTS = {
  approve: { by: "advertiser", needsReason: false },
  refuse: { by: "advertiser", needsReason: true },
  withdraw: { by: "webmaster", needsReason: false },
  revoke: { by: "advertiser", needsReason: true },
} as const satisfies Record<ApplicationEvent, { by: "advertiser" | "webmaster"; needsReason: boolean }>;
