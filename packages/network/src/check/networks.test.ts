import { expect, test } from "vitest";
import { HOSTING_NETWORKS } from "./hosting-networks.ts";
import { networkClassOf } from "./index.ts";

test.each([
  ["Amazon", 16509, "hosting"],
  ["Amazon in Virginia", 14618, "hosting"],
  ["OVH", 16276, "hosting"],
  ["Hetzner", 24940, "hosting"],
  ["DigitalOcean", 14061, "hosting"],
  ["Google Cloud, which the downloaded list lacks", 396982, "hosting"],
  ["Comcast", 7922, "access"],
  ["Vodafone", 3209, "access"],
  ["MTN in Nigeria, which the downloaded list calls hosting", 29465, "access"],
  ["Cloudflare, which carries WARP", 13335, "relay"],
  ["Akamai, which carries iCloud Private Relay", 36183, "relay"],
  ["Google, whose own VPN it carries", 15169, "relay"],
  ["Datacamp, from which VPNs rent, and which the downloaded list calls hosting", 60068, "relay"],
  ["Forcepoint, which the downloaded list calls hosting", 42465, "relay"],
  ["Zscaler", 62044, "relay"],
  ["no number", 0, "unknown"],
] as const)("%s (%i) is %s", (_, asn, networkClass) => expect(networkClassOf(asn)).toBe(networkClass));

test("the downloaded list is sorted, and names each network once", () => {
  expect(HOSTING_NETWORKS.length).toBeGreaterThan(500);
  expect(HOSTING_NETWORKS).toEqual([...new Set(HOSTING_NETWORKS)].toSorted((a, b) => a - b));
});
