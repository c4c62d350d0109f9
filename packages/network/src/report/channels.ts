import type { Report } from "./report.ts";

/** What a channel may do. */
export interface ChannelRules {
  /** A new conversion is recorded as any other, or held until a trusted report or the operator vouches for it. */
  creates: "recorded" | "held";
  /** Its status is the advertiser's answer. */
  answers: boolean;
  /** Another amount than the recorded one is applied, left to the operator, or not read at all. */
  otherAmount: "applied" | "parked" | "ignored";
  /** A report that contradicts its order (another click, another currency) is left to the operator, or refused. */
  contradiction: "parked" | "refused";
  /** Completes what a pixel reported of the same click and goal: releases it and gives it order and amount. */
  completesPixel: boolean;
  /** A new conversion needs the time at which it occurred; else it counts as of the report. */
  needsOccurredAt: boolean;
  /** A report of a whole period also decides what it does not mention. */
  decidesUnmentioned: boolean;
}

const POSTBACK: ChannelRules = {
  creates: "recorded",
  answers: true,
  otherAmount: "parked",
  contradiction: "parked",
  completesPixel: true,
  needsOccurredAt: false,
  decidesUnmentioned: false,
};

/** The one table of what each channel may do. Documented in docs/advertisers.md. */
export const CHANNELS: Readonly<Record<Report["channel"], ChannelRules>> = {
  postback: POSTBACK,
  /** A kept postback once more: it may do what its original may. */
  replay: POSTBACK,
  /** The visitor's browser: nobody vouches for it. */
  pixel: {
    ...POSTBACK,
    creates: "held",
    answers: false,
    otherAmount: "ignored",
    completesPixel: false,
  },
  upload: {
    creates: "recorded",
    answers: true,
    otherAmount: "applied",
    contradiction: "refused",
    completesPixel: true,
    needsOccurredAt: true,
    decidesUnmentioned: true,
  },
};
