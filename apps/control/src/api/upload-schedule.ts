import { z } from "@hono/zod-openapi";
import { type UploadSchedule, type UploadTerm } from "@waymark/network/upload";
import { Time, timeOrNull } from "./schema.ts";
import { ZoneName } from "./time-input.ts";
import { MISSING_POLICIES } from "@waymark/network/words";

/** An offer's upload term. */
export const UploadScheduleShape = z
  .strictObject({
    zone: ZoneName.openapi({ description: "The advertiser's IANA time zone" }),
    every: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("days"), days: z.number().int().min(1).max(366), from: z.iso.date() }),
      z.strictObject({ kind: z.literal("week"), weekday: z.number().int().min(1).max(7) }),
      z.strictObject({ kind: z.literal("month"), day: z.number().int().min(1).max(28) }),
    ]),
    grace_days: z.number().int().min(0).max(60).default(0),
    missing: z.enum(MISSING_POLICIES).default("keep").openapi({
      description: "What happens to pending conversions that a complete file does not mention",
    }),
  })
  .openapi("UploadSchedule");

/** The summary of an upload term in an offer. */
export const UploadTermView = z
  .object({
    schedule: UploadScheduleShape,
    next_due_at: Time.nullable().openapi({
      description: "The promised time of the earliest missing orders; in the past if they are late",
    }),
  })
  .openapi("UploadTerm", { description: "When files are due, and which orders come next" });

export const showUploadSchedule = ({ zone, every, graceDays, missing }: UploadSchedule) => ({
  ...{ zone, every, grace_days: graceDays, missing },
});

export const showUploadTerm = ({ schedule, nextDueAt }: UploadTerm): z.infer<typeof UploadTermView> => ({
  schedule: showUploadSchedule(schedule),
  next_due_at: timeOrNull(nextDueAt),
});
