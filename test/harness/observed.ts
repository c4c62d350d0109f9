import type { Role } from "@waymark/network/words";
import { faultOf, hiddenFieldsIn, hiddenPathsOf } from "./fields.ts";
import { operations, type Operation } from "./openapi.ts";
import type { PlantedValue } from "./planted.ts";
import type { Caller } from "./sides.ts";

/** The party that a caller acts for: keys with one scope are the operator's. */
const PARTIES: Record<Exclude<Caller, "anonymous">, Caller> = {
  "webmaster A": "webmaster A",
  "webmaster B": "webmaster B",
  "advertiser A": "advertiser A",
  "advertiser B": "advertiser B",
  operator: "operator",
  "read key": "operator",
  "write key": "operator",
  "payouts key": "operator",
  "webmaster A's session": "webmaster A",
  "operator's session": "operator",
};

const roleOf = (party: Caller) => party.split(" ")[0] as Role; // as they are named above

/** Collects what answers show to whom. */
export function observeAnswers(values: readonly PlantedValue[]) {
  const leaks = new Set<string>();
  const faults = new Set<string>();
  const seenBy = new Map(values.map(({ text }) => [text, new Set<Caller>()]));
  const observed = new Set<string>();
  const answered = new Set<string>();
  const named = new Map(operations.map((operation) => [operation.name, operation]));

  function note(route: string, caller: Caller, { status, text, type }: { status: number; text: string; type: string }) {
    const party = caller === "anonymous" ? "anonymous" : PARTIES[caller];
    for (const { text: value, viewers } of values) {
      if (!text.includes(value)) continue;
      seenBy.get(value)?.add(party);
      if (party !== "operator" && !viewers.includes(party)) leaks.add(`${route} shows ${value} to ${caller}`);
    }
    const operation = named.get(route);
    if (operation === undefined || party === "anonymous" || !type.startsWith("application/json")) return;
    const schema = schemaOf(operation, status);
    if (schema === undefined) return;
    const role = roleOf(party);
    answered.add(`${operation.operationId} ${role}`);
    for (const field of hiddenFieldsIn(schema, JSON.parse(text))) {
      observed.add(`${operation.operationId} ${role} ${field.path}`);
      const fault = faultOf(field, role);
      if (fault !== undefined) faults.add(`${route}, ${role}: ${field.path} ${fault}`);
    }
  }

  return {
    note,
    leaks,
    faults,
    /** Planted values that one of their own viewers never saw. */
    unseen: () =>
      values.flatMap(({ text, viewers }) =>
        viewers.filter((party) => !seenBy.get(text)?.has(party)).map((party) => `${text}: ${party}`),
      ),
    /** Hidden fields of reading operations that no answer to a role had a place for: nothing is known of them. */
    unobserved: () =>
      operations
        .filter(({ method }) => method === "GET")
        .flatMap((operation) =>
          (["webmaster", "advertiser", "operator"] as const)
            .filter((role) => answered.has(`${operation.operationId} ${role}`))
            .flatMap((role) =>
              hiddenPathsOf(schemaOf(operation, 200) ?? {})
                .map((path) => `${operation.operationId} ${role} ${path}`)
                .filter((place) => !observed.has(place)),
            ),
        ),
  };
}

const schemaOf = ({ responses }: Operation, status: number) => responses[status]?.content?.["application/json"]?.schema;
