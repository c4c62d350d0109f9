import { expect, test } from "vitest";
import type { Field } from "./columns.ts";
import { hintsOf, type KeptSetting } from "./kept.ts";

const KEPT = { from: "upload", uploadId: "upl_1", keptAt: Date.UTC(2026, 10, 20) } as const;
const DATES: KeptSetting = { ...KEPT, setting: "dates", name: "", meaning: "dmy" };
const DECIMAL: KeptSetting = { ...KEPT, setting: "decimal_separator", name: "", meaning: "comma", from: "postbacks" };
const STATUS: KeptSetting = { ...KEPT, setting: "status", name: "sent", meaning: "rejected", uploadId: null };
const COLUMN: KeptSetting = { ...KEPT, setting: "column", name: "Ref", meaning: "order_id" };

test.each<[string, Partial<Record<Field, string>>, KeptSetting[]]>([
  ["bad_date", { occurred_at: "11/28/2026" }, [DATES]],
  ["bad_date", { occurred_at: "11-28-2026 10:00" }, [DATES]],
  ["in_future", { occurred_at: "03/12/2026" }, [DATES]],
  ["bad_date", { occurred_at: "28th of November" }, []],
  ["window_passed", { occurred_at: "2026-11-28" }, []],
  ["amount_unreadable", { amount: "1.234,5.6" }, [DECIMAL]],
  ["amount_inexact", { amount: "12,345" }, [DECIMAL]],
  ["amount_unreadable", { amount: "5 EUR" }, []],
  ["transition_refused", { status: " Sent ", amount: "5" }, [STATUS]],
  ["transition_refused", { status: "paid" }, []],
  ["status_unknown", { status: "lost" }, []],
  ["unknown_order", { order_id: "A" }, [COLUMN]],
  ["digits_lost", { order_id: "4.68769E+17" }, [COLUMN]],
  ["unknown_goal", { order_id: "A" }, []],
  ["superseded", { order_id: "A", occurred_at: "11/28/2026" }, []],
])("%s of %j is decided by %j", (code, cells, settings) => {
  const hints = hintsOf(code, [DATES, DECIMAL, STATUS, COLUMN], (field) => cells[field] ?? "");
  expect(hints).toHaveLength(settings.length);
  for (const { meaning } of settings) expect(hints.join()).toContain(meaning);
});

test("a hint says how something is read, which upload set it, and how to change it", () => {
  const hintsFor = (code: string, kept: KeptSetting, cell: string) => hintsOf(code, [kept], () => cell);
  expect(hintsFor("bad_date", DATES, "11/28/2026")).toEqual([
    "Dates are read as dmy, as set by upload upl_1 of 2026-11-20; send dates=dmy, dates=mdy or dates=auto to change it.",
  ]);
  expect(hintsFor("amount_inexact", DECIMAL, "1,234")).toEqual([
    "Amounts are read with a decimal comma, as set in your postback settings; send decimal_separator=point, decimal_separator=comma or decimal_separator=auto to change it.",
  ]);
  expect(hintsFor("payment_begun", STATUS, "sent")).toEqual([
    "The status “sent” means rejected, as set by an earlier upload; send statuses=sent:… to change it.",
  ]);
  expect(hintsFor("unknown_order", COLUMN, "")).toEqual([
    "The column “Ref” is read as order_id, as set by upload upl_1 of 2026-11-20; send columns=Ref:… to change it.",
  ]);
});
