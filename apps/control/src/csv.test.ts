import { z } from "@hono/zod-openapi";
import fc from "fast-check";
import { expect, test } from "vitest";
import { columnsOf, headerLine, rowLine } from "./csv.ts";

const VIEW = z.object({
  id: z.string(),
  amount: z.object({ amount_minor: z.number(), currency: z.string() }).nullable(),
  note: z.string().nullable(),
  tags: z.array(z.string()),
});
const COLUMNS = columnsOf(VIEW, () => true);

test("nested objects are columns with dotted names", () => {
  expect(headerLine(COLUMNS)).toBe("id,amount.amount_minor,amount.currency,note,tags\r\n");
  const row = { id: "a", amount: { amount_minor: -5, currency: "USD" }, note: 'say "hi", twice', tags: ["x"] };
  expect(rowLine(COLUMNS, row)).toBe('a,-5,USD,"say ""hi"", twice","[""x""]"\r\n');
  expect(rowLine(COLUMNS, { id: "a", amount: null, note: null, tags: [] })).toBe("a,,,,[]\r\n");
});

test("a field that the reader does not see is no column", () => {
  const hidden: unknown[] = [VIEW.shape.amount, VIEW.shape.tags];
  expect(headerLine(columnsOf(VIEW, (field) => !hidden.includes(field)))).toBe("id,note\r\n");
});

test("no cell begins as a formula, and every other text is kept", () => {
  const [note] = columnsOf(VIEW.pick({ note: true }), () => true);
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("=", "+", "-", "@", "\t", "\r", "\n", '"', ",", ";", "a", "1", " ") }),
      (text) => {
        const line = rowLine([["id"], note ?? []], { id: "x", note: text });
        const written = line.slice("x,".length, -"\r\n".length);
        const read = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written;
        expect(read).not.toMatch(/^\s*[=+\-@](?!\d+(?:[.,]\d+)*$)/);
        if (!/[=+\-@]/.test(text)) expect(read).toBe(text);
      },
    ),
  );
});
