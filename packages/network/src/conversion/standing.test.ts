import { readFile } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { STANDINGS } from "./standing.ts";
import { effectOf, statusOf, type ConversionState } from "./state.ts";
import { ALL_STATES } from "./testing.ts";

/** The view of the migration, over tables with the columns that it reads. */
async function databaseWithView(): Promise<DatabaseSync> {
  const migration = await readFile(
    new URL("../../migrations/network/0510_own_traffic.sql", import.meta.url).pathname,
    "utf8",
  );
  const view = /CREATE VIEW [^;]+;/.exec(migration)?.[0] ?? "";
  const database = new DatabaseSync(":memory:");
  database.exec(`CREATE TABLE conversion (id, occurred_at, clicked_at, decided_at, webmaster_id, offer_id, link_id, currency,
      amount_minor, revenue_minor, commission_minor, is_test, validation, check_state, payment, click_facts, hold_over, check_code);
    CREATE TABLE entity_number (number, id); CREATE TABLE link (number, id); ${view}`);
  return database;
}

function standingOf(state: ConversionState) {
  const effect = effectOf(state);
  if (effect === "void") return statusOf(state);
  if (effect === "pending") return state.check === "held" ? "held" : "pending";
  return state.payment === "none" ? effect : state.payment;
}

test("facts have the standing that state.ts says, and the time of a decision only if one counts", async () => {
  const database = await databaseWithView();
  const insert = database.prepare(`INSERT INTO conversion
    VALUES (?, 1, 1, 7, 'web', 'off', 'lnk', 'EUR', 1, 1, 1, 0, ?, ?, ?, ?, ?, NULL)`);
  for (const [n, { validation, check, payment, click, holdOver }] of ALL_STATES.entries())
    insert.run(n, validation, check, payment, click, holdOver ? 1 : 0);
  const rows = database.prepare("SELECT standing, decided_at FROM conversion_fact_due ORDER BY id").all();
  expect(rows.map(({ standing, decided_at }) => [STANDINGS[Number(standing)], decided_at])).toEqual(
    ALL_STATES.map((state) => [standingOf(state), effectOf(state) === "pending" ? null : 7]),
  );
});
