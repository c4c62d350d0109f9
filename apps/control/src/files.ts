/**
 * Headers of an uploaded file. Opened by itself, a browser saves it; embedded in a page, it has no origin and can't run
 * code. The app's other headers are added to these.
 */
export const fileHeaders = ({ name, type, sizeBytes }: { name: string; type: string; sizeBytes: number }) => ({
  "content-type": type,
  "content-length": String(sizeBytes),
  "content-disposition": `attachment; filename*=UTF-8''${encodeRfc5987(name.toWellFormed())}`,
  "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
});

/** Also encodes the characters that `encodeURIComponent` leaves but a header's parameter may not contain. */
const encodeRfc5987 = (text: string) =>
  encodeURIComponent(text).replaceAll(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
