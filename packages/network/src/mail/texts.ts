import type { ApplicationStatus } from "../words.ts";
import { noticeText } from "./notice.ts";
import type { Mail, MailKind, MailParameters } from "./kinds.ts";
import { LANGUAGES, type Language } from "./language.ts";

export interface MailText {
  subject: string;
  text: string;
}

type Phrase = Record<Language, string>;

/** The parts of a mail: what happened and what to do, then the link, then the rest. */
interface Parts {
  lead: Phrase;
  link: string;
  closing?: Phrase;
  /** A text by a person, as it is. */
  quoted?: string | null;
}

/** A subject is a constant: a text by a user is never in it. */
type Form<P> = { subject: Phrase; parts: (parameters: P, links: Links) => Parts };

/** Addresses that mails name. */
interface Links {
  /** The origin of the control plane. */
  origin: string;
  /** The page that carries the token of the mail, if its kind has one. */
  withToken: string;
  /** Name of the network, with which each subject begins. */
  networkName: string;
  /** For the mail of a report. */
  report?: ReportContents | undefined;
}

/** What the mail of a report says besides its name and times. */
export interface ReportContents {
  /** The address of its file. */
  link: string;
  /** A line for each figure, or why there are none. */
  figures: string;
  isCounted: boolean;
}

const IGNORE_IT: Phrase = {
  en: "If you did not ask for it, ignore this mail.",
  ru: "Если вы этого не запрашивали, ничего делать не нужно.",
};

