/** What can be done with a conversion, as its history names it. */
export const VERBS = [
  ...(["record", "approve", "late_approval", "reject", "reverse", "reopen", "hold", "release", "refuse"] as const),
  ...(["adjust", "click_known", "click_missing", "end_hold", "pay", "settle", "return"] as const),
  ...(["setoff_pay", "setoff_settle", "setoff_return"] as const),
];
