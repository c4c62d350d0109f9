import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import packed from "@sparticuz/chromium";
import { chromium, type Browser, type Page } from "playwright-core";

/** A headless browser: the machine's own where there is one, else the one that npm brings, unpacked once. */
export interface TestBrowser {
  /** Opens a page with nothing kept of other pages, and collects what the browser complains of. */
  open(url: string): Promise<OpenPage>;
  stop(): Promise<void>;
}

export interface OpenPage {
  page: Page;
  /** Errors of scripts, of the console, and of requests that failed; violations of the content security policy too. */
  complaints: string[];
  /** Addresses that the page asked for. */
  requests: string[];
}

const INSTALLED = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** No sandbox: tests may run as root. The rest keeps the browser from calling home. */
const ARGS = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

export async function startBrowser(): Promise<TestBrowser> {
  const executablePath =
    process.env["CHROMIUM_PATH"] ?? INSTALLED.find((path) => existsSync(path)) ?? (await packed.executablePath());
  const profile = await mkdtemp(join(tmpdir(), "waymark-browser-"));
  const browser: Browser = await chromium.launch({
    executablePath,
    args: ARGS,
    env: { ...process.env, HOME: profile },
  });
  return {
    async open(url) {
      const page = await (await browser.newContext()).newPage();
      const complaints: string[] = [];
      const requests: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error") complaints.push(message.text());
      });
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("requestfailed", (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText ?? ""}`));
      page.on("request", (request) => requests.push(request.url()));
      await page.goto(url, { waitUntil: "load" });
      return { page, complaints, requests };
    },
    async stop() {
      await browser.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
