/** Whether a change names no field besides the version that was seen. Then nothing is written, and the version stays. */
export const changesNothing = (change: object): boolean =>
  Object.entries(change).every(([name, value]) => name === "version" || value === undefined);
