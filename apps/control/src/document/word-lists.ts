import { ANSWER_REASONS } from "@waymark/contract/answer-reason";
import { REPORT_STATUSES } from "@waymark/contract/postback-event";
import { SUB_NAMES } from "@waymark/contract/sub-id";
import { VERDICTS } from "@waymark/contract/verdict";
import { CODES } from "@waymark/network/click";
import { CHANGE_REASONS, CONVERSION_STATUSES, REVIEW_EVENTS } from "@waymark/network/conversion";
import { ERROR_CODES } from "@waymark/network/errors";
import { CLICK_TREATMENTS, TRAFFIC_KINDS } from "@waymark/network/offer";
import { CLAIM_ANSWER_REASONS } from "@waymark/network/claim";
import { CHANNEL_NAMES, DECIMAL_SEPARATOR_NAMES, SENTENCES } from "@waymark/network/report";
import { REPORT_PERIODS } from "@waymark/network/scheduled-report";
import { OUTCOMES } from "@waymark/network/upload";
import { RULE_NAMES } from "@waymark/network/traffic-check";
import {
  APPLICATION_STATUSES,
  BANK_FILE_FORMATS,
  CLICK_STATES,
  ENTRY_OUTCOMES,
  GOAL_REPEATS,
  LEFT_OUT_REASONS,
  MEMBER_ROLES,
  CHECKS,
  CLAIM_KINDS,
  OFFER_ACCESS,
  OFFER_STATUSES,
  OFFER_VALIDATIONS,
  PAYOUT_METHODS,
  PAYOUT_RUN_STATUSES,
  PAYOUT_STATUSES,
  POSTBACK_OUTCOMES,
  ROLES,
  SCOPES,
  SIDES,
  UPLOAD_STATUSES,
  VALIDATIONS,
} from "@waymark/network/words";
import { EXPORT_FORMATS } from "../export-stream.ts";
import type { ApiDocument, Schema } from "./described.ts";

/** Closed lists of words that stand in several places, by the name that the document and the client give them. */
const WORD_LISTS: Readonly<Record<string, readonly [description: string, words: readonly string[]]>> = {
  AnswerReason: ["The reason of an advertiser's answer", ANSWER_REASONS],
  ApplicationStatus: ["Status of an application", APPLICATION_STATUSES],
  ChangeReason: ["Why a conversion changed", Object.keys(CHANGE_REASONS)],
  Channel: ["How a conversion was reported", CHANNEL_NAMES],
  CheckState: ["Where the network's check of a conversion stands", CHECKS],
  CheckRule: ["A rule of the traffic check", RULE_NAMES],
  ClaimKind: ["What a webmaster claims", CLAIM_KINDS],
  ClaimReason: ["Why a claim is declined", CLAIM_ANSWER_REASONS],
  ClickFacts: ["Whether the click of a conversion is stored", CLICK_STATES],
  ClickTreatment: ["What happens to the conversion of a click", CLICK_TREATMENTS],
  ConversionStatus: ["Status of a conversion", CONVERSION_STATUSES],
  BankFileFormat: ["Format of a file for a bank or payment service", BANK_FILE_FORMATS],
  BankEntryOutcome: ["What an entry of a bank statement does", ENTRY_OUTCOMES],
  BrowserFilter: ["A browser; an empty text where it is unknown", ["", ...Object.keys(CODES.browser)]],
  DecimalSeparator: ["The decimal separator of amounts", DECIMAL_SEPARATOR_NAMES],
  DeviceFilter: ["A kind of device; an empty text where it is unknown", ["", ...Object.keys(CODES.device)]],
  ErrorCode: ["Code of an error", ERROR_CODES],
  ExportFormat: ["Format of a file of rows", EXPORT_FORMATS],
  GoalRepeats: ["How often one click may reach a goal", GOAL_REPEATS],
  ParameterName: ["A parameter of links", SUB_NAMES],
  LeftOutReason: ["Why a payout run does not pay an amount", LEFT_OUT_REASONS],
  MemberRole: ["Role of a member in their account", MEMBER_ROLES],
  OfferAccess: ["Who may run an offer", OFFER_ACCESS],
  OfferStatus: ["Status of an offer", OFFER_STATUSES],
  OfferValidation: ["How an advertiser answers conversions", OFFER_VALIDATIONS],
  OsFilter: ["An operating system; an empty text where it is unknown", ["", ...Object.keys(CODES.os)]],
  PayoutMethod: ["How an external account is paid", PAYOUT_METHODS],
  PayoutRunStatus: ["Status of a payout run", PAYOUT_RUN_STATUSES],
  PayoutStatus: ["Status of a payout", PAYOUT_STATUSES],
  PostbackStatus: ["The outcome of a postback", POSTBACK_OUTCOMES],
  ReportPeriod: ["How often a report is mailed", REPORT_PERIODS],
  ReportReason: ["Why a report was rejected or parked", Object.keys(SENTENCES)],
  ReportStatus: ["An answer that a report brings", REPORT_STATUSES],
  ReviewEvent: ["A review of a conversion", REVIEW_EVENTS],
  Role: ["Role of an account", ROLES],
  Scope: ["What an API key may do", SCOPES],
  Side: ["A side of the network", SIDES],
  TrafficKind: ["A kind of traffic", TRAFFIC_KINDS],
  UploadRowOutcome: ["What a row of a file changes", OUTCOMES],
  UploadStatus: ["Status of an upload", UPLOAD_STATUSES],
  VerdictFilter: ["A verdict of a click; an empty text where it is unknown", ["", ...VERDICTS]],
  Validation: ["The advertiser's current answer to a conversion", VALIDATIONS],
};

const keyOf = (words: readonly unknown[]) => words.filter((word): word is string => typeof word === "string").join(" ");
const NAMES = new Map(Object.entries(WORD_LISTS).map(([name, [, words]]) => [keyOf(words), name]));

/** Writes each known list of words once, as a schema of its own, and refers to it wherever it stands. */
export function nameWordLists({ paths, components }: ApiDocument): void {
  referToWordLists(paths);
  referToWordLists(components.schemas);
  for (const [name, [description, words]] of Object.entries(WORD_LISTS)) {
    if (Object.hasOwn(components.schemas, name)) throw new Error(`two schemas have the name ${name}`);
    components.schemas[name] = { type: "string", enum: [...words], description };
  }
}

/** Replaces the known lists of words at any depth by references to their schemas. */
export function referToWordLists(node: unknown): void {
  if (typeof node !== "object" || node === null) return;
  for (const part of Object.values(node)) referToWordLists(part);
  const schema = node as Schema; // or another object, which has no enum
  const words = schema["enum"];
  const name = Array.isArray(words) ? NAMES.get(keyOf(words)) : undefined;
  if (!Array.isArray(words) || name === undefined) return;
  const reference = { $ref: `#/components/schemas/${name}` };
  Object.assign(schema, words.includes(null) ? { anyOf: [reference, { type: "null" }] } : reference);
  delete schema["type"];
  delete schema["enum"];
}

/** The lists of three or more words that stand in three or more places without a name. */
export function unnamedWordLists(document: ApiDocument): string[] {
  const places = new Map<string, number>();
  const count = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    for (const part of Object.values(node)) count(part);
    const words = (node as Schema)["enum"]; // as above
    if (Array.isArray(words) && words.length >= 3) places.set(keyOf(words), (places.get(keyOf(words)) ?? 0) + 1);
  };
  count(document);
  return [...places].flatMap(([words, times]) => (times >= 3 ? [words] : []));
}
