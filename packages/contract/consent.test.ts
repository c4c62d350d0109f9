import { expect, test } from "vitest";
import { mayMark } from "./consent.ts";

/** A TC string of version `version` with the bit of purpose 1. */
function tcString(purpose1: boolean, version = 2) {
  const bytes = new Uint8Array(28);
  bytes[0] = version << 2;
  bytes[19] = purpose1 ? 128 : 0;
  return Buffer.from(bytes).toString("base64url");
}

test.each([
  ["nothing is said", {}, true],
  ["yes", { cons: "1" }, true],
  ["no", { cons: "0" }, false],
  ["no, though a TC string says yes", { cons: "0", gdpr: "1", gdpr_consent: tcString(true) }, false],
  ["the GDPR does not apply", { gdpr: "0" }, true],
  ["it does not apply, with any TC string", { gdpr: "0", gdpr_consent: tcString(false) }, true],
  ["it applies, with consent to storing", { gdpr: "1", gdpr_consent: tcString(true) }, true],
  ["it applies, with more segments", { gdpr: "1", gdpr_consent: `${tcString(true)}.YAAAAAAAAAA` }, true],
  ["it applies, without that consent", { gdpr: "1", gdpr_consent: tcString(false) }, false],
  ["it applies, and there is no TC string", { gdpr: "1" }, false],
  ["a macro that was not replaced", { gdpr: "1", gdpr_consent: "${GDPR_CONSENT_755}" }, false],
  ["a TC string of another version", { gdpr: "1", gdpr_consent: tcString(true, 1) }, false],
  ["a TC string that is cut off", { gdpr: "1", gdpr_consent: tcString(true).slice(0, 20) }, false],
  // From the specification's own examples: consent to all purposes.
  ["a string as vendors see it", { gdpr: "1", gdpr_consent: "COvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAAAEEUACCKAAA" }, true],
] as const)("%s: %j → %s", (_, parameters, expected) => {
  expect(mayMark(new Map(Object.entries(parameters)))).toBe(expected);
});
