import { connect, type Socket } from "node:net";

/** A load on one origin over plain keep-alive sockets. An HTTP client would need more CPU than the measured server. */
export interface Load {
  origin: string;
  connections: number;
  seconds: number;
  request: (n: number) => LoadRequest;
  /** Requests a second in total, at random times like real visitors; without it, as many as the server answers. */
  rate?: number;
}

/** The n-th request: a GET without a body, a POST with one. */
export interface LoadRequest {
  path: string;
  headers: Record<string, string>;
  body?: string;
}

export interface LoadResult {
  requests: number;
  perSecond: number;
  /** Answers by status. */
  statuses: Map<number, number>;
  /** `Location` of every redirect. */
  locations: string[];
  p50Ms: number;
  p99Ms: number;
}

/** Sends the load and waits for the last answer of each connection. */
export async function run(load: Load): Promise<LoadResult> {
  const url = new URL(load.origin);
  const began = performance.now();
  const state = {
    next: 0,
    dueAt: began,
    statuses: new Map<number, number>(),
    locations: [] as string[],
    latencies: [] as number[],
  };
  const until = began + load.seconds * 1_000;
  await Promise.all(Array.from({ length: load.connections }, () => connection(load, url, state, until)));
  const seconds = (performance.now() - began) / 1_000;
  const requests = state.latencies.length;
  const sorted = Float64Array.from(state.latencies).sort();
  return {
    requests,
    perSecond: requests / seconds,
    statuses: state.statuses,
    locations: state.locations,
    p50Ms: sorted[Math.floor(requests * 0.5)] ?? NaN,
    p99Ms: sorted[Math.floor(requests * 0.99)] ?? NaN,
  };
}

interface State {
  next: number;
  /** When the next is due at a fixed rate, by the clock of `performance`. */
  dueAt: number;
  statuses: Map<number, number>;
  locations: string[];
  latencies: number[];
}

/** One connection: sends the next request after the answer, and at a fixed rate not before its time. */
function connection(load: Load, url: URL, state: State, until: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(url.port), url.hostname);
    socket.setNoDelay(true);
    let buffered = "";
    let sentAt = 0;
    const send = () => {
      const n = state.next++;
      const dueAt = load.rate === undefined ? 0 : (state.dueAt += gapMs(load.rate));
      if (Math.max(dueAt, performance.now()) >= until) return finish(socket, resolve);
      if (dueAt > performance.now()) {
        setTimeout(() => write(n, Math.min(dueAt, performance.now())), dueAt - performance.now()); // a timer may be early
        return;
      }
      write(n, load.rate === undefined ? performance.now() : dueAt);
    };
    // At a fixed rate latency counts from when the request was due: a slow answer must not hide the next one's wait.
    const write = (n: number, from: number) => {
      sentAt = from;
      const { path, headers, body } = load.request(n);
      let text = `${body === undefined ? "GET" : "POST"} ${path} HTTP/1.1\r\nHost: ${url.host}\r\n`;
      for (const name in headers) text += `${name}: ${headers[name]}\r\n`;
      if (body !== undefined) text += `Content-Length: ${Buffer.byteLength(body)}\r\n`;
      socket.write(`${text}\r\n${body ?? ""}`, "latin1");
    };
    socket.on("connect", send);
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the server closed a connection"))); // nothing if it is finished
    socket.on("data", (chunk) => {
      buffered += chunk.toString("latin1");
      const length = answerLength(buffered);
      if (length === undefined || buffered.length < length) return;
      note(buffered.slice(0, length), performance.now() - sentAt, state);
      buffered = buffered.slice(length);
      send();
    });
  });
}

/** The time between two independent visitors, exponentially distributed. */
const gapMs = (rate: number) => (-Math.log(1 - Math.random()) / rate) * 1_000;

function finish(socket: Socket, resolve: () => void) {
  socket.end();
  resolve();
}

/** Length of the answer at the beginning; undefined while its head is incomplete. */
function answerLength(text: string) {
  const head = text.indexOf("\r\n\r\n");
  if (head === -1) return undefined;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head));
  return head + 4 + Number(length?.[1] ?? 0);
}

function note(answer: string, latencyMs: number, { statuses, locations, latencies }: State) {
  const status = Number(answer.slice(9, 12));
  statuses.set(status, (statuses.get(status) ?? 0) + 1);
  latencies.push(latencyMs);
  if (status !== 302) return;
  const at = answer.search(/\r\nlocation: /i) + 12;
  locations.push(answer.slice(at, answer.indexOf("\r\n", at)));
}
