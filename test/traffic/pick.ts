import type { Draw } from "@waymark/forecast/testing";

/** One of these, each as likely. There must be one. */
export const pick = <T>(draw: Draw, items: readonly T[]): T => items[Math.floor(draw() * items.length)] as T; // within
