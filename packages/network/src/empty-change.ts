/** Whether a change names no field. Then nothing is written, and the version stays. */
export const changesNothing = ({ version: _, ...fields }: { version?: number | undefined }): boolean =>
  Object.values(fields).every((value) => value === undefined);
