import type errors from "./errors/en.json";
import type common from "./common/en.json";
import type findings from "./findings/en.json";
import type outcomes from "./outcomes/en.json";
import type reasons from "./reasons/en.json";

/** The texts of each namespace. A page adds its own: `declare module "../../text/texts.ts" { interface Texts … }`. */
export interface Texts {
  common: typeof common;
  errors: typeof errors;
  findings: typeof findings;
  outcomes: typeof outcomes;
  reasons: typeof reasons;
}
