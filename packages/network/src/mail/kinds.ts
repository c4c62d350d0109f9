import type { ApplicationStatus, MemberRole } from "../words.ts";
import type { NoticeContent } from "./notice.ts";

/** The kinds of mail, each with what its text says. Parameters are stored, so they hold no secret. Times are Unix ms. */
export interface MailParameters {
  /** `id` names the row whose token the link carries. */
  confirm: { id: string };
  reset: { id: string };
  invitation: { id: string };
  /** A sign-up with an address that has an account. */
  known_address: Record<never, never>;
  /** A reset or a verification for an address that has none. */
  unknown_address: Record<never, never>;
  application: { applicationId: string; offerName: string };
  application_answer: { applicationId: string; offerId: string; status: ApplicationStatus; reason: string | null };
  message: { threadId: string; title: string };
  member_role: { memberRole: MemberRole; reason: string };
  member_removed: { reason: string };
  key_revoked: { keyId: string; keyName: string; reason: string };
  payout_account: {
    change: "added" | "main" | "removed" | "held" | "released";
    /** What its owner recognises the account by. */
    mask: string;
    currency: string;
    reason: string | null;
  };
  upload_due: UploadPeriodTimes;
  upload_late: UploadPeriodTimes;
  upload_overdue: UploadPeriodTimes;
  /** Something that the network noticed: its text is that of the notice. */
  notice: { content: NoticeContent };
  report: ReportMail;
}

/** A scheduled report of a period. Its figures are counted when the mail is sent. */
export interface ReportMail {
  /** Of the report; the token that ends its mails derives from it. */
  id: string;
  reportName: string;
  zone: string;
  startsAt: number;
  /** Exclusive. */
  endsAt: number;
}

interface UploadPeriodTimes {
  offerId: string;
  offerName: string;
  startsAt: number;
  endsAt: number;
  dueAt: number;
}

export type MailKind = keyof MailParameters;

/** A mail of some kind. */
export type Mail = { [K in MailKind]: { kind: K; parameters: MailParameters[K] } }[MailKind];
