/** Runs a network's traffic through the check's rules in memory: what its conversions would come to. */
import {
  ctitBucket,
  firstFeatures,
  isWithinShare,
  judge,
  pictureOf,
  secondFeatures,
  type Calibrated,
  type ClickTally,
  type Cuts,
  type Evidence,
  type Features,
  type Group,
  type NetworkClass,
  type RuleName,
  type RuleSet,
  type Tally,
} from "@waymark/check";
import { hintsOf } from "@waymark/contract/client-hints";
import { DAY_MS } from "@waymark/contract/duration";
import { readSignals, SIGNALS } from "@waymark/contract/signals";
import { readFamily, readUserAgent } from "@waymark/contract/user-agent";
import type { ClickTraffic, ConversionEvent } from "../traffic/events.ts";
import type { Traffic } from "./quality-traffic.ts";

/** What became of a conversion. */
export interface Outcome {
  conversion: string;
  webmaster: string;
  /**
   * `held`: by itself. `waiting`: flagged, until the operator has answered about the webmaster. `marked`: flagged after
   * its advertiser had rejected it, so there was nothing to hold.
   */
  state: "clear" | "held" | "waiting" | "marked";
  /** The network has refused it. Rules refuse nothing. */
  isRefused: boolean;
  rules: RuleName[];
}

/** How far a picture of an offer reaches. */
const WINDOW_DAYS = 28;
/** How long after a conversion the second stage sees it, and how often pictures are made. */
const SECOND_AFTER_DAYS = 14;
const STEP_DAYS = 7;

/** A conversion with its features. */
export interface Row {
  conversion: ConversionEvent;
  click: ClickTraffic;
  first: Features;
  second: Features;
  isTreated: boolean;
}

/** The conversions of the first days that were approved and stayed so: what cuts are learnt from. */
export function goodOf(rows: readonly Row[], { meta, decisions }: Traffic, days: number): Calibrated[] {
  const last = new Map(decisions.map(({ conversion, status }) => [conversion, status]));
  return rows
    .filter(({ conversion: { id, at } }) => at < meta.from + days * DAY_MS && last.get(id) === "approved")
    .map(({ click, first, second }) => ({ offerId: click.offer, webmasterId: click.webmaster, first, second }));
}

/** What the rules make of conversions: those that are flagged are held within the shares, the others wait. */
export function outcomesOf(rows: readonly Row[], cuts: Cuts | null, ruleSet: RuleSet): Outcome[] {
  const counts = new Map<string, { held: number; checked: number }>();
  const countsOf = (key: string) => {
    const known = counts.get(key) ?? { held: 0, checked: 0 };
    counts.set(key, known);
    return known;
  };
  const outcomes = new Map<string, Outcome>();
  const apply = ({ conversion, click, isTreated }: Row, found: { isFlagged: boolean; rules: RuleName[] }) => {
    const { webmaster, offer } = click;
    const [ofWebmaster, ofOffer] = [countsOf(webmaster), countsOf(offer)];
    // The second stage sees conversions that are counted already.
    const isCounted = outcomes.has(conversion.id);
    const others = ({ held, checked }: { held: number; checked: number }) => ({
      held,
      checked: isCounted ? checked - 1 : checked,
    });
    const mayHold = isWithinShare(others(ofWebmaster), "webmaster") && isWithinShare(others(ofOffer), "offer");
    const isHeld = isTreated || (found.isFlagged && mayHold);
    if (!isCounted) {
      ofWebmaster.checked++;
      ofOffer.checked++;
    }
    if (isHeld && !isTreated) {
      ofWebmaster.held++;
      ofOffer.held++;
    }
    const state = isHeld ? "held" : found.isFlagged ? "waiting" : "clear";
    outcomes.set(conversion.id, { conversion: conversion.id, webmaster, state, isRefused: false, rules: found.rules });
  };
  const judged = (stage: 1 | 2, features: Features, row: Row) => {
    const { isFlagged, findings } = judge(ruleSet, cuts, stage, features, row.click.offer);
    return { isFlagged, rules: findings.map(({ rule }) => rule) };
  };
  for (const row of rows) apply(row, judged(1, row.first, row));
  for (const row of rows)
    if (outcomes.get(row.conversion.id)?.state === "clear") apply(row, judged(2, row.second, row));
  return [...outcomes.values()];
}

