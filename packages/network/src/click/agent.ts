import { readUserAgent, type Agent } from "@waymark/contract/user-agent";
import { isBot } from "./bot.ts";

export interface JudgedAgent extends Agent {
  isBot: boolean;
}

/** Few user agents make most clicks; a hundred bytes each. */
const REMEMBERED_MAX = 5_000;
const remembered = new Map<string, JudgedAgent>();

/** What a user agent is, with its client hints. Here and not at the edge: a visitor does not wait for it. */
export function judgeAgent(text: string, hints = ""): JudgedAgent {
  const key = hints === "" ? text : `${text}\n${hints}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const families = readUserAgent(text, hints);
  const agent = { ...families, isBot: isBot(text, families.device) };
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  remembered.set(key, agent);
  return agent;
}
