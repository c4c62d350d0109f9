import { DEMO } from "@waymark/dev/demo";
import { startCabinet, type TestCabinet } from "../harness/cabinet.ts";

/** The network and the browser of all browser tests; `useCabinet` starts them. */
export let cabinet: TestCabinet;

export async function useCabinet(): Promise<void> {
  cabinet = await startCabinet();
}

export const OPERATOR = { email: DEMO.emails.operator, password: DEMO.password };
export const ADVERTISER = { email: DEMO.emails.advertiser, password: DEMO.password };
export const WEBMASTER = { email: DEMO.emails.webmaster, password: DEMO.password };
