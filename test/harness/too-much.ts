import { request } from "node:http";

/**
 * The answer to a request that announces a body of 2 MB, or of this many bytes. The body is never sent: a server that
 * refuses it closes the connection while `fetch` is still writing, which then fails instead of reading the answer.
 */
export const announceTooMuch = (url: string, method: string, headers: Record<string, string>, bytes = 2_000_000) =>
  new Promise<Response>((resolve, reject) => {
    const outgoing = request(url, { method, headers: { ...headers, "content-length": String(bytes) } });
    outgoing.on("error", reject);
    outgoing.on("response", (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => {
        const headers = Object.entries(incoming.headersDistinct).flatMap(([name, values = []]) =>
          values.map((value): [string, string] => [name, value]),
        );
        resolve(
          new Response(Buffer.concat(chunks).toString(), {
            status: incoming.statusCode ?? 0,
            headers,
          }),
        );
        outgoing.destroy();
      });
    });
    outgoing.flushHeaders();
  });
