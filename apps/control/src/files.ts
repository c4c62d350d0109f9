/**
 * Headers of an uploaded file. A browser saves it when it is opened by itself; if it is shown, it has no origin and can't
 * run code. The app's other headers are added to these.
 */
export const fileHeaders = ({ name, type, sizeBytes }: { name: string; type: string; sizeBytes: number }) => ({
  "content-type": type,
  "content-length": String(sizeBytes),
  "content-disposition": `attachment; filename*=UTF-8''${encodeRfc5987(name.toWellFormed())}`,
  "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
});

/** What `encodeURIComponent` leaves and a header's parameter may not hold. */
const encodeRfc5987 = (text: string) =>
  encodeURIComponent(text).replaceAll(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
