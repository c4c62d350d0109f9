import { readUserAgent, type Agent } from "@waymark/click/user-agent";
import { isbot } from "isbot";

export interface JudgedAgent extends Agent {
  isBot: boolean;
}

/** Few user agents make most clicks; a hundred bytes each. */
const REMEMBERED_MAX = 5_000;
const remembered = new Map<string, JudgedAgent>();

/** What a user agent is. Here and not at the edge: a visitor does not wait for it. An empty one is a bot's. */
export function judgeAgent(text: string): JudgedAgent {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const agent = { ...readUserAgent(text), isBot: text === "" || isbot(text) };
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  remembered.set(text, agent);
  return agent;
}
