import { expect, test } from "vitest";
import { ConcurrentWriteError, retryOnConcurrentWrite } from "./index.ts";

/** Work that loses so many races before it gets through, and counts its tries. */
function contested(losses: number, error: Error = new ConcurrentWriteError("first")) {
  const counted = { tries: 0 };
  const work = () => {
    counted.tries++;
    return counted.tries <= losses ? Promise.reject(error) : Promise.resolve("written");
  };
  return { counted, work };
}

test.each([
  [0, 1],
  [1, 2],
  [4, 5],
])("work with %i concurrent writes succeeds in attempt %i", async (losses, tries) => {
  const { counted, work } = contested(losses);
  expect(await retryOnConcurrentWrite(work, { triesMax: 5 })).toBe("written");
  expect(counted.tries).toBe(tries);
});

test("a concurrent write in every attempt is thrown", async () => {
  const { counted, work } = contested(5);
  await expect(retryOnConcurrentWrite(work, { triesMax: 5 })).rejects.toThrow(ConcurrentWriteError);
  expect(counted.tries).toBe(5);
});

test("another failure is not retried", async () => {
  const { counted, work } = contested(1, new Error("D1 is down"));
  await expect(retryOnConcurrentWrite(work, { triesMax: 5 })).rejects.toThrow("D1 is down");
  expect(counted.tries).toBe(1);
});
