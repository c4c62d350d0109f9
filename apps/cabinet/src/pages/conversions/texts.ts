import type { Conversion } from "@waymark/client";
import { SUB_IDS } from "../../words.ts";

/** The reason of the side that decided. */
export const reasonOf = ({ check_reason, validation_reason }: Conversion) => check_reason ?? validation_reason;

export const subIdsText = ({ click }: Conversion): string =>
  SUB_IDS.flatMap((name) => (click[name] === "" ? [] : [`${name}=${click[name]}`])).join(" · ");
