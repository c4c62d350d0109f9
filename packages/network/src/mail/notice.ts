import type { Language } from "./language.ts";

/** Kinds of notices, each with what its text says. Parameters are stored, so they hold no secret. Times are Unix ms. */
interface NoticeParameters {
  traffic_silent: TrafficSubject & { hours: number; expected: number };
  traffic_below: TrafficSubject & { hourAt: number; count: number; expected: number };
  traffic_above: TrafficSubject & { hourAt: number; count: number; expected: number };
  traffic_days_below: TrafficSubject & { count: number; expected: number };
  traffic_days_above: TrafficSubject & { count: number; expected: number };
  conversions_collapsed: TrafficSubject & { hours: number; visitors: number; count: number; expected: number };
  upload_overdue: { offerId: string; offerName: string; startsAt: number; endsAt: number; dueAt: number };
}

interface TrafficSubject {
  subject: "link" | "offer";
  id: string;
  /** The slug of a link, the name of an offer. */
  name: string;
}

export type NoticeKind = keyof NoticeParameters;

/** A notice of some kind. */
export type NoticeContent = { [K in NoticeKind]: { kind: K; parameters: NoticeParameters[K] } }[NoticeKind];

type Phrases = { [K in NoticeKind]: (parameters: NoticeParameters[K], n: (value: number) => string) => string };

const TEXTS: Record<Language, Phrases> = {
  en: {
    traffic_silent: (p, n) =>
      `${nameIn.en(p)} has had no visitors for ${n(p.hours)} h. Usually ${n(p.expected)} come in that time.`,
    traffic_below: (p, n) =>
      `${nameIn.en(p)} had ${n(p.count)} visitors in the hour from ${minute(p.hourAt)} UTC. Usually ${n(p.expected)} come.`,
    traffic_above: (p, n) =>
      `${nameIn.en(p)} had ${n(p.count)} visitors in the hour from ${minute(p.hourAt)} UTC. Usually ${n(p.expected)} come.`,
    traffic_days_below: (p, n) =>
      `${nameIn.en(p)} has been below its usual range for three days: ${n(p.count)} visitors instead of about ${n(p.expected)}.`,
    traffic_days_above: (p, n) =>
      `${nameIn.en(p)} has been above its usual range for three days: ${n(p.count)} visitors instead of about ${n(p.expected)}.`,
    conversions_collapsed: (p, n) =>
      `${nameIn.en(p)}: ${n(p.visitors)} visitors of the last ${n(p.hours)} h brought ${p.count === 0 ? "no conversions" : p.count === 1 ? "only 1 conversion" : `only ${n(p.count)} conversions`}. Usually they bring about ${n(p.expected)}. The advertiser’s postback looks broken.`,
    upload_overdue: (p) =>
      `The orders of “${p.offerName}” from ${minute(p.startsAt)} to ${minute(p.endsAt)} UTC are overdue. They were promised by ${minute(p.dueAt)} UTC.`,
  },
  ru: {
    traffic_silent: (p, n) =>
      `${nameIn.ru(p)}: нет посетителей уже ${n(p.hours)} ч. Обычно за это время их бывает ${n(p.expected)}.`,
    traffic_below: (p, n) =>
      `${nameIn.ru(p)}: посетителей за час с ${minute(p.hourAt)} UTC — ${n(p.count)}. Обычно — ${n(p.expected)}.`,
    traffic_above: (p, n) =>
      `${nameIn.ru(p)}: посетителей за час с ${minute(p.hourAt)} UTC — ${n(p.count)}. Обычно — ${n(p.expected)}.`,
    traffic_days_below: (p, n) =>
      `${nameIn.ru(p)}: три дня ниже обычного. Посетителей ${n(p.count)} вместо примерно ${n(p.expected)}.`,
    traffic_days_above: (p, n) =>
      `${nameIn.ru(p)}: три дня выше обычного. Посетителей ${n(p.count)} вместо примерно ${n(p.expected)}.`,
    conversions_collapsed: (p, n) =>
      `${nameIn.ru(p)}: конверсий за последние ${n(p.hours)} ч — ${n(p.count)}, посетителей — ${n(p.visitors)}. Обычно столько посетителей приносят конверсий: ${n(p.expected)}. Похоже, постбэк рекламодателя не работает.`,
    upload_overdue: (p) =>
      `Заказы по офферу «${p.offerName}» с ${minute(p.startsAt)} по ${minute(p.endsAt)} UTC просрочены. Они были обещаны к ${minute(p.dueAt)} UTC.`,
  },
};

const nameIn: Record<Language, (subject: TrafficSubject) => string> = {
  en: ({ subject, name }) => (subject === "link" ? `The link /${name}` : `The offer “${name}”`),
  ru: ({ subject, name }) => (subject === "link" ? `Ссылка /${name}` : `Оффер «${name}»`),
};

const minute = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace("T", " ");

/** The text of a notice in a language. */
export function noticeText({ kind, parameters }: NoticeContent, language: Language): string {
  const numbers = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 });
  const phrase = TEXTS[language][kind] as (p: NoticeContent["parameters"], n: (value: number) => string) => string; // of the same kind
  return phrase(parameters, (value) => numbers.format(value));
}