const BOT = /bot|crawl|spider|headless|curl|python|wget|http-?client|okhttp|go-http|java\/|phantom/i;

const SENT = {
  ...{ "sec-fetch-site": "sec_fetch_site", "sec-fetch-mode": "sec_fetch_mode", "sec-fetch-dest": "sec_fetch_dest" },
  ...{ "sec-fetch-user": "sec_fetch_user", "sec-ch-ua-platform": "ch_platform", "sec-ch-ua-mobile": "ch_mobile" },
  ...{ "accept-language": "language", referer: "referrer", "x-requested-with": "requested_with" },
} as const satisfies Record<string, keyof ClickTraffic>;

/** What the edge sees of a request. */
function signalsOf(click: ClickTraffic): number {
  const sent = Object.entries(SENT).flatMap(([name, field]) =>
    click[field] === "" ? [] : [[name, click[field]] as [string, string]],
  );
  const flags = readSignals(new Headers(sent), { httpProtocol: click.http, tlsVersion: click.tls });
  const hints = hintsOf(click.ch_platform || null, click.ch_mobile || null);
  const differ = hints !== "" && readFamily("os", click.user_agent) !== readFamily("os", click.user_agent, hints);
  return flags | (differ ? SIGNALS.hints_differ : 0);
}

/** The features of all conversions of a network. */
export function rowsOf(traffic: Traffic, networkClassOf: (asn: number) => NetworkClass): Row[] {
  const clicks = new Map(traffic.clicks.map((click) => [click.id, click]));
  const own = new Set(
    traffic.webmasters.flatMap(({ id, login_addresses: all }) => all.map((address) => `${id} ${address}`)),
  );
  const earlier = new Map<string, number>();
  const count = (key: string) => {
    const before = earlier.get(key) ?? 0;
    earlier.set(key, before + 1);
    return before;
  };
  const amounts = new Map(traffic.offers.map(({ id, amount_median }) => [id, amount_median > 0]));
  const rows: Row[] = [];
  for (const conversion of traffic.conversions) {
    const click = clicks.get(conversion.click);
    if (click === undefined) continue;
    const signals = signalsOf(click);
    const { device, os, browser } = readUserAgent(
      click.user_agent,
      hintsOf(click.ch_platform || null, click.ch_mobile || null),
    );
    const place = `${Math.floor(click.at / DAY_MS)} ${click.offer} ${click.address}`;
    const verdict =
      (signals & SIGNALS.headless) !== 0 || BOT.test(click.user_agent) || click.user_agent === ""
        ? "bot"
        : (signals & SIGNALS.embedded) !== 0
          ? "embedded"
          : "valid";
    const evidence: Evidence = {
      ...{ ctitMs: conversion.at - click.at, signals, network: networkClassOf(click.asn), verdict },
      agent: `${device}/${os}/${browser}`,
      amountMinor: amounts.get(click.offer) === true ? conversion.amount_minor : null,
      sameVisitor: count(`${place} ${device}/${os}/${browser}`),
      sameAddress: count(place),
      isOwnAddress: own.has(`${click.webmaster} ${click.address}`),
    };
    const first = firstFeatures(evidence);
    rows.push({ conversion, click, first, second: first, isTreated: verdict !== "valid" });
  }
  addSecond(rows, traffic);
  return rows;
}

const SUB_NAMES = ["sub1", "sub2", "source"] as const;