const FORMS: { [K in MailKind]: Form<MailParameters[K]> } = {
  confirm: {
    subject: { en: "confirm your address", ru: "подтвердите адрес" },
    parts: (_, { withToken }) => ({
      lead: {
        en: "Open this link within an hour, choose a password and confirm your address:",
        ru: "Откройте эту ссылку в течение часа, придумайте пароль и подтвердите адрес:",
      },
      link: withToken,
      closing: IGNORE_IT,
    }),
  },
  reset: {
    subject: { en: "reset your password", ru: "сброс пароля" },
    parts: (_, { withToken }) => ({
      lead: {
        en: "Open this link within an hour and set a new password. A newer link or a changed password ends it:",
        ru: "Откройте эту ссылку в течение часа и задайте новый пароль. Новая ссылка или смена пароля отменяет эту:",
      },
      link: withToken,
      closing: IGNORE_IT,
    }),
  },
  invitation: {
    subject: { en: "an invitation", ru: "приглашение" },
    parts: (_, { withToken }) => ({
      lead: {
        en: "You are invited to Waymark. Open this link within a week, and choose a name and a password:",
        ru: "Вас приглашают в Waymark. Откройте эту ссылку в течение недели, укажите имя и придумайте пароль:",
      },
      link: withToken,
    }),
  },
  known_address: {
    subject: { en: "you already have an account", ru: "у вас уже есть учётная запись" },
    parts: (_, { origin }) => ({
      lead: {
        en: "You, or another person, signed up with this address, which already has an account. Sign in. If you forgot your password, ask for a new one here:",
        ru: "Кто-то, возможно вы, зарегистрировался с этим адресом, но учётная запись уже есть. Войдите. Если пароль забыт, запросите новый здесь:",
      },
      link: `${origin}/reset`,
    }),
  },
  unknown_address: {
    subject: { en: "this address has no account", ru: "с этим адресом нет учётной записи" },
    parts: (_, { origin }) => ({
      lead: {
        en: "You, or another person, asked for a mail of an account with this address. There is none, perhaps because you signed up with another address, or more than a day ago and did not confirm it. This is the network:",
        ru: "Кто-то, возможно вы, запросил письмо для учётной записи с этим адресом. Такой нет: возможно, вы зарегистрировались с другим адресом или не подтвердили его за сутки. Адрес сети:",
      },
      link: `${origin}/`,
      closing: IGNORE_IT,
    }),
  },
  application: {
    subject: { en: "an application", ru: "заявка" },
    parts: ({ applicationId, offerName }, { origin }) => ({
      lead: {
        en: `A webmaster asks to run your offer "${offerName}". Approve or refuse the application ${applicationId}:`,
        ru: `Вебмастер просит подключить его к вашему офферу «${offerName}». Одобрите или отклоните заявку ${applicationId}:`,
      },
      link: `${origin}/api/v1/applications/${applicationId}`,
    }),
  },
  application_answer: {
    subject: { en: "your application", ru: "ваша заявка" },
    parts: ({ applicationId, offerId, status, reason }, { origin }) => ({
      lead: {
        en: `Your application ${applicationId} for the offer ${offerId} ${APPLICATION_STATUS[status].en}.`,
        ru: `Ваша заявка ${applicationId} на оффер ${offerId} ${APPLICATION_STATUS[status].ru}.`,
      },
      link: `${origin}/api/v1/applications/${applicationId}`,
      quoted: reason,
    }),
  },
  message: {
    subject: { en: "a message", ru: "сообщение" },
    parts: ({ threadId, title }, { origin }) => ({
      lead: {
        en: `There is a new message for you in the thread "${title}". Read and answer it:`,
        ru: `Для вас есть новое сообщение в теме «${title}». Прочитайте его и ответьте:`,
      },
      link: `${origin}/api/v1/support/threads/${threadId}`,
    }),
  },
  member_role: {
    subject: { en: "your role has changed", ru: "ваша роль изменена" },
    parts: ({ memberRole, reason }, { origin }) => ({
      lead: {
        en: `Your role in the account is now "${memberRole}". The members of the account, whom you can ask:`,
        ru: `Ваша роль в аккаунте теперь «${memberRole}». Участники аккаунта, которых можно спросить:`,
      },
      link: `${origin}/api/v1/members`,
      quoted: reason,
    }),
  },
  member_removed: {
    subject: { en: "you were removed from an account", ru: "вас удалили из аккаунта" },
    parts: ({ reason }, { origin }) => ({
      lead: {
        en: "You are no longer a member of the account. Your sessions and API keys have ended; you can sign up again:",
        ru: "Вы больше не участник аккаунта. Ваши сеансы и ключи API завершены; можно зарегистрироваться заново:",
      },
      link: `${origin}/`,
      quoted: reason,
    }),
  },
  key_revoked: {
    subject: { en: "an API key was revoked", ru: "ключ API отозван" },
    parts: ({ keyId, keyName, reason }, { origin }) => ({
      lead: {
        en: `The operator revoked your API key "${keyName}" (${keyId}). If a program uses it, create another one:`,
        ru: `Оператор отозвал ваш ключ API «${keyName}» (${keyId}). Если им пользуется программа, создайте другой:`,
      },
      link: `${origin}/api/v1/api-keys`,
      quoted: reason,
    }),
  },
  payout_account: {
    subject: { en: "your payout account", ru: "ваш счёт для выплат" },
    parts: ({ change, mask, currency, reason }, { origin }) => ({
      lead: {
        en: `${PAYOUT_ACCOUNT_CHANGE[change].en}: ${mask}, for payouts in ${currency}. If it was not you, sign in, change your password and write to the support at once:`,
        ru: `${PAYOUT_ACCOUNT_CHANGE[change].ru}: ${mask}, для выплат в ${currency}. Если это были не вы, войдите, смените пароль и сразу напишите в поддержку:`,
      },
      link: `${origin}/`,
      quoted: reason,
    }),
  },
  upload_due: uploadForm({ en: "is due", ru: "пора передать" }),
  upload_late: uploadForm({ en: "is late", ru: "опаздывает" }),
  upload_overdue: uploadForm({ en: "is overdue", ru: "просрочена" }),
  report: {
    subject: { en: "your report", ru: "ваш отчёт" },
    parts: ({ reportName, zone, startsAt, endsAt }, { origin, withToken, report }) => ({
      lead: {
        en: `Your report “${reportName}” from ${dateIn(zone, startsAt)} to ${dateIn(zone, endsAt - 1)} (${zone}). Its rows as a file, after signing in:`,
        ru: `Ваш отчёт «${reportName}» с ${dateIn(zone, startsAt)} по ${dateIn(zone, endsAt - 1)} (${zone}). Строки отчёта файлом, после входа:`,
      },
      link: report?.link ?? `${origin}/`,
      quoted: report?.figures ?? null,
      closing: {
        en: `To stop these mails, open this link: ${withToken}`,
        ru: `Чтобы больше не получать эти письма, откройте ссылку: ${withToken}`,
      },
    }),
  },
  notice: {
    subject: { en: "something needs a look", ru: "что-то требует внимания" },
    parts: ({ content }, { origin }) => ({
      lead: {
        en: cleaned(`${noticeText(content, "en")} This is told once, until it is over:`, false),
        ru: cleaned(`${noticeText(content, "ru")} Об этом сообщается один раз, пока это не кончится:`, false),
      },
      link: `${origin}/notices`,
    }),
  },
};

