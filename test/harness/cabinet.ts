import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildAssets } from "@waymark/dev/assets";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { startBrowser, type Looks, type OpenPage } from "./browser.ts";
import { startNetwork, type TestNetwork } from "./network.ts";

/** The whole network with the cabinet, and a browser: one of each for a file of browser tests. */
export interface TestCabinet {
  network: TestNetwork;
  /** Opens an address of the cabinet in a new profile. */
  open(path: string, looks?: Looks): Promise<OpenPage>;
  /** The same, signed in with a password. */
  openAs(person: { email: string; password: string }, path: string, looks?: Looks): Promise<OpenPage>;
  /** Fails if a page has complained since the last time: of a script, a request, or its content security policy. */
  expectNoComplaints(): void;
  stop(): Promise<void>;
}

export async function startCabinet(): Promise<TestCabinet> {
  const folder = mkdtempSync(join(tmpdir(), "waymark-assets-"));
  const network = await startNetwork({ assets: await buildAssets(folder) });
  const browser = await startBrowser();
  const opened: OpenPage[] = [];
  const { control } = network.localNetwork.origins;
  const open = async (path: string, looks?: Looks) => {
    const page = await browser.open(control + path, looks);
    opened.push(page);
    return page;
  };
  return {
    network,
    open,
    async openAs({ email, password }, path, looks) {
      const opening = await open("/sign-in", looks);
      const data = { email, password };
      const { ok } = await opening.page.evaluate(async (body) => {
        const headers = { "content-type": "application/json" };
        const init = { method: "POST", headers, body: JSON.stringify(body) };
        return { ok: (await fetch("/api/v1/auth/sign-in/email", init)).ok };
      }, data);
      expect(ok, `${email} signs in`).toBe(true);
      await opening.page.goto(control + path);
      return opening;
    },
    expectNoComplaints() {
      const complaints = opened.flatMap((one) => one.complaints.splice(0));
      expect(complaints).toEqual([]);
    },
    async stop() {
      await browser.stop();
      await network.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What axe finds serious: each rule with where it is broken. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(`axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
    violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ": " + target + ": " + failureSummary)))`);
}

/** Whether the page is wider than the window. */
export const scrollsSideways = (page: Page): Promise<boolean> =>
  page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");

/** Fills in fields by the names that they have in the API. */
export async function fill(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) await page.locator(`[name="${name}"]`).last().fill(value);
}
