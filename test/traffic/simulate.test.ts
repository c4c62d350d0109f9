import { readSignals, SIGNAL_NAMES, signalsIn, type Signal } from "@waymark/contract/signals";
import { describe, expect, test } from "vitest";
import type { ClickTraffic, ConversionEvent, Label } from "./events.ts";
import { FRAUD_KINDS } from "./frauds.ts";
import { simulate, type Simulation } from "./simulate.ts";

const SMALL = { seed: 7, days: 2, webmasters: 20 };
const full = simulate({ ...SMALL, intensity: 1 });

const clicksOf = ({ events }: Simulation) => events.filter((event): event is ClickTraffic => event.type === "click");
const conversionsOf = ({ events }: Simulation) =>
  events.filter((event): event is ConversionEvent => event.type === "conversion");
const labelled = ({ labels }: Simulation) => new Map(labels.map((label) => [label.event, label]));
const shareOf = <T>(rows: readonly T[], isOne: (row: T) => boolean) => rows.filter(isOne).length / rows.length;

const HEADERS = {
  ...{ "sec-fetch-site": "sec_fetch_site", "sec-fetch-mode": "sec_fetch_mode", "sec-fetch-dest": "sec_fetch_dest" },
  ...{ "sec-fetch-user": "sec_fetch_user", "sec-ch-ua-platform": "ch_platform", "accept-language": "language" },
  ...{ referer: "referrer", "x-requested-with": "requested_with" },
} as const satisfies Record<string, keyof ClickTraffic>;

/** What the edge would see. */
function signalsOf(click: ClickTraffic): Signal[] {
  const sent = Object.entries(HEADERS).flatMap(([name, field]) => (click[field] === "" ? [] : [[name, click[field]]]));
  const connection = { httpProtocol: click.http, tlsVersion: click.tls };
  return signalsIn(
    readSignals(new Headers(Object.fromEntries(sent) as Record<string, string>), connection),
    SIGNAL_NAMES,
  ); // texts
}

describe("a simulated network", () => {
  test("is the same for the same seed, and another one for another", () => {
    expect(simulate({ ...SMALL, intensity: 1 })).toEqual(full);
    expect(simulate({ ...SMALL, seed: 8, intensity: 1 }).events).not.toEqual(full.events);
  });

  test("has one truth for each click and conversion, and ids in the order of time", () => {
    const timed = [...clicksOf(full), ...conversionsOf(full)];
    expect(full.labels.map(({ event }) => event).toSorted()).toEqual(timed.map(({ id }) => id).toSorted());
    const times = full.events.flatMap((event) => ("at" in event ? [event.at] : []));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test("converts clicks that it has, after them, with their truth", () => {
    const [clicks, truth] = [new Map(clicksOf(full).map((click) => [click.id, click])), labelled(full)];
    for (const { id, at, click } of conversionsOf(full)) {
      expect(clicks.get(click)?.at, id).toBeLessThan(at);
      const { event: _, ...of } = truth.get(click) as Label; // each has one
      expect(truth.get(id), id).toMatchObject(of);
    }
  });

  test("has every kind of fraud, in proportion to its intensity, and none at 0", () => {
    const countOf = (simulation: Simulation) =>
      Map.groupBy(
        simulation.labels.filter(({ fraud }) => fraud),
        ({ kind }) => kind,
      );
    const [all, tenth] = [countOf(full), countOf(simulate({ ...SMALL, days: 10, intensity: 0.1 }))];
    expect([...all.keys()].toSorted()).toEqual(FRAUD_KINDS.toSorted());
    for (const kind of FRAUD_KINDS.filter((name) => name !== "self")) {
      const ratio = (tenth.get(kind)?.length ?? 0) / 10 / ((all.get(kind)?.length ?? 0) / 2);
      expect(ratio, kind).toBeGreaterThan(0.05);
      expect(ratio, kind).toBeLessThan(0.2);
    }
    expect(countOf(simulate({ ...SMALL, intensity: 0 })).size).toBe(0);
  });

  test("has advertisers who find some of the fraud, and take some honest orders back", () => {
    const truth = labelled(full);
    const decisions = full.events.filter((event) => event.type === "decision");
    const rejected = (isFraud: boolean) =>
      shareOf(
        decisions.filter(({ conversion }) => truth.get(conversion)?.fraud === isFraud),
        ({ status }) => status === "rejected",
      );
    expect(rejected(true)).toBeGreaterThan(0.3);
    expect(rejected(true)).toBeLessThan(0.8);
    expect(rejected(false)).toBeGreaterThan(0.01);
    expect(rejected(false)).toBeLessThan(0.12);
  });

  test("shows each signal in honest clicks too, so that none proves anything", () => {
    const clean = simulate({ ...SMALL, webmasters: 60, intensity: 0 });
    const truth = labelled(clean);
    const honest = clicksOf(clean).filter(({ id }) => truth.get(id)?.kind === "honest");
    const seen = new Set(honest.flatMap(signalsOf));
    const weak = [
      "http_1",
      "old_tls",
      "no_fetch_metadata",
      "not_activated",
      "no_initiator",
      "no_client_hints",
    ] as const;
    for (const name of [...weak, "no_referrer", "in_app"] as const) expect(seen, name).toContain(name);
  });

  test("has honest webmasters whom none of their visitors' lines gives away", () => {
    const own = new Map(
      full.events.flatMap((event) => (event.type === "webmaster" ? [[event.id, event.login_addresses] as const] : [])),
    );
    const truth = labelled(full);
    const fromOwn = clicksOf(full).filter(({ webmaster, address }) => own.get(webmaster)?.includes(address) === true);
    expect(shareOf(fromOwn, ({ id }) => truth.get(id)?.kind === "self")).toBeGreaterThan(0.8);
  });
});
