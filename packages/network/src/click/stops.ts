import type { ClickEvent } from "@waymark/contract/click-event";
import type { Context } from "../context.ts";
import { accessOf } from "../stop/index.ts";
import { type StopReason, inJson, type Tables } from "../db/index.ts";
import { MINUTE_MS } from "@waymark/contract/duration";

/** After a stop, our caches may still send visitors to a landing for this time; those clicks are valid. */
const GRACE_MS = 2 * MINUTE_MS;

/** The effect of stops on a click that went to a landing. */
export type Stopped = { kind: "wanted" } | { kind: "grace" } | { kind: "stopped"; reason: StopReason };

/** Judges a click that went to a landing by the stops of its own time. */
export type JudgeStops = (event: ClickEvent, clickedAt: number) => Stopped;

const WANTED: Stopped = { kind: "wanted" };

const subjectsOf = ({ webmasterId, advertiserId, linkId, offerId }: ClickEvent) => [
  `webmaster:${webmasterId}`,
  `advertiser:${advertiserId}`,
  accessOf({ webmasterId, offerId }),
  `link:${linkId}`,
  `offer:${offerId}`,
];

/**
 * Reads the stops that concern these clicks. They are not cached: a click is judged by what was stopped and resumed
 * until its own time.
 */
export async function readStops(
  { db }: Context,
  clicks: readonly { event: ClickEvent; clickedAt: number }[],
): Promise<JudgeStops> {
  const subjects = new Set<string>();
  let [first, last] = [Infinity, -Infinity];
  for (const { event, clickedAt } of clicks) {
    if (event.decision !== "landing") continue;
    for (const subject of subjectsOf(event)) subjects.add(subject);
    first = Math.min(first, clickedAt);
    last = Math.max(last, clickedAt);
  }
  if (subjects.size === 0) return () => WANTED;
  const stops = await db.query
    .selectFrom("stop")
    .selectAll()
    .where("subject", "in", inJson([...subjects]))
    .where("since", "<=", last)
    .where((eb) => eb.or([eb("until", "is", null), eb("until", ">", first)]))
    .execute();
  return judgeBy(stops);
}

type Stop = Tables["stop"];

function judgeBy(rows: readonly Stop[]): JudgeStops {
  if (rows.length === 0) return () => WANTED;
  const bySubject = Map.groupBy(rows, ({ subject }) => subject);

  return (event, clickedAt) => {
    if (event.decision !== "landing") return WANTED;
    const stops = subjectsOf(event)
      .flatMap((subject) => bySubject.get(subject) ?? [])
      .filter(({ since, until }) => since <= clickedAt && (until === null || clickedAt < until));
    const late = stops.find(({ since }) => clickedAt - since >= GRACE_MS);
    if (late !== undefined) return { kind: "stopped", reason: late.reason };
    return stops.length > 0 ? { kind: "grace" } : WANTED;
  };
}
