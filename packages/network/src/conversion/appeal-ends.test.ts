import fc from "fast-check";
import { expect, test } from "vitest";
import type { ConversionRow } from "../db/index.ts";
import { appealEndsOf, type AppealEnd } from "./appeal-ends.ts";
import { changeOf, stepOf, type Change } from "./change.ts";
import type { ConversionEvent } from "./state.ts";
import { beginWith, causeAt, CONVERSION_EVENTS, RECORDED_AT } from "./testing.ts";

const after = (row: ConversionRow, events: readonly ConversionEvent[]): Change[] => {
  const changes: Change[] = [];
  for (const event of events) {
    const before = changes.at(-1)?.row ?? row;
    if (stepOf(before, event).kind === "changed")
      changes.push(changeOf(before, event, { ...causeAt(RECORDED_AT), reasonCode: "fraud", reason: event }));
  }
  return changes;
};

const endsOf = (changes: readonly Change[]) =>
  appealEndsOf(
    changes.map(({ history }) => history),
    (i) => changes[i]?.row,
  );

const rowAfter = (events: readonly ConversionEvent[]) => {
  const { row } = beginWith();
  return after(row, events).at(-1)?.row ?? row;
};

test.each([
  ["held, then released", ["hold"], ["release"], "accepted"],
  ["held, then refused", ["hold"], ["refuse"], "declined"],
  ["refused, then released", ["hold", "refuse"], ["release"], "accepted"],
  ["held, then rejected by the advertiser", ["hold"], ["reject"], "moot"],
  ["approved and held, then reversed", ["approve", "hold"], ["reverse"], "moot"],
  ["released and refused for another reason", ["hold"], ["release", "hold", "refuse"], "declined"],
  ["held, then approved by the advertiser", ["hold"], ["approve"], undefined],
  ["released and held for another reason", ["hold"], ["release", "hold"], undefined],
  ["clear, then rejected", [], ["reject"], undefined],
] as const)("a conversion that is %s", (_, before, events, status) => {
  expect(endsOf(after(rowAfter(before), events))[0]?.status).toBe(status);
});

test("an end has the reason of the change that makes it; a refusal without one, that of the hold", () => {
  const held = rowAfter(["hold"]);
  const silent = changeOf(held, "refuse", causeAt(RECORDED_AT + 1));
  const spoken = changeOf(held, "release", { ...causeAt(RECORDED_AT + 1), actor: "operator:key_1", reason: "sorry" });
  const end: Partial<AppealEnd> = { conversionId: "cnv_1", version: 3, at: RECORDED_AT + 1 };
  expect(endsOf([silent])).toEqual([
    { ...end, status: "declined", by: "system:test", reasonCode: "fraud", reason: "hold" },
  ]);
  expect(endsOf([spoken])).toEqual([
    { ...end, status: "accepted", by: "operator:key_1", reasonCode: null, reason: "sorry" },
  ]);
});

test("a conversion that is recorded and refused at once ends no appeal", () => {
  const first = beginWith();
  expect(endsOf([first, ...after(first.row, ["hold", "refuse"])])).toEqual([]);
});

test("however changes are written together, an appeal is open only while the check alone stops its conversion", () => {
  const isStopped = ({ check_state, validation }: ConversionRow) =>
    check_state !== "clear" && (validation === "pending" || validation === "approved");
  const batches = fc.array(fc.array(fc.constantFrom(...CONVERSION_EVENTS), { maxLength: 4 }), { maxLength: 25 });
  fc.assert(
    fc.property(batches, (all) => {
      let { row } = beginWith();
      let isOpen = false;
      for (const events of all) {
        isOpen ||= isStopped(row);
        const changes = after(row, events);
        row = changes.at(-1)?.row ?? row;
        const [end] = endsOf(changes);
        const said = changes.map(({ history }) => history.event);
        if (end === undefined) expect(said).not.toContain("refuse");
        if (end?.status === "accepted") expect(isStopped(row)).toBe(false);
        if (end !== undefined) isOpen = false;
        if (isOpen) expect(isStopped(row)).toBe(true);
      }
    }),
    {
      numRuns: 2_000,
      examples: [
        [[["hold"], ["release", "reject", "hold"]]],
        [[["hold"], ["release", "reject", "hold", "approve"]]],
        [[["reject"], ["hold"], ["release", "hold", "approve"]]],
      ],
    },
  );
});
