import { createHmac } from "node:crypto";
import { expect } from "vitest";
import type { Answer, Loose } from "./api.ts";
import { unique, type TestNetwork } from "./network.ts";
import { until } from "./until.ts";

/**
 * A browser at the control plane's origin. It keeps cookies, but enforces none of the rules that the server must
 * enforce.
 */
export interface Browser {
  cookies: Map<string, string>;
  get<T = Loose>(path: string, headers?: Record<string, string>): Promise<BrowserAnswer<T>>;
  post<T = Loose>(path: string, body?: unknown, headers?: Record<string, string>): Promise<BrowserAnswer<T>>;
  patch<T = Loose>(path: string, body: unknown): Promise<BrowserAnswer<T>>;
  delete<T = Loose>(path: string, headers?: Record<string, string>): Promise<BrowserAnswer<T>>;
}

export interface BrowserAnswer<T> extends Answer<T> {
  text: string;
}

export function openBrowser(origin: string, always: Record<string, string> = {}): Browser {
  const cookies = new Map<string, string>();
  async function send<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(origin + path, {
      method,
      headers: {
        ...(cookies.size > 0 && { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...always,
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) keep(cookies, cookie);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parse(text) as T }; // the caller's word
  }
  return {
    cookies,
    get: (path, headers) => send("GET", path, undefined, headers),
    post: (path, body, headers) => send("POST", path, body, headers),
    patch: (path, body) => send("PATCH", path, body),
    delete: (path, headers) => send("DELETE", path, undefined, headers),
  };
}

function keep(cookies: Map<string, string>, cookie: string) {
  const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
  if (/;\s*max-age=0\b/i.test(cookie)) cookies.delete(name);
  else cookies.set(name, value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const PASSWORD = "a long and good password";
/** better-auth's hash of it, worked out once. */
export const PASSWORD_HASH =
  "b2c00168e34e06b58e43b2c5420aa0af:8c6e27dacfc3d37016889622ff171ee8dde57e6abb5d77d3b133bbfc7590d7d3cc54865450397ab147a37988de57cf16cd20f0b12354acc22962a46d67534cc2";

interface KeptMail {
  to: string;
  subject: string;
  text: string;
}

/** The mails of local development to one address, newest first. */
async function mailsTo(network: TestNetwork, email: string): Promise<KeptMail[]> {
  const { body } = await openBrowser(network.localNetwork.origins.control).get<{ data: KeptMail[] }>("/dev/mail.json");
  return body.data.filter(({ to }) => to === email);
}

/** The newest mail to this address with this subject; it may arrive shortly after the answer. */
export const mailTo = (network: TestNetwork, email: string, subject: RegExp, count = 1): Promise<KeptMail> =>
  until(`${count} mails to ${email}: ${subject.source}`, async () => {
    const mails = (await mailsTo(network, email)).filter((mail) => subject.test(mail.subject));
    return mails.length >= count && mails[0];
  });

/** The link of a mail, which is its second paragraph. */
export const linkOf = ({ text }: { text: string }): URL => new URL(text.split("\n\n")[1]?.trim() ?? "");

/** The code in the link of a mail. */
export const codeOf = (mail: { text: string }): string => linkOf(mail).searchParams.get("token") ?? "";

export const codeFor = async (network: TestNetwork, email: string, subject: RegExp): Promise<string> =>
  codeOf(await mailTo(network, email, subject));

export const SIGN_UP_MAIL = /confirm your address/;
export const RESET_MAIL = /reset your password/;
export const INVITATION_MAIL = /an invitation/;

/** Confirms an address with the code of the newest mail, and so opens its account. */
export async function verify(network: TestNetwork, email: string, password: string = PASSWORD) {
  const token = await codeFor(network, email, SIGN_UP_MAIL);
  return openBrowser(network.localNetwork.origins.control).post("/api/v1/auth/verify-email", { token, password });
}

export const signIn = (browser: Browser, email: string, password: string = PASSWORD) =>
  browser.post<{ needs_second_factor: boolean }>("/api/v1/auth/sign-in/email", { email, password });

/** A browser in which this person has signed in. */
export async function signedIn(network: TestNetwork, email: string, password?: string): Promise<Browser> {
  const browser = openBrowser(network.localNetwork.origins.control);
  const { status, text } = await signIn(browser, email, password);
  expect(status, text).toBe(200);
  return browser;
}

export const newEmail = (name = "anna") => `${unique(name)}@people.example`;

/** A webmaster who has signed up, verified and signed in. */
export async function newWebmaster(network: TestNetwork, email: string = newEmail()): Promise<Browser> {
  const browser = openBrowser(network.localNetwork.origins.control);
  await browser.post("/api/v1/auth/sign-up/email", { email, name: "Anna" });
  await verify(network, email);
  return signedIn(network, email);
}

/** The code of an `otpauth:` address at a time (RFC 6238: SHA-1, 30 s, six digits). */
export function totp(uri: string, nowMs: number = Date.now()): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(nowMs / 30_000)));
  const secret = decodeBase32(new URL(uri).searchParams.get("secret") ?? "");
  const mac = createHmac("sha1", secret).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, "0");
}

const usedSteps = new Map<string, number>();

/** A code that no test has used, since each works once: the present one, or the next one, which is accepted early. */
export function freshTotp(uri: string): string {
  const present = Math.floor(Date.now() / 30_000);
  const step = Math.max(present, (usedSteps.get(uri) ?? 0) + 1);
  usedSteps.set(uri, step);
  return totp(uri, step * 30_000);
}

function decodeBase32(text: string): Buffer {
  const bits = [...text.replaceAll("=", "")]
    .map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}
