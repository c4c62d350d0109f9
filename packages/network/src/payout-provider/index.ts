export { advanceProvider } from "./advance.ts";
export { handOverRun } from "./hand-over.ts";
export { paypalPayouts } from "./paypal.ts";
export type { PayoutProvider } from "./provider.ts";
export { listSubmissions, noteWebhook, resolveSubmission, type Submission } from "./submissions.ts";
