/** The isolate of a running Worker, accessed by workerd's inspector. */
export interface Isolate {
  /** Bytes that it holds: its heap and external buffers, including uncollected garbage. */
  heldBytes(): Promise<number>;
  /** Collects garbage. It happens when the Worker runs next, since it is a task of the isolate. */
  collectGarbage(): Promise<void>;
  close(): void;
}

interface HeapUsage {
  usedSize: number;
  backingStorageSize: number;
}

/**
 * Opens the isolate of a Worker by its name in wrangler.toml; the network must have been started with this
 * `inspectorPort`.
 */
export async function openIsolate(inspectorPort: number, service: string): Promise<Isolate> {
  const socket = new WebSocket(`ws://127.0.0.1:${inspectorPort}/core:user:${service}`);
  const waiting = new Map<number, (answer: { result: unknown }) => void>();
  let calls = 0;
  socket.addEventListener("message", ({ data }) => {
    const answer = JSON.parse(String(data)) as { id?: number; result: unknown }; // Chrome DevTools Protocol
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", () => reject(new Error(`no inspector of ${service}`)));
  });

  async function call<Result>(method: string): Promise<Result> {
    const id = ++calls;
    const answer = new Promise<{ result: unknown }>((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ id, method }));
    const { result } = await answer;
    waiting.delete(id);
    return result as Result; // as the protocol says
  }
  return {
    async heldBytes() {
      const { usedSize, backingStorageSize } = await call<HeapUsage>("Runtime.getHeapUsage");
      return usedSize + backingStorageSize;
    },
    collectGarbage: () => call("HeapProfiler.collectGarbage"),
    close: () => socket.close(),
  };
}
