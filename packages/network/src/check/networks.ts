import { HOSTING_NETWORKS } from "./hosting-networks.ts";

/**
 * Whose traffic an autonomous system carries: its own customers' (`access`), its rented computers' (`hosting`), or that
 * of people who are customers elsewhere (`relay`: VPNs, private relays, gateways of companies). `unknown` without a
 * number.
 */
export type NetworkClass = "access" | "hosting" | "relay" | "unknown";

/** People's own choice, or their employer's: behind an address are many visitors, and nothing is wrong with them. */
const RELAYS = [
  // Private relays of browsers and systems, and VPNs of their makers: Cloudflare (WARP), Akamai and Fastly (iCloud
  // Private Relay), Apple, Google, Opera
  13335, 209242, 16625, 20940, 36183, 54113, 714, 6185, 15169, 21837, 39832,
  // VPNs: Proton, Nord, Surfshark, Mullvad, StrongVPN, Anonymizer, VPNtranet; Datacamp and M247, from whom most rent
  62371, 199218, 208172, 209103, 136787, 141039, 147049, 207137, 209854, 39351, 13926, 22781, 54203, 63128, 29713,
  62651, 53559, 20448, 60068, 212238, 9009,
  // Exits of Tor
  60729, 396507,
  // Web gateways of companies: Zscaler, Cisco Umbrella, Netskope, Forcepoint, Palo Alto
  22616, 53444, 53813, 62044, 62907, 36692, 55256, 7598, 13448, 42465, 44444, 54538,
];

/** What the downloaded list calls hosting, though people and offices go online by it. */
const ACCESS = [
  // Carriers: Cogent, tw telecom, CenturyLink, Hurricane Electric
  174, 3561, 4323, 6939,
  // Providers in Nigeria, mobile ones among them, its universities and banks
  16284, 25163, 29465, 30998, 36873, 36887, 36920, 36970, 37018, 37088, 37170, 37209, 37230, 37248, 37269, 37280, 37308,
  37347, 37377, 37472, 37506, 37521, 37540, 37643, 37661, 37714, 327705, 327784, 327942, 328035,
  // Cable, fibre, radio and satellite elsewhere; a county and a hotel company
  7850, 8477, 13955, 16535, 18570, 33785, 36290, 42705, 394330, 36542, 53918,
];

/** Hosting that the downloaded list lacks. */
const HOSTING = [
  // Clouds: Google, Oracle, Alibaba, Tencent, Huawei, Yandex
  396982, 31898, 37963, 45090, 132203, 55990, 136907, 200350,
  // Hetzner's clouds; Selectel, Timeweb, Reg.ru, Beget
  212317, 213230, 9123, 50340, 197695, 198610,
];

/** The lists of this file win over the downloaded one. */
const CLASSES: ReadonlyMap<number, NetworkClass> = new Map([
  ...[...HOSTING_NETWORKS, ...HOSTING].map((asn) => [asn, "hosting"] as const),
  ...ACCESS.map((asn) => [asn, "access"] as const),
  ...RELAYS.map((asn) => [asn, "relay"] as const),
]);

/** The class of an autonomous system by its number. 0 stands for an unknown one. */
export const networkClassOf = (asn: number): NetworkClass => (asn === 0 ? "unknown" : (CLASSES.get(asn) ?? "access"));
