import fc from "fast-check";
import { expect, test } from "vitest";
import { readVault } from "./vault.ts";

const key = (fill: number) => btoa(String.fromCharCode(fill).repeat(32));
const FINGERPRINT = key(9);
const secret = (current: string, keys: Record<string, string>) =>
  JSON.stringify({ current, keys, fingerprint: FINGERPRINT });
const VAULT = readVault(secret("1", { 1: key(1) }));
const PLACE = { ownerId: "wm_1", rowId: "pac_1" };

test("a text is opened where it was sealed, and only there", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme" }), async (text) => {
      const sealed = await VAULT.seal(text, PLACE);
      expect(await VAULT.open(sealed, PLACE)).toBe(text);
      await expect(VAULT.open(sealed, { ...PLACE, ownerId: "wm_2" })).rejects.toThrow();
      await expect(VAULT.open(sealed, { ...PLACE, rowId: "pac_2" })).rejects.toThrow();
    }),
    { numRuns: 20 },
  );
});

test("a changed text is refused, and the same text is sealed differently each time", async () => {
  const { keyId, sealed } = await VAULT.seal("DE89370400440532013000", PLACE);
  expect((await VAULT.seal("DE89370400440532013000", PLACE)).sealed).not.toBe(sealed);
  const other = sealed.startsWith("A") ? `B${sealed.slice(1)}` : `A${sealed.slice(1)}`;
  await expect(VAULT.open({ keyId, sealed: other }, PLACE)).rejects.toThrow();
});

test("a new key seals, and the old one still opens until it goes", async () => {
  const old = await VAULT.seal("text", PLACE);
  const rotated = readVault(secret("2", { 1: key(1), 2: key(2) }));
  expect(await rotated.open(old, PLACE)).toBe("text");
  const again = await rotated.seal("text", PLACE);
  expect(again.keyId).toBe("2");
  const without = readVault(secret("2", { 2: key(2) }));
  expect(await without.open(again, PLACE)).toBe("text");
  await expect(without.open(old, PLACE)).rejects.toThrow("no key 1");
});

test("fingerprints outlive a rotation, and differ by account", () => {
  const rotated = readVault(secret("2", { 1: key(1), 2: key(2) }));
  expect(rotated.fingerprint("iban:DE1")).toBe(VAULT.fingerprint("iban:DE1"));
  expect(VAULT.fingerprint("iban:DE1")).not.toBe(VAULT.fingerprint("iban:DE2"));
});

test.each([
  ["no current key", secret("2", { 1: key(1) })],
  ["fingerprint must have 32 bytes", JSON.stringify({ current: "1", keys: { 1: key(1) }, fingerprint: btoa("short") })],
  ["1 must have 32 bytes", secret("1", { 1: btoa("short") })],
])("a secret is refused: %s", (message, text) => expect(() => readVault(text)).toThrow(message));
