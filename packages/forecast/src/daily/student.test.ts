import { expect, test } from "vitest";
import { normalQuantile, studentQuantile } from "./student.ts";

test.each([
  [0.5, 0],
  [0.9, 1.281552],
  [0.975, 1.959964],
  [0.999, 3.090232],
  [0.01, -2.326348],
])("the normal quantile of %d is %d", (probability, quantile) =>
  expect(normalQuantile(probability)).toBeCloseTo(quantile, 5),
);

test.each([
  [0.9, 2, 1.886],
  [0.975, 2, 4.303],
  [0.9, 3, 1.638],
  [0.975, 3, 3.182],
  [0.9, 5, 1.476],
  [0.975, 5, 2.571],
  [0.9, 10, 1.372],
  [0.975, 10, 2.228],
])("Student's quantile of %d with %i degrees of freedom is %d", (probability, degrees, quantile) =>
  expect(Math.abs(studentQuantile(probability, degrees) / quantile - 1)).toBeLessThan(0.01),
);
