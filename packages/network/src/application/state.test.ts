import { expect, test } from "vitest";
import { nextStatus } from "./state.ts";

test.each([
  ["pending", "approve", "approved"],
  ["pending", "refuse", "refused"],
  ["pending", "withdraw", "withdrawn"],
  ["pending", "revoke", undefined], // nothing to take back yet
  ["approved", "approve", undefined],
  ["approved", "refuse", undefined],
  ["approved", "withdraw", "withdrawn"],
  ["approved", "revoke", "revoked"],
  // Final states: a webmaster who wants to run the offer again applies again.
  ["refused", "approve", undefined],
  ["refused", "withdraw", undefined],
  ["withdrawn", "approve", undefined],
  ["revoked", "approve", undefined],
  ["revoked", "revoke", undefined],
] as const)("%s + %s → %s", (from, event, to) => expect(nextStatus(from, event)).toBe(to));
