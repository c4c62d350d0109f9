import { describe, expect, test } from "vitest";
import type { Mail } from "./kinds.ts";
import { textOf } from "./texts.ts";

const HOSTILE = "Win\r\nBcc: all@people.example\u0000\u001b[2J\u2028\u0085now";
const ORIGIN = "https://control.example";
const LINKS = { origin: ORIGIN, withToken: `${ORIGIN}/reset?token=rst_1`, networkName: "Waymark" };
const PERIOD = { offerId: "off_1", offerName: HOSTILE, startsAt: 0, endsAt: 86_400_000, dueAt: 90_000_000 };

const MAILS: { [K in Mail["kind"]]: Extract<Mail, { kind: K }>["parameters"] } = {
  confirm: { id: "acc_1" },
  reset: { id: "acc_1" },
  invitation: { id: "ivt_1" },
  known_address: {},
  unknown_address: {},
  application: { applicationId: "app_1", offerName: HOSTILE },
  application_answer: { applicationId: "app_1", offerId: "off_1", status: "refused", reason: HOSTILE },
  message: { threadId: "thr_1", title: HOSTILE },
  member_role: { memberRole: "manager", reason: HOSTILE },
  member_removed: { reason: HOSTILE },
  key_revoked: { keyId: "key_1", keyName: HOSTILE, reason: HOSTILE },
  payout_account: { change: "added", mask: HOSTILE, currency: "USD", reason: HOSTILE },
  upload_due: PERIOD,
  upload_late: PERIOD,
  upload_overdue: PERIOD,
  report: { id: "rpt_1", reportName: HOSTILE, zone: "Europe/Moscow", startsAt: 0, endsAt: 86_400_000 },
  notice: {
    content: {
      kind: "traffic_silent",
      parameters: { subject: "offer", id: "off_1", name: HOSTILE, hours: 40, expected: 80 },
    },
  },
};

describe.each(Object.entries(MAILS))("a mail %s", (kind, parameters) => {
  const mail = { kind, parameters } as Mail; // of one entry
  const forms = ([null, "en", "ru"] as const).map((language) => textOf(mail, language, LINKS));

  test("has no text by a user in its subject, and no control character anywhere", () => {
    for (const { subject, text } of forms) {
      expect(subject).not.toMatch(/Win|Bcc/);
      expect(subject + text.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
    }
  });

  test("has a full link in a paragraph of its own", () => {
    for (const { text } of forms) expect(text.split("\n\n")[1]?.trim()).toMatch(/^https:\/\/control\.example\/\S*$/);
  });

  test("is in the language of its recipient, or in all if it is not known", () => {
    const [both, english, russian] = forms;
    expect(english?.subject).not.toMatch(/[а-я]/);
    expect(russian?.subject).toMatch(/[а-я]/);
    expect(both?.subject).toBe(`${english?.subject} / ${russian?.subject.replace("Waymark: ", "")}`);
  });
});

test("a reason keeps its lines, a name does not", () => {
  const { text } = textOf(
    { kind: "key_revoked", parameters: { keyId: "key_1", keyName: "a\nb", reason: "1\n2" } },
    "en",
    LINKS,
  );
  expect(text).toContain('"a b"');
  expect(text).toContain("1\n2");
});

test.each([
  ["en", "The link /x: 320 visitors of the last 9 h brought no conversions. Usually they bring about 21.4."],
  ["ru", "Ссылка /x: конверсий за последние 9 ч — 0, посетителей — 320."],
] as const)("a notice of conversions that collapsed says in %s what came and what is usual", (language, begins) => {
  const about = { subject: "link", id: "lnk_1", name: "x" } as const;
  const parameters = { ...about, hours: 9, visitors: 320, count: 0, expected: 21.4 };
  const { text } = textOf(
    { kind: "notice", parameters: { content: { kind: "conversions_collapsed", parameters } } },
    language,
    LINKS,
  );
  expect(text).toContain(begins);
});
