import { expect, test } from "vitest";
import { checkDestinations, faultsOfDestinations, type Destinations } from "./destinations.ts";

const OWN = ["go.example"];

test.each([
  [{}, []],
  [
    { landings: [{ url: "https://shop.example/{sub1}?c={click_id}", weight: 1 }], fallbackUrl: null, previewUrl: null },
    [],
  ],
  [{ deepLinkHosts: ["*.shop.example", "localhost:8789"] }, []],
  [
    {
      landings: [
        { url: "https://shop.example/", weight: 1 },
        { url: "https://go.example/demo", weight: 1 },
      ],
    },
    ["landings[1].url"],
  ],
  [{ landings: [{ url: "https://user@shop.example/{click_id}", weight: 1 }] }, ["landings[0].url"]],
  [{ fallbackUrl: "https://shop.example@evil.example/" }, ["fallback_url"]],
  [{ previewUrl: "https://go.example./", fallbackUrl: "https://com/" }, ["fallback_url", "preview_url"]],
  [{ deepLinkHosts: ["shop.example", ".example", "a b"] }, ["deep_link_hosts[1]", "deep_link_hosts[2]"]],
] as [Destinations, string[]][])("%j has faults at %j", (destinations, paths) => {
  expect(faultsOfDestinations(destinations, OWN).map(({ path }) => path)).toEqual(paths);
});

test.each([
  ["landing_refused", { landings: [{ url: "https://go.example/", weight: 1 }] }],
  ["invalid_input", { landings: [{ url: "https://go.example/", weight: 1 }], fallbackUrl: "https://go.example/" }],
] as [string, Destinations][])("%s: %j", (code, destinations) => {
  expect(() => checkDestinations({ ownHosts: OWN }, destinations)).toThrow(
    expect.objectContaining({ code }) as unknown as Error, // typed any by vitest
  );
});
