/**
 * What is not stored by hour, none of it less than nothing. An isolate whose clock was put back has numbers of one hour
 * in another: what an hour has too many is taken off the hours before it, then off those behind it. The sum stays, or is nothing.
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