const groupsOf = (click: ClickTraffic): Group[] => [
  { linkId: click.link, webmasterId: click.webmaster, subName: "", subValue: "" },
  ...SUB_NAMES.filter((name) => click[name] !== "").map((name) => ({
    ...{ linkId: click.link, webmasterId: click.webmaster, subName: name, subValue: click[name] },
  })),
];

/** Pictures that are made every few days, of the days before, see the conversions that are due then. */
function addSecond(rows: Row[], { meta, clicks, offers }: Traffic): void {
  const byStep = Map.groupBy(rows, ({ conversion }) => {
    const day = (conversion.at - meta.from) / DAY_MS;
    return Math.ceil((day + SECOND_AFTER_DAYS) / STEP_DAYS) * STEP_DAYS;
  });
  const lastDay = Math.ceil((meta.to - meta.from) / DAY_MS);
  const uniques = uniquesOf(clicks);
  for (const [step, due] of byStep) {
    const to = Math.max(Math.min(step, lastDay), 0) * DAY_MS + meta.from;
    const until = step > lastDay ? Infinity : to;
    const since = to - WINDOW_DAYS * DAY_MS;
    const isIn = (at: number) => at >= since && at < until;
    for (const { id } of offers) {
      const picture = pictureOf(
        talliesOf(rows.filter(({ conversion, click }) => click.offer === id && isIn(conversion.at))),
        clickTalliesOf(uniques.filter(({ offer, at }) => offer === id && isIn(at))),
      );
      for (const row of due)
        if (row.click.offer === id) row.second = secondFeatures(row.first, picture, groupsOf(row.click));
    }
  }
}

/** The first click of each visitor of a link and day. */
function uniquesOf(clicks: readonly ClickTraffic[]): ClickTraffic[] {
  const seen = new Set<string>();
  return clicks.filter(({ at, link, address, user_agent }) => {
    const key = `${Math.floor(at / DAY_MS)} ${link} ${address} ${user_agent}`;
    return !seen.has(key) && seen.add(key);
  });
}

function talliesOf(rows: readonly Row[]): Tally[] {
  const tallies = new Map<string, Tally>();
  for (const { click, first } of rows)
    for (const group of groupsOf(click)) {
      const bucket = ctitBucket(first.ctitMs ?? 0);
      const key = `${group.linkId} ${group.subName} ${group.subValue} ${bucket}`;
      const tally = tallies.get(key) ?? {
        ...group,
        bucket,
        conversions: 0,
        hosting: 0,
        odd: 0,
        repeated: 0,
        passive: 0,
      };
      tallies.set(key, tally);
      tally.conversions++;
      tally.hosting += first.hosting ?? 0;
      tally.odd += (first.headers ?? 0) > 0 ? 1 : 0;
      tally.repeated += (first.sameVisitor ?? 0) > 0 ? 1 : 0;
      tally.passive += first.passive ?? 0;
    }
  return largeOnly([...tallies.values()]);
}

/** Conversions below which a sub-id's value is no group. */
const GROUP_MIN = 5;

function largeOnly(tallies: readonly Tally[]): Tally[] {
  const groups = Map.groupBy(tallies, ({ linkId, subName, subValue }) => `${linkId} ${subName} ${subValue}`);
  const isLarge = (group: readonly Tally[]) =>
    group[0]?.subName === "" || group.reduce((sum, { conversions }) => sum + conversions, 0) >= GROUP_MIN;
  return [...groups.values()].filter(isLarge).flat();
}

function clickTalliesOf(clicks: readonly ClickTraffic[]): ClickTally[] {
  const tallies = new Map<string, ClickTally>();
  for (const click of clicks)
    for (const group of groupsOf(click)) {
      const key = `${group.linkId} ${group.subName} ${group.subValue}`;
      const tally = tallies.get(key) ?? { ...group, uniques: 0 };
      tallies.set(key, tally);
      tally.uniques++;
    }
  return [...tallies.values()];
}
