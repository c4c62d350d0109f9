/**
 * `pnpm bench quality [--events F --labels F --calibrate F]`: how much fraud the traffic check holds, and how much honest
 * traffic, of simulated networks or of a foreign one (test/traffic/events.ts describes the files).
 *
 * A foreign network's events go through the ordinary verbs of a real local network, with their own times; simulated ones
 * through the rules in memory. `--calibrate` is the same network's honest past: its first 14 days teach the cuts. Recall and false holds count
 * conversions that are held or wait for the operator, or that the second stage flags after their advertiser has rejected
 * them; the worst webmaster counts only what is held.
 */
import { DEFAULT_RULE_SET, calibrate } from "@waymark/check";
import { DAY_MS } from "@waymark/contract/duration";
import type { Label } from "../traffic/events.ts";
import { simulate } from "../traffic/simulate.ts";
import { figure, type Figure } from "./figure.ts";
import { goodOf, outcomesOf, rowsOf, type Outcome } from "./quality-memory.ts";
import { networkClassOf } from "../../packages/network/src/check/networks.ts";
import { runOnNetwork } from "./quality-network.ts";
import { readEvents, readLabels, trafficOf, type Traffic } from "./quality-traffic.ts";

const BENCH = "quality";
const CALIBRATION_DAYS = 14;
/** Honest webmasters with fewer conversions say nothing. */
const CONVERSIONS_MIN = 20;
const WEBMASTER_HELD_MAX = 0.1;

export interface QualityFiles {
  events?: string | undefined;
  labels?: string | undefined;
  calibrate?: string | undefined;
}

export async function benchQuality({ events, labels, calibrate: past }: QualityFiles): Promise<Figure[]> {
  if (events === undefined && labels === undefined && past === undefined) return benchSimulated();
  if (events === undefined || labels === undefined || past === undefined)
    throw new Error("--events, --labels and --calibrate go together");
  const [now, truth, before] = await Promise.all([readEvents(events), readLabels(labels), readEvents(past)]);
  const outcomes = await runOnNetwork(trafficOf(now), trafficOf(before));
  return figuresOf("", [{ outcomes, truth: new Map(truth.map((label) => [label.event, label])) }]);
}

/** Seeds that no rule was tuned on. */
const SEEDS = [901, 902, 903, 904, 905];
const DAYS = 14;
const NOW = Date.UTC(2026, 9, 1);

function benchSimulated(): Figure[] {
  return [1, 0.1].flatMap((intensity) => {
    const results = SEEDS.map((seed) => {
      const { events, labels } = simulate({ seed, intensity, days: DAYS, from: NOW });
      const past = simulate({ seed, intensity: 0, days: CALIBRATION_DAYS, from: NOW - 60 * DAY_MS });
      return resultOf(trafficOf(events), labels, trafficOf(past.events));
    });
    return figuresOf(intensity === 1 ? "" : `at ${intensity}: `, results, { recall: ">=0.9", fpr: "<=0.01" });
  });
}

interface Result {
  outcomes: Outcome[];
  truth: ReadonlyMap<string, Label>;
}

function resultOf(now: Traffic, labels: readonly Label[], past: Traffic): Result {
  const cuts = calibrate(DEFAULT_RULE_SET, goodOf(rowsOf(past, networkClassOf), past, CALIBRATION_DAYS));
  return {
    outcomes: outcomesOf(rowsOf(now, networkClassOf), cuts, DEFAULT_RULE_SET),
    truth: new Map(labels.map((label) => [label.event, label])),
  };
}

/** Figures of several networks together. */
function figuresOf(prefix: string, results: readonly Result[], bounds?: { recall: string; fpr: string }): Figure[] {
  const all = results.flatMap(({ outcomes, truth }) =>
    outcomes.flatMap((outcome) => {
      const label = truth.get(outcome.conversion);
      return label === undefined ? [] : [{ ...outcome, label, isFlagged: outcome.state !== "clear" }];
    }),
  );
  type Judged = (typeof all)[number];
  const share = (rows: readonly Judged[], isOne: (row: Judged) => boolean) =>
    rows.length === 0 ? 0 : rows.filter(isOne).length / rows.length;
  const flagged = (rows: readonly Judged[]) => share(rows, ({ isFlagged }) => isFlagged);
  const [fraud, honest] = [all.filter(({ label }) => label.fraud), all.filter(({ label }) => !label.fraud)];
  const by = (rows: readonly Judged[], keyOf: (row: Judged) => string) =>
    [...Map.groupBy(rows, keyOf)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const one = (name: string, value: number, bound?: string) => figure(BENCH, prefix + name, value, "", bound);
  const heldShares = results.flatMap(honestShares);
  const rules = [...new Set(all.flatMap((row) => row.rules))].toSorted();
  return [
    one("recall", flagged(fraud), bounds?.recall),
    one("fpr", flagged(honest), bounds?.fpr),
    ...by(fraud, ({ label }) => label.kind).map(([kind, rows]) => one(`recall: ${kind}`, flagged(rows))),
    ...by(honest, ({ label }) => label.group).map(([group, rows]) => one(`fpr: ${group}`, flagged(rows))),
    one("worst webmaster", Math.max(0, ...heldShares), "<=0.1"),
    one("webmasters over 10 %", heldShares.filter((held) => held > WEBMASTER_HELD_MAX).length, "<=0"),
    one("false refusals", honest.filter(({ isRefused }) => isRefused).length, "<=0"),
    ...rules.map((rule) =>
      one(
        `precision: ${rule}`,
        share(
          all.filter(({ isFlagged, rules: found }) => isFlagged && found.includes(rule)),
          ({ label }) => label.fraud,
        ),
      ),
    ),
  ];
}

/** The shares held of webmasters without any fraud. */
function honestShares({ outcomes, truth }: Result): number[] {
  const isFraud = ({ conversion }: Outcome) => truth.get(conversion)?.fraud === true;
  return [...Map.groupBy(outcomes, ({ webmaster }) => webmaster).values()]
    .filter((own) => own.length >= CONVERSIONS_MIN && !own.some(isFraud))
    .map((own) => own.filter(({ state }) => state === "held").length / own.length);
}
