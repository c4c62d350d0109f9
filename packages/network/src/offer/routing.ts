import { COUNTRIES } from "../country.ts";
import { MACROS } from "@waymark/contract/destination";
import { SUB_ALIASES } from "@waymark/contract/sub-id";
import type { OfferSnapshot } from "@waymark/contract/snapshot";
import { CONSENT_NAMES } from "@waymark/contract/consent";
import { DIMENSIONS, type Dimension, type Rule } from "@waymark/contract/rules";
import { AGENT_FAMILIES } from "@waymark/contract/user-agent";
import { readHost } from "../url.ts";
import { isZone } from "../zone.ts";
import { compileSchedule, type WeeklySchedule } from "./schedule.ts";

/**
 * Which visitors an offer accepts and when, and what is passed on: the sources of its snapshot, without the landings.
 */
export interface Routing {
  targeting: Targeting;
  schedule: WeeklySchedule | null;
  /** Hosts that deep links may lead to; one with a leading dot is for its subdomains too. None: no deep links. */
  deepLinkHosts: string[];
  /** Names of parameters of the visitor's URL that go on to the landing. */
  passedParameters: string[];
  hidesReferrer: boolean;
  /** `/pixel.gif` may report conversions. */
  allowsPixel: boolean;
}

/** By dimension, the allowed values (any other and unknown ones are refused) and the denied values. */
export type Targeting = {
  [D in Dimension]?: { allow?: string[] | undefined; deny?: string[] | undefined } | undefined;
};

export const NO_ROUTING: Routing = {
  targeting: {},
  schedule: null,
  deepLinkHosts: [],
  passedParameters: [],
  hidesReferrer: false,
  allowsPixel: false,
};

export const LIST_VALUES_MAX = 250;

const DIMENSION_NAMES = Object.keys(DIMENSIONS) as Dimension[]; // its keys are closed

/** How a value of a dimension is written, for people. */
const EXAMPLE: Record<Dimension, string> = {
  country: "write an ISO 3166-1 code, like DE, or GB for the United Kingdom",
  region: "write an ISO 3166-2 code, like DE-BE",
  city: "write the name of a city",
  device: `use ${AGENT_FAMILIES.device.join(", ")}`,
  os: `use ${AGENT_FAMILIES.os.join(", ")}`,
  browser: `use ${AGENT_FAMILIES.browser.join(", ")}`,
  language: "write a language tag, like pt or pt-br",
  asn: "write the number of a network, like 3320",
};

/** What a value of a dimension looks like, once written as the edge compares it. */
const FORM: Record<Dimension, RegExp> = {
  country: new RegExp(`^(?:${[...COUNTRIES].join("|")}|T1)$`),
  region: /^[A-Z]{2}-[A-Z0-9]{1,3}$/,
  city: /^[^\s].{0,62}[^\s]$/,
  device: familyForm("device"),
  os: familyForm("os"),
  browser: familyForm("browser"),
  language: /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/,
  asn: /^[1-9]\d{0,9}$/,
};

function familyForm(name: keyof typeof AGENT_FAMILIES) {
  return new RegExp(`^(?:${AGENT_FAMILIES[name].join("|")})$`);
}

/** What an offer's column holds. */
export const readRouting = (json: string): Routing => ({ ...NO_ROUTING, ...(JSON.parse(json) as Partial<Routing>) }); // written by us

/** The same, each value as the edge compares it: countries in capitals, hosts as a URL writes them. */
export const normalised = (routing: Routing): Routing => ({
  ...routing,
  targeting: Object.fromEntries(
    DIMENSION_NAMES.flatMap((by) => {
      const { allow, deny } = routing.targeting[by] ?? {};
      const lists = { ...(allow && { allow: spelled(by, allow) }), ...(deny && { deny: spelled(by, deny) }) };
      return Object.keys(lists).length === 0 ? [] : [[by, lists] as const];
    }),
  ),
  deepLinkHosts: [...new Set(routing.deepLinkHosts.map(spelledHost))],
});

function spelledHost(text: string) {
  const reading = readHost(text);
  return reading.kind === "host" ? reading.host : text;
}

const spelled = (by: Dimension, values: readonly string[]) => [
  ...new Set(
    values.map((value) => {
      const text = value.trim();
      return by === "country" || by === "region" ? text.toUpperCase() : text.toLowerCase();
    }),
  ),
];

