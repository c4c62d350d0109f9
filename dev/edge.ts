/**
 * The edge as it runs in local development, tests and benchmarks: workerd's direct sockets carry neither `request.cf`
 * nor an address, so both are read from headers, with a plausible default. Never part of a deployed Worker.
 */
import { createEdge } from "@waymark/edge/app";
import type { Origin } from "@waymark/edge/visitor";

const DEFAULT: Origin = {
  address: "203.0.113.7",
  cf: { country: "DE", regionCode: "BE", city: "Berlin", asn: 3320 },
};

export default createEdge({ originOf: localOrigin });

/** `x-dev-ip`: the visitor's address. `x-dev-cf`: JSON of `request.cf`. */
export function localOrigin({ headers }: Request): Origin {
  const cf = headers.get("x-dev-cf");
  return {
    address: headers.get("x-dev-ip") ?? DEFAULT.address,
    cf: cf === null ? DEFAULT.cf : (JSON.parse(cf) as Origin["cf"]), // written by the developer who runs it
  };
}
