import { readFamily, readUserAgent, type Agent } from "@waymark/contract/user-agent";
import { isBot } from "./bot.ts";

export interface JudgedAgent extends Agent {
  isBot: boolean;
  /** Its client hints name another system. */
  hasOtherHints: boolean;
}

/** Few user agents make most clicks; a hundred bytes each. */
const REMEMBERED_MAX = 5_000;
const remembered = new Map<string, JudgedAgent>();

/** Judges a user agent with its client hints. Done here and not at the edge, so that no visitor waits for it. */
export function judgeAgent(text: string, hints = ""): JudgedAgent {
  const key = hints === "" ? text : `${text}\n${hints}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const families = readUserAgent(text, hints);
  const hasOtherHints = hints !== "" && readFamily("os", text) !== families.os;
  const agent = { ...families, hasOtherHints, isBot: isBot(text, families.device) };
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  remembered.set(key, agent);
  return agent;
}
