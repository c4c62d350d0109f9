/**
 * Missing clicks by hour, without negative counts. An isolate whose clock was set back has numbers of one hour in
 * another: the surplus of an hour is subtracted from the hours before it, then from those after it. The sum stays the
 * same, or 0 if it is negative.
 */
export function settleHours(unstored: ReadonlyMap<number, number>): Map<number, number> {
  const hours = [...unstored.keys()].sort((a, b) => a - b);
  const settled = new Map(unstored);
  let surplus = 0;
  for (const hour of [...hours.toReversed(), ...hours]) {
    const left = (settled.get(hour) ?? 0) - surplus;
    surplus = Math.max(0, -left);
    settled.set(hour, Math.max(0, left));
  }
  return settled;
}
