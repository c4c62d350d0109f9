/** The downloaded list has over 700 networks. A much shorter one was cut off, and would let hosting pass as access. */
const NETWORKS_MIN = 500;
/** Numbers have 32 bits (RFC 6793). */
const ASN_MAX = 2 ** 32 - 1;

/** The numbers in a CSV of `ASN,Entity`, sorted, each once. Throws if a line is not understood, or if there are few. */
export function readNetworks(csv: string): number[] {
  const [head, ...lines] = csv.split(/\r?\n/);
  if (head !== "ASN,Entity") throw new Error(`the first line is not ASN,Entity but ${head}`);
  const asns = lines.flatMap((line, i) => {
    if (line === "") return [];
    const asn = Number(/^("?)(\d{1,10})\1(?:,|$)/.exec(line)?.[2]);
    if (!(asn >= 1 && asn <= ASN_MAX)) throw new Error(`line ${i + 2} does not begin with a network's number: ${line}`);
    return [asn];
  });
  const networks = [...new Set(asns)].toSorted((a, b) => a - b);
  if (networks.length < NETWORKS_MIN) throw new Error(`only ${networks.length} networks, expected ${NETWORKS_MIN}`);
  return networks;
}

/** The source file that holds these networks. `day` is the list's, like `2026-11-29`. */
export const networksFile = (networks: readonly number[], day: string): string => `\
/**
 * Written by \`pnpm networks\`. Autonomous systems of hosting companies, as of ${day}.
 * Source: https://github.com/brianhama/bad-asn-list, MIT license, Copyright (c) 2025 Brian Hamachek.
 */
export const HOSTING_NETWORKS: readonly number[] = [
  ${networks.join(", ")},
];
`;
