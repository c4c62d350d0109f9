/** Passes deliveries on, or holds them until it opens. */
export function createGate() {
  let opened = Promise.withResolvers<void>();
  opened.resolve();
  return {
    pass: async () => {
      await opened.promise;
      return new Response("open");
    },
    close: () => {
      opened = Promise.withResolvers<void>();
    },
    open: () => opened.resolve(),
  };
}
