import type { Report } from "./report.ts";

/** What a channel may do. */
export interface ChannelRules {
  /** A new conversion is recorded normally, or held until a trusted report or the operator confirms it. */
  creates: "recorded" | "held";
  /** Its status is the advertiser's answer. */
  answers: boolean;
  /**
   * The time of an answer that states none: when the network accepted the report, or when it is applied. An upload's is
   * the latter, because the advertiser sees what it changes and then commits it.
   */
  answersAsOf: "acceptance" | "application";
  /**
   * What happens to an amount that differs from the recorded one: applied, left to the operator (`parked`), or not
   * read.
   */
  otherAmount: "applied" | "parked" | "ignored";
  /**
   * What happens to a report that contradicts its order (another click, another currency): left to the operator, or
   * refused.
   */
  contradiction: "parked" | "refused";
  /** Completes a pixel's report of the same click and goal: releases it and adds its order and amount. */
  completesPixel: boolean;
  /** A new conversion needs the time at which it occurred. Otherwise it occurred when it was reported. */
  needsOccurredAt: boolean;
  /**
   * What a report without an order is, if its goal counts every repeat of a click: one more conversion, the same one,
   * or refused because the next report could not be told from another repeat.
   */
  repeatWithoutOrder: "counted" | "same" | "refused";
  /** The goal of an order that names none: the default goal, or the only goal under which the order is recorded. */
  orderWithoutGoal: "default" | "recorded";
  /** A report of a whole period also decides the conversions that it does not mention. */
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

/** What each channel may do. Documented in docs/advertisers.md. */
export const CHANNELS: Readonly<Record<Report["channel"], ChannelRules>> = {
  postback: POSTBACK,
  /** A replayed postback may do what the original may. */
  replay: POSTBACK,
  /** The report of a visitor's browser, which proves nothing. */
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
  /** `POST /conversions`: nothing is parked, because the answer says at once what is wrong. */
  api: {
    creates: "recorded",
    answers: true,
    answersAsOf: "acceptance",
    otherAmount: "applied",
    contradiction: "refused",
    completesPixel: true,
    needsOccurredAt: false,
    repeatWithoutOrder: "refused",
    orderWithoutGoal: "recorded",
    decidesUnmentioned: false,
  },
  /** A webmaster's claim that the advertiser or the operator accepts: it is judged as of its acceptance. */
  claim: {
    creates: "recorded",
    answers: true,
    answersAsOf: "acceptance",
    otherAmount: "applied",
    contradiction: "refused",
    completesPixel: true,
    needsOccurredAt: false,
    repeatWithoutOrder: "same",
    orderWithoutGoal: "default",
    decidesUnmentioned: false,
  },
};

export const CHANNEL_NAMES = Object.keys(CHANNELS) as Report["channel"][]; // its keys are a closed list
