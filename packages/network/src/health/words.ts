/** What the health of the network is computed from. */
export const HEALTH_CHECKS = [
  ...(["cron", "jobs", "queues", "dead_letters", "publishing", "clicks"] as const),
  ...(["click_databases", "books", "mail", "secrets"] as const),
] as const;
export type HealthCheckName = (typeof HEALTH_CHECKS)[number];

/** `warning`: look at it today. `failing`: look at it now; the network is degraded. */
export const HEALTH_LEVELS = ["ok", "warning", "failing"] as const;
export type HealthLevel = (typeof HEALTH_LEVELS)[number];

/** What is wrong, as a sentence, and what to do about it. The cabinet has these in Russian too. */
export const HEALTH_FAULTS = {
  cron_late: {
    sentence: "The schedule does not run.",
    toDo: "Look at the cron trigger of the control plane, and whether its last deployment succeeded.",
  },
  job_failing: {
    sentence: "A scheduled job fails.",
    toDo: "Read its error. It runs again every minute; what it does waits until then, and nothing is lost.",
  },
  queue_failing: {
    sentence: "Batches of a queue fail.",
    toDo: "Read the error, and look at the database that it names. Batches come again with growing delays, up to 100 times.",
  },
  queue_behind: {
    sentence: "A queue is behind.",
    toDo: "Look whether its consumer runs. Clicks and postbacks that wait are counted when they come.",
  },
  letters_waiting: {
    sentence: "Messages could not be processed.",
    toDo: "Read the reason of the dead letters, mend it, and replay them. A replay counts nothing twice.",
  },
  publishing_behind: {
    sentence: "Changes have not reached the edge.",
    toDo: "Look at KV. Until then visitors are sent by what was there before.",
  },
  clicks_missing: {
    sentence: "Redirected clicks are not stored.",
    toDo: "Look for `click.unsent` in the edge's log and take it in again; then look for dead letters of the queue of clicks.",
  },
  shard_unreachable: {
    sentence: "A click database does not answer.",
    toDo: "Look at D1. Clicks wait in their queue until it answers.",
  },
  shard_filling: {
    sentence: "A click database fills up.",
    toDo: "Add shards, or keep clicks for fewer days.",
  },
  shard_full: {
    sentence: "A click database is full, and accepts no clicks.",
    toDo: "Keep clicks for fewer days, now: clicks wait in their queue for four days.",
  },
  books_faulty: {
    sentence: "The books have a fault.",
    toDo: "Stop payouts, and find out which row differs: the fault names it.",
  },
  books_late: {
    sentence: "The books were not checked for more than a day.",
    toDo: "Look whether the job of the books fails, or waits for its turn.",
  },
  mail_refused: {
    sentence: "Mails are not accepted.",
    toDo: "Look at the mail service. Mails are tried again with growing delays.",
  },
  mail_late: {
    sentence: "Mails wait to be sent.",
    toDo: "Look whether the job of the mails fails.",
  },
  secret_missing: {
    sentence: "A secret is not set.",
    toDo: "Set it with `npx wrangler secret put`, the same for the edge and the control plane.",
  },
  unreadable: {
    sentence: "This could not be looked up.",
    toDo: "Read the error, and look at the database that it names.",
  },
} as const satisfies Record<string, { sentence: string; toDo: string }>;
export type HealthFault = keyof typeof HEALTH_FAULTS;
