/** Rounds amounts that are not negative so that they add up to `total`, each by less than one unit. */
export function roundParts(parts: readonly number[], total: number): number[] {
  const exact = parts.reduce((sum, part) => sum + part, 0);
  // The parts add up to the total but for the errors of floating point.
  const scale = exact > 0 ? total / exact : 0;
  let [sum, rounded] = [0, 0];
  return parts.map((part) => {
    sum += part * scale;
    const before = rounded;
    rounded = Math.min(total, Math.round(sum));
    return rounded - before;
  });
}
