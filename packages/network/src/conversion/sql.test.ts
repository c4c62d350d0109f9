import {
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
  type RawBuilder,
} from "kysely";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { claimableOf, effectOf, statusOf, step, type ConversionState } from "./state.ts";
import { APPROVABLE, APPROVED, claimableText, COUNTED, NOT_REJECTED, ON_HOLD, PENDING, REAL, STATUS } from "./sql.ts";
import { ALL_STATES } from "./testing.ts";

const COMPILER = new Kysely({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

const database = new DatabaseSync(":memory:");
database.exec(
  "CREATE TABLE state (n INTEGER, validation, check_state, payment, setoff, click_facts, hold_over INTEGER, is_test INTEGER, check_code)",
);
const insert = database.prepare("INSERT INTO state VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
/** The check's code of a state. */
const codeAt = (n: number) => [null, "own_traffic", "pixel"][n % 3] ?? null;
for (const [n, { validation, check, payment, setoff, click, holdOver }] of ALL_STATES.entries())
  insert.run(n, validation, check, payment, setoff, click, holdOver ? 1 : 0, n % 2, codeAt(n));

/** What an expression is in each state, in their order. */
const inEachState = (expression: RawBuilder<unknown>) =>
  database
    .prepare(`SELECT ${expression.compile(COMPILER).sql} AS value FROM state ORDER BY n`)
    .all()
    .map(({ value }) => value);

const commissionIs = (effect: ReturnType<typeof effectOf>) => (state: ConversionState) => effectOf(state) === effect;

test.each<[name: string, expression: RawBuilder<boolean>, holds: (state: ConversionState) => boolean]>([
  ["APPROVED", APPROVED, (state) => ["on_hold", "available"].includes(effectOf(state))],
  ["PENDING", PENDING, commissionIs("pending")],
  ["NOT_REJECTED", NOT_REJECTED, ({ validation }) => !["rejected", "reversed"].includes(validation)],
  ["ON_HOLD", ON_HOLD, (state) => step(state, "end_hold").kind === "changed" && isUnpaid(state)],
  [
    "APPROVABLE",
    APPROVABLE,
    (state) => state.validation === "pending" && state.click !== "awaited" && step(state, "approve").kind === "changed",
  ],
])("%s agrees with state.ts in every state", (_, expression, holds) => {
  expect(inEachState(expression)).toEqual(ALL_STATES.map((state) => Number(holds(state))));
});

test("STATUS agrees with state.ts in every state", () => {
  expect(inEachState(STATUS)).toEqual(ALL_STATES.map(statusOf));
});

test("claimableText agrees with state.ts in every state", () => {
  const text = claimableText({ payment: "payment", setoff: "setoff" });
  expect(inEachState(sql.raw(text))).toEqual(ALL_STATES.map(claimableOf));
});

test("REAL leaves out trials", () => {
  expect(inEachState(REAL)).toEqual(ALL_STATES.map((_, n) => 1 - (n % 2)));
});

test("COUNTED leaves out trials and what is refused as own traffic", () => {
  expect(inEachState(COUNTED)).toEqual(ALL_STATES.map((_, n) => Number(n % 2 === 0 && codeAt(n) !== "own_traffic")));
});

const isUnpaid = ({ payment, setoff }: ConversionState) => payment === "none" && setoff === "none";
