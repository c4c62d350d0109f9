/** Where simulated visitors come from. Networks are real ones, addresses in them are not. */
import type { Draw } from "@waymark/forecast/testing";
import { pick } from "./pick.ts";

interface Place {
  country: string;
  region: string;
  city: string;
  language: string;
  /** Networks of fixed lines, and of mobile phones. */
  fixed: readonly number[];
  mobile: readonly number[];
}

const PLACES: readonly Place[] = [
  { country: "DE", region: "BE", city: "Berlin", language: "de-de", fixed: [3320, 3209, 6830], mobile: [3320, 6805] },
  {
    country: "US",
    region: "CA",
    city: "Los Angeles",
    language: "en-us",
    fixed: [7922, 701, 7018],
    mobile: [21928, 6167],
  },
  { country: "RU", region: "MOW", city: "Moscow", language: "ru", fixed: [12389, 8402, 42610], mobile: [25159, 16345] },
  { country: "BR", region: "SP", city: "São Paulo", language: "pt-br", fixed: [28573, 27699], mobile: [26615, 26599] },
  { country: "IN", region: "MH", city: "Mumbai", language: "en-in", fixed: [24560, 17488], mobile: [55836, 45609] },
  { country: "GB", region: "ENG", city: "London", language: "en-gb", fixed: [2856, 5089], mobile: [12576, 206067] },
  { country: "PL", region: "MZ", city: "Warsaw", language: "pl", fixed: [5617, 12741], mobile: [39603, 8374] },
];

/** Networks of servers that programs rent. */
const HOSTING = [16509, 14618, 14061, 24940, 16276, 8075, 396982, 20473, 63949, 51167, 12876] as const;
/** Networks through which offices send their people's requests, and relays of phones: also on servers. */
const GATEWAYS = [62044, 22616, 13335, 36183, 54113] as const;

/** What a place says of a visitor. */
export interface Location {
  address: string;
  asn: number;
  country: string;
  region: string;
  city: string;
  language: string;
}

const KINDS = { fixed: 0, mobile: 64, hosting: 128, gateway: 192 } as const;

/** An address of a network: the same for the same host. Benchmarking and documentation ranges are too small for it. */
function addressIn(asn: number, kind: keyof typeof KINDS, host: number): string {
  const first = 20 + ((asn * 7) % 60) + (kind === "hosting" || kind === "gateway" ? 80 : 0);
  return [first, KINDS[kind] + (asn % 64), Math.floor(host / 254) % 254, 1 + (host % 254)].join(".");
}

/** Lines of a network: one of a household or an office, shared where many phones share a few. */
const HOSTS = { fixed: 60_000, mobile: 40, hosting: 3_000, gateway: 25 } as const;

/** A visitor's line. People of one country share its networks. */
export function drawLocation(draw: Draw, kind: keyof typeof KINDS, country?: string): Location {
  const places = country === undefined ? PLACES : PLACES.filter((place) => place.country === country);
  const { fixed, mobile, ...place } = pick(draw, places);
  const asn = pick(draw, { fixed, mobile, hosting: HOSTING, gateway: GATEWAYS }[kind]);
  return { ...place, asn, address: addressIn(asn, kind, Math.floor(draw() * HOSTS[kind])) };
}

export const COUNTRIES = PLACES.map(({ country }) => country);
