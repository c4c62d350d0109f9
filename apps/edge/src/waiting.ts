/**
 * What another request is working out, or one's own try where that takes longer than `ms`. Two rules of the runtime:
 * a request that waits for another's promise without I/O of its own is killed as hung, and the timer is that I/O; and
 * the other request may die, and its work with it. `shared` must not reject. The timer is not cleared: it ends with its
 * request, and clearing it costs a redirect as much as a signature.
 */
export const joined = <T>(shared: Promise<T>, ms: number, own: () => Promise<T>): Promise<T> =>
  new Promise((resolve) => {
    let isWaiting = true;
    setTimeout(() => {
      if (isWaiting) resolve(own());
    }, ms);
    void shared.then((value) => {
      isWaiting = false;
      resolve(value);
    });
  });

/** The answer of something that may hang; rejects after `ms`. */
export const within = <T>(ms: number, answer: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("timeout")), ms);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