const PAYOUT_ACCOUNT_CHANGE: Record<MailParameters["payout_account"]["change"], Phrase> = {
  added: {
    en: "A payout account was added; payouts go to it after 72 hours",
    ru: "Добавлен счёт для выплат; выплаты на него пойдут через 72 часа",
  },
  main: { en: "Payouts now go to another account", ru: "Выплаты теперь идут на другой счёт" },
  removed: { en: "A payout account was removed", ru: "Счёт для выплат удалён" },
  held: { en: "The network stopped payouts to an account", ru: "Сеть остановила выплаты на счёт" },
  released: { en: "The network checked an account, and pays to it", ru: "Сеть проверила счёт и платит на него" },
};

const APPLICATION_STATUS: Record<ApplicationStatus, Phrase> = {
  pending: { en: "is waiting", ru: "ожидает решения" },
  approved: { en: "is approved", ru: "одобрена" },
  refused: { en: "is refused", ru: "отклонена" },
  withdrawn: { en: "is withdrawn", ru: "отозвана" },
  revoked: {
    en: "is no longer approved; your links to the offer lead to the fallback, and what you earned stays yours",
    ru: "больше не одобрена; ваши ссылки на оффер ведут на запасной адрес, заработанное остаётся за вами",
  },
};

function uploadForm(status: Phrase): Form<MailParameters["upload_due"]> {
  return {
    subject: { en: `an upload ${status.en}`, ru: `выгрузка: ${status.ru}` },
    parts: ({ offerId, offerName, startsAt, endsAt, dueAt }, { origin }) => ({
      lead: {
        en: `Upload the orders of “${offerName}” from ${minuteOf(startsAt)} to ${minuteOf(endsAt)} UTC. They were promised to webmasters by ${minuteOf(dueAt)} UTC:`,
        ru: `Передайте заказы по офферу «${offerName}» с ${minuteOf(startsAt)} по ${minuteOf(endsAt)} UTC. Они обещаны вебмастерам к ${minuteOf(dueAt)} UTC:`,
      },
      link: `${origin}/api/v1/offers/${offerId}/upload-schedule`,
    }),
  };
}

/** A date of the zone, like 2026-11-29. */
const dateIn = (zone: string, ms: number) => new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(ms);

const minuteOf = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace("T", " ");

/** A mail's subject and text: in this language, or in all of them if it is not known. */
export function textOf(mail: Mail, language: Language | null, links: Links): MailText {
  const { subject, parts } = FORMS[mail.kind] as Form<Mail["parameters"]>; // of the same kind
  const { lead, link, closing, quoted } = parts(withoutControls(mail.parameters), links);
  const inLanguages = (phrase: Phrase) => (language === null ? LANGUAGES : [language]).map((name) => phrase[name]);
  const paragraphs = [
    inLanguages(lead).join("\n"),
    link,
    ...(quoted === undefined || quoted === null ? [] : [quoted]),
    ...(closing === undefined ? [] : [inLanguages(closing).join("\n")]),
  ];
  return { subject: `${links.networkName}: ${inLanguages(subject).join(" / ")}`, text: `${paragraphs.join("\n\n")}\n` };
}

/** Texts by users without control characters, but with the lines of a text that has some. */
const withoutControls = <P extends object>(parameters: P): P =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === "string" ? cleaned(value, name === "reason") : value,
    ]),
  ) as P; // the same keys

const cleaned = (text: string, hasLines: boolean) =>
  text.replace(/\r\n?/g, "\n").replace(hasLines ? /[^\P{Cc}\n]/gu : /\p{Cc}+/gu, " ");
