import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import packed from "@sparticuz/chromium";
import { chromium, type BrowserContext, type ConsoleMessage, type Page } from "playwright-core";

/** A headless browser: the machine's own where there is one, else the one that npm brings, unpacked once. */
export interface TestBrowser {
  /** Opens a page in a new profile, and collects what the browser complains of. */
  open(url: string, looks?: Looks): Promise<OpenPage>;
  /** A profile with nothing in it: its pages share cookies, storage and the cache of files. */
  newProfile(locale?: string): Promise<Profile>;
  stop(): Promise<void>;
}

export interface Profile {
  context: BrowserContext;
  open(url: string, looks?: Omit<Looks, "locale">): Promise<OpenPage>;
}

/** How the page is looked at. */
export interface Looks {
  widthPx?: number;
  locale?: string;
  colorScheme?: "light" | "dark";
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

/** The browser also logs each refusal of the API, which a page may cause: asking who is signed in, say. */
const isRefusal = (message: ConsoleMessage) =>
  message.text().startsWith("Failed to load resource") && new URL(message.location().url).pathname.startsWith("/api/");

/** A page that has not got so far is stuck. */
const ACTION_MS = 30_000;

export async function startBrowser(): Promise<TestBrowser> {
  const executablePath =
    process.env["CHROMIUM_PATH"] ?? INSTALLED.find((path) => existsSync(path)) ?? (await packed.executablePath());
  const profile = await mkdtemp(join(tmpdir(), "waymark-browser-"));
  const browser = await chromium.launch({
    executablePath,
    args: ARGS,
    env: { ...process.env, HOME: profile },
  });
  async function newProfile(locale = "en-US"): Promise<Profile> {
    const context = await browser.newContext({ locale, timezoneId: "Europe/Moscow" });
    return { context, open: (url, looks) => openPage(context, url, looks) };
  }
  return {
    newProfile,
    open: async (url, { locale, ...looks } = {}) => (await newProfile(locale)).open(url, looks),
    async stop() {
      await browser.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

async function openPage(
  context: BrowserContext,
  url: string,
  { widthPx = 1_280, colorScheme = "light" }: Omit<Looks, "locale"> = {},
): Promise<OpenPage> {
  const page = await context.newPage();
  await page.setViewportSize({ width: widthPx, height: 800 });
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" }); // nothing waits for a transition
  page.setDefaultTimeout(ACTION_MS);
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !isRefusal(message)) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("requestfailed", (request) => {
    const fault = request.failure()?.errorText ?? "";
    // A page that is left no longer wants the answers that it waits for.
    if (fault !== "net::ERR_ABORTED") complaints.push(`${request.url()}: ${fault}`);
  });
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(url, { waitUntil: "load" });
  return { page, complaints, requests };
}
