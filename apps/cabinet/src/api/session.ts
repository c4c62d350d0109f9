/**
 * A session that ended while pages were open. Calls wait here until the person has signed in again; `SignInAgain` in
 * the frame shows the dialog.
 */
interface Wait {
  done: Promise<boolean>;
  end: (isSignedIn: boolean) => void;
}

let wait: Wait | undefined;
const listeners = new Set<() => void>();
const notify = () => listeners.forEach((listener) => listener());

/** Resolves when the person has signed in again, with false if they chose not to. */
export function signInAgain(): Promise<boolean> {
  if (wait === undefined) {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    wait = { done: promise, end: resolve };
    notify();
  }
  return wait.done;
}

/** Ends the wait of all calls. */
export function endWait(isSignedIn: boolean): void {
  wait?.end(isSignedIn);
  wait = undefined;
  notify();
}

export const isWaiting = (): boolean => wait !== undefined;

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
