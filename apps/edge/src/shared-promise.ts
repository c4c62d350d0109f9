/**
 * The result of another request's promise, or of `own` if that takes longer than `ms`. `shared` must not reject.
 * Three rules of the runtime:
 *
 * 1. A request that waits for another's promise without I/O of its own is killed as hung, and the timer is that I/O.
 *    It is not cleared: it ends with its request, and clearing it costs a redirect as much as a signature.
 * 2. The other request may die, and its work with it.
 * 3. A promise brings its request's continuation back to that request because it was made there. Those of an optimised
 *    `new Promise` forget where: from 24,000 postbacks on, each answered in another's name, and failed. So
 *    `withResolvers` makes it (test/flows/long-lived.test.ts).
 */
export function joined<T>(shared: Promise<T>, ms: number, own: () => Promise<T>): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<T>();
  let isWaiting = true;
  setTimeout(() => {
    if (isWaiting) resolve(own());
  }, ms);
  void shared.then((value) => {
    isWaiting = false;
    resolve(value);
  });
  return promise;
}

/** Rejects if the promise takes longer than `ms`. */
export const within = <T>(ms: number, answer: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("timeout")), ms);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
