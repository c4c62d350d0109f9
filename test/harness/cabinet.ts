import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { startBrowser, type Looks, type OpenPage, type Profile } from "./browser.ts";
import { startNetwork, type TestNetwork } from "./network.ts";
import { builtAssets } from "./template.ts";

/** The whole network with the cabinet, and a browser: one of each for a file of browser tests. */
export interface TestCabinet {
  network: TestNetwork;
  /** Opens an address of the cabinet in a new profile. */
  open(path: string, looks?: Looks): Promise<OpenPage>;
  /**
   * Opens it for a person who is signed in. Pages of the same person and language share a profile, which signs in once
   * for the file and keeps the scripts: a test that ends the session or asks about another browser uses `openAlone`.
   */
  openAs(person: Person, path: string, looks?: Looks): Promise<OpenPage>;
  /** The same in a new profile, with a session of its own. */
  openAlone(person: Person, path: string, looks?: Looks): Promise<OpenPage>;
  /**
   * Closes the pages of a test. Fails if one of them complained: of a script, a request, or its content security policy.
   */
  closePages(): Promise<void>;
  stop(): Promise<void>;
}

interface Person {
  email: string;
  password: string;
}

export async function startCabinet(): Promise<TestCabinet> {
  const network = await startNetwork({ assets: await builtAssets() });
  const browser = await startBrowser();
  const opened: OpenPage[] = [];
  const { control } = network.localNetwork.origins;
  const profiles = new Map<string, Promise<Profile>>();
  async function signedInProfile(data: Person, locale?: string): Promise<Profile> {
    const profile = await browser.newProfile(locale);
    const answer = await profile.context.request.post(`${control}/api/v1/auth/sign-in/email`, { data });
    expect(answer.ok(), `${data.email} signs in`).toBe(true);
    return profile;
  }
  async function noted(opening: Promise<OpenPage>): Promise<OpenPage> {
    const page = await opening;
    opened.push(page);
    return page;
  }
  return {
    network,
    open: (path, looks) => noted(browser.open(control + path, looks)),
    async openAs({ email, password }, path, { locale, ...looks } = {}) {
      const key = `${email} ${locale}`;
      const profile = profiles.get(key) ?? signedInProfile({ email, password }, locale);
      profiles.set(key, profile);
      return noted((await profile).open(control + path, looks));
    },
    async openAlone({ email, password }, path, { locale, ...looks } = {}) {
      const profile = await signedInProfile({ email, password }, locale);
      return noted(profile.open(control + path, looks));
    },
    async closePages() {
      const pages = opened.splice(0);
      await Promise.all(pages.map(({ page }) => page.close()));
      expect(pages.flatMap(({ complaints }) => complaints)).toEqual([]);
    },
    async stop() {
      await browser.stop();
      await network.stop();
    },
  };
}

/** Paths of the pages that axe has looked at. */
export const examined = new Set<string>();

/** What axe finds serious: each rule with where it is broken. */
export async function axeFindings(page: Page): Promise<string[]> {
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe.source);
  examined.add(new URL(page.url()).pathname);
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
