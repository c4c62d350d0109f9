import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * Below the ports that Linux (from 32,768) and others (from 49,152) give to connections. One of those could be taken
 * between its choice and its use, because tests open thousands of connections in the meantime.
 */
const [FIRST, END] = [20_000, 32_768] as const;

/** A port of 127.0.0.1 that nothing uses, for a server that must know its address before it starts. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, END);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
