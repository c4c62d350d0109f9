import type { Report } from "./report.ts";

/** What a channel may do. */
export interface ChannelRules {
  /** A new conversion is recorded as any other, or held until a trusted report or the operator vouches for it. */
  creates: "recorded" | "held";
  /** Its status is the advertiser's answer. */
  answers: boolean;
  /**
   * When an answer without a time of its own counts as given: when the network accepted the report, or when it is
   * applied, because the advertiser sees what it changes and commits it.
   */
  answersAsOf: "acceptance" | "application";
  /** Another amount than the recorded one is applied, left to the operator, or not read at all. */
  otherAmount: "applied" | "parked" | "ignored";
  /** A report that contradicts its order (another click, another currency) is left to the operator, or refused. */
  contradiction: "parked" | "refused";
  /** Completes what a pixel reported of the same click and goal: releases it and gives it order and amount. */
  completesPixel: boolean;
  /** A new conversion needs the time at which it occurred; else it counts as of the report. */
  needsOccurredAt: boolean;
  /**
   * A report without an order, of a goal that counts every repeat of a click: one more conversion, the same one, or
   * refused, because nothing would tell its next report from another repeat.
   */
  repeatWithoutOrder: "counted" | "same" | "refused";
  /** An order without a goal is of the default goal, or of the one goal under which it is recorded. */
  orderWithoutGoal: "default" | "recorded";
  /** A report of a whole period also decides what it does not mention. */
  decidesUnmentioned: boolean;
}

const POSTBACK: ChannelRules = {
  creates: "recorded",
  answers: true,
  answersAsOf: "acceptance",
  otherAmount: "parked",
  contradiction: "parked",
  completesPixel: true,
  needsOccurredAt: false,
  repeatWithoutOrder: "counted",
  orderWithoutGoal: "default",
  decidesUnmentioned: false,
};

/** The one table of what each channel may do. Documented in docs/advertisers.md. */
export const CHANNELS: Readonly<Record<Report["channel"], ChannelRules>> = {
  postback: POSTBACK,
  /** A kept postback once more: it may do what its original may. */
  replay: POSTBACK,
  /** The visitor's browser: nobody vouches for it. */
  pixel: {
    creates: "held",
    answers: false,
    answersAsOf: "acceptance",
    otherAmount: "ignored",
    contradiction: "refused",
    completesPixel: false,
    needsOccurredAt: false,
    repeatWithoutOrder: "same",
    orderWithoutGoal: "default",
    decidesUnmentioned: false,
  },
  upload: {
    creates: "recorded",
    answers: true,
    answersAsOf: "application",
    otherAmount: "applied",
    contradiction: "refused",
    completesPixel: true,
    needsOccurredAt: true,
    repeatWithoutOrder: "refused",
    orderWithoutGoal: "recorded",
    decidesUnmentioned: true,
  },
};

export const CHANNEL_NAMES = Object.keys(CHANNELS) as Report["channel"][]; // its keys are closed
