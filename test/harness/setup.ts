import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { buildCabinet } from "@waymark/dev/cabinet";

/** Builds the cabinet, and makes the folder that the files of a run share: bundles of Workers, and templates of the state. */
export async function setup() {
  await buildCabinet();
  process.env["WAYMARK_TEST_CACHE"] = mkdtempSync(join(tmpdir(), "waymark-tests-")); // workers inherit it
}

export function teardown() {
  const folder = process.env["WAYMARK_TEST_CACHE"];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
