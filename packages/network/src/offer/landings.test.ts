import { expect, test } from "vitest";
import { planLandings, type LandingChange } from "./landings.ts";

const KNOWN = [
  { id: "lnd_1", offer_id: "off_1", url: "https://a.example/", weight: 100 },
  { id: "lnd_2", offer_id: "off_1", url: "https://b.example/", weight: 50 },
];
const [A, B] = ["https://a.example/", "https://b.example/"] as const;
const one = (id: string, url: string, weight: number) => ({ id, url, weight });

test.each<[string, LandingChange[], ReturnType<typeof planLandings>]>([
  [
    "all by their URLs, in any order",
    [
      { url: B, weight: 1 },
      { url: A, weight: 2 },
    ],
    { kept: [one("lnd_2", B, 1), one("lnd_1", A, 2)], added: [], removed: [] },
  ],
  [
    "one by its id, with another URL",
    [{ id: "lnd_1", url: "https://c.example/", weight: 100 }],
    { kept: [one("lnd_1", "https://c.example/", 100)], added: [], removed: ["lnd_2"] },
  ],
  [
    "the same URL twice is one more landing",
    [
      { url: A, weight: 1 },
      { url: A, weight: 2 },
    ],
    { kept: [one("lnd_1", A, 1)], added: [{ url: A, weight: 2 }], removed: ["lnd_2"] },
  ],
  [
    "an id goes before a URL",
    [
      { url: A, weight: 1 },
      { id: "lnd_1", url: A, weight: 2 },
    ],
    { kept: [one("lnd_1", A, 2)], added: [{ url: A, weight: 1 }], removed: ["lnd_2"] },
  ],
])("%s", (_, given, plan) => expect(planLandings(KNOWN, given)).toEqual(plan));

test.each([["lnd_9"], ["lnd_1", "lnd_1"]])("ids %s are refused, by their paths", (...ids) => {
  const given = ids.map((id) => ({ id, url: A, weight: 1 }));
  expect(() => planLandings(KNOWN, given)).toThrow(
    expect.objectContaining({
      code: "invalid_input",
      errors: [expect.objectContaining({ path: `landings[${ids.length - 1}].id` })],
    }),
  );
});
