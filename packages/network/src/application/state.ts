import type { ApplicationStatus } from "../words.ts";

/** A webmaster withdraws his own; the other side approves, refuses, or revokes what it approved. */
export type ApplicationEvent = "approve" | "refuse" | "withdraw" | "revoke";

const STATUS = {
  pending: { approve: "approved", refuse: "refused", withdraw: "withdrawn" },
  approved: { withdraw: "withdrawn", revoke: "revoked" },
  refused: {},
  withdrawn: {},
  revoked: {},
} as const satisfies Record<ApplicationStatus, Partial<Record<ApplicationEvent, ApplicationStatus>>>;

/** What an event makes of an application; undefined where it can't. */
export function nextStatus(status: ApplicationStatus, event: ApplicationEvent): ApplicationStatus | undefined {
  const steps: Partial<Record<ApplicationEvent, ApplicationStatus>> = STATUS[status];
  return steps[event];
}

/** Whose events these are, and which must give a reason. */
export const EVENTS = {
  approve: { by: "advertiser", needsReason: false },
  refuse: { by: "advertiser", needsReason: true },
  withdraw: { by: "webmaster", needsReason: false },
  revoke: { by: "advertiser", needsReason: true },
} as const satisfies Record<ApplicationEvent, { by: "advertiser" | "webmaster"; needsReason: boolean }>;
