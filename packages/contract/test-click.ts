import { MINUTE_MS } from "./duration.ts";

/** The parameter of a partner link with the click_ID of a webmaster's own test. */
export const TEST_CLICK_PARAMETER = "test_click";

/** How long after it was made a test can be clicked. */
export const TEST_CLICK_MS = 10 * MINUTE_MS;