/** What is wrong with a normalised routing, by path. */
export function faultsOf(
  { targeting, schedule, passedParameters }: Routing,
  { clickParameter, landings }: { clickParameter: string; landings: readonly { url: string }[] },
): { path: string; message: string }[] {
  const faults: { path: string; message: string }[] = [];
  const fault = (path: string, message: string) => void faults.push({ path, message });
  for (const by of DIMENSION_NAMES)
    for (const list of ["allow", "deny"] as const)
      for (const [i, value] of (targeting[by]?.[list] ?? []).entries())
        if (!FORM[by].test(value))
          fault(`targeting.${by}.${list}[${i}]`, `${value} is not a valid ${by}; ${EXAMPLE[by]}`);
  for (const { path, message } of contradictionsOf(targeting)) fault(path, message);

  if (schedule !== null && !isZone(schedule.zone)) fault("schedule.zone", `${schedule.zone} is not an IANA time zone`);
  for (const [i, { from, until }] of (schedule?.open ?? []).entries())
    if (from === until) fault(`schedule.open[${i}]`, "begins and ends at the same time; a whole day is 00:00 to 24:00");
  for (const [i, name] of passedParameters.entries()) {
    if (name === clickParameter || isTaken(name)) fault(`passed_parameters[${i}]`, `${name} is reserved`);
    const at = landings.findIndex(({ url }) => hasParameter(url, name));
    if (at !== -1) fault(`passed_parameters[${i}]`, `landing ${at + 1} already sets ${name}`);
  }
  return faults;
}

/** Contradictory lists: no visitor would match them, or one of them has no effect. */
function contradictionsOf(targeting: Targeting) {
  const faults: { path: string; message: string }[] = [];
  for (const by of DIMENSION_NAMES) {
    const { allow, deny = [] } = targeting[by] ?? {};
    if (allow?.length === 0) faults.push({ path: `targeting.${by}.allow`, message: "an empty list allows no visitor" });
    for (const [i, value] of (allow ?? []).entries())
      if (deny.includes(value) || (by === "language" && deny.includes(value.split("-")[0] ?? "")))
        faults.push({ path: `targeting.${by}.allow[${i}]`, message: `${value} is both allowed and denied` });
  }
  const countries = targeting.country;
  for (const [i, region] of (targeting.region?.allow ?? []).entries()) {
    const country = region.slice(0, 2);
    if (countries?.deny?.includes(country) === true || countries?.allow?.includes(country) === false)
      faults.push({ path: `targeting.region.allow[${i}]`, message: `${region} is in a country that is not allowed` });
  }
  return faults;
}

/** Names that the edge reads itself. */
const isTaken = (name: string) =>
  [...MACROS, "url", ...CONSENT_NAMES].some((own) => own === name) || SUB_ALIASES.has(name);

function hasParameter(url: string, name: string) {
  const query = /\?([^#]*)/.exec(url)?.[1] ?? "";
  return new URLSearchParams(query).has(name);
}

/** The parts of a snapshot that derive from the routing; an absent part means no rule. `now` in Unix ms. */
export function compileRouting(
  { targeting, schedule, deepLinkHosts, passedParameters, hidesReferrer, allowsPixel }: Routing,
  clickParameter: string,
  now: number,
): Pick<OfferSnapshot, "rules" | "schedule" | "deepLink" | "passed" | "hidesReferrer" | "allowsPixel"> {
  const rules = DIMENSION_NAMES.flatMap((by): Rule[] => {
    const { allow, deny } = targeting[by] ?? {};
    return [
      ...(allow === undefined ? [] : [{ by, values: setOf(allow) }]),
      ...(deny === undefined || deny.length === 0 ? [] : [{ by, deny: true as const, values: setOf(deny) }]),
    ];
  });
  return {
    ...(rules.length > 0 && { rules }),
    ...(schedule !== null && { schedule: compileSchedule(schedule, now) }),
    ...(deepLinkHosts.length > 0 && { deepLink: { hosts: deepLinkHosts, clickParameter } }),
    ...(passedParameters.length > 0 && { passed: passedParameters }),
    ...(hidesReferrer && { hidesReferrer }),
    ...(allowsPixel && { allowsPixel }),
  };
}

const setOf = (values: readonly string[]) => Object.fromEntries(values.map((value) => [value, 1 as const]));
