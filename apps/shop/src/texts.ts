import { parseAccept } from "hono/utils/accept";
import type { PostbackState } from "./delivery.ts";
import type { Settings } from "./settings.ts";

export const LANGUAGES = ["en", "ru"] as const;

export type Language = (typeof LANGUAGES)[number];

/** Why a page can't be shown. */
export type Trouble =
  | "not_found"
  | "unknown_product"
  | "bad_quantity"
  | "bad_setting"
  | "cross_site"
  | "too_large"
  | "failed";

/** The language of this tag ("ru", "ru-RU"); undefined if the shop does not have it. */
export const languageOfTag = (tag: string | undefined) =>
  LANGUAGES.find((language) => tag?.toLowerCase().split("-")[0] === language);

/** The shop's language that an Accept-Language header prefers; English if it accepts none. */
export function preferredLanguage(acceptLanguage: string): Language {
  for (const { type, q } of parseAccept(acceptLanguage)) {
    const language = languageOfTag(type);
    if (language !== undefined && q > 0) return language;
  }
  return "en";
}

interface Texts {
  languageName: string;
  tagline: string;
  heading: string;
  intro: string;
  quantity: string;
  buy: string;
  sample: string;
  cameByClick: string;
  cameByNoClick: string;
  settings: string;
  orderHeading: string;
  orderThanks: string;
  order: string;
  product: string;
  amount: string;
  ordered: string;
  postbacks: string;
  noPostback: string;
  postback: string;
  state: string;
  states: Record<PostbackState, string>;
  receipt: string;
  attempts: string;
  nextAttempt: string;
  repeatsLeft: string;
  lastAnswer: string;
  noAnswer: string;
  scheduleLookUp: string;
  settingsIntro: string;
  repeat: string;
  repeatHint: string;
  reporting: string;
  byPostback: string;
  byUpload: string;
  reportingHint: string;
  late: string;
  answers: string;
  answersOf: Record<Settings["answers"], string>;
  shuffled: string;
  save: string;
  saved: string;
  back: string;
  troubles: Record<Trouble, { title: string; advice: string }>;
}

export const TEXTS: Record<Language, Texts> = {
  en: {
    languageName: "English",
    tagline: "Maps, compasses and notebooks",
    heading: "Know where you stand",
    intro: "Small things that help you find the way, and write down how it was.",
    quantity: "Quantity",
    buy: "Buy",
    sample: "Cairn & Co. is the sample advertiser of Waymark: nothing is really sold here.",
    cameByClick: "You came by a partner link, click",
    cameByNoClick: "You did not come by a partner link.",
    settings: "Shop settings",
    orderHeading: "Thank you!",
    orderThanks: "Your order is placed. This page is its receipt.",
    order: "Order",
    product: "Bought",
    amount: "Amount",
    ordered: "Ordered",
    postbacks: "Reports to the network",
    noPostback: "Nothing: you did not come by a partner link, so no partner earns a commission from this order.",
    postback: "Postback",
    state: "State",
    states: {
      waiting: "Waiting: not acknowledged yet",
      acknowledged: "Acknowledged",
      refused: "Given up: the network refused it",
    },
    receipt: "Receipt",
    attempts: "Attempts",
    nextAttempt: "Next attempt",
    repeatsLeft: "Repeats left",
    lastAnswer: "Last answer",
    noAnswer: "none",
    scheduleLookUp: "Look again",
    settingsIntro: "How this shop reports to the network. A change applies to postbacks acknowledged from now on.",
    repeat: "Repeats",
    reporting: "How sales are reported",
    byPostback: "At once, by postback",
    byUpload: "At the end of the period, in a file",
    reportingHint:
      "With a file, the shop sends no postbacks and reports all orders at the end of the period. A change applies to new orders.",
    repeatHint: "How many times every acknowledged postback is sent again. The network must count it once.",
    late: "Seconds after which a sale is reported to the network",
    answers: "The shop's answer to a sale",
    answersOf: {
      none: "It is left open",
      approve: "It is approved",
      reject: "It is rejected",
      change_mind: "Approved, then rejected, then approved",
    },
    shuffled: "Send the reports in reverse order",
    save: "Save",
    saved: "Saved.",
    back: "Back to the shop",
    troubles: {
      not_found: { title: "Page not found", advice: "The address may be mistyped." },
      unknown_product: { title: "Product not found", advice: "Choose one of those in the shop." },
      bad_quantity: { title: "Invalid quantity", advice: "One to nine pieces fit into an order." },
      bad_setting: { title: "Invalid setting", advice: "Repeats are from 0 to 9, seconds from 0 to 86400." },
      cross_site: { title: "Request from another site", advice: "Only our own pages may send forms here." },
      too_large: { title: "The form is too large", advice: "Use the forms of this shop." },
      failed: { title: "Something broke on our side", advice: "Please try again in a moment." },
    },
  },
  ru: {
    languageName: "Русский",
    tagline: "Карты, компасы и блокноты",
    heading: "Знайте, где вы",
    intro: "Небольшие вещи, с которыми легче найти дорогу и записать, как это было.",
    quantity: "Количество",
    buy: "Купить",
    sample: "Cairn & Co. — учебный рекламодатель сети Waymark: на самом деле здесь ничего не продаётся.",
    cameByClick: "Вы пришли по партнёрской ссылке, клик",
    cameByNoClick: "Вы пришли не по партнёрской ссылке.",
    settings: "Настройки магазина",
    orderHeading: "Спасибо!",
    orderThanks: "Заказ оформлен. Эта страница — ваш чек.",
    order: "Заказ",
    product: "Куплено",
    amount: "Сумма",
    ordered: "Оформлен",
    postbacks: "Что сообщено сети",
    noPostback: "Ничего: вы пришли не по партнёрской ссылке, поэтому за этот заказ никто не получит вознаграждения.",
    postback: "Постбэк",
    state: "Состояние",
    states: {
      waiting: "Ожидание: ещё не подтверждён",
      acknowledged: "Подтверждён",
      refused: "Отправка прекращена: сеть отказала",
    },
    receipt: "Квитанция",
    attempts: "Попыток",
    nextAttempt: "Следующая попытка",
    repeatsLeft: "Осталось повторов",
    lastAnswer: "Последний ответ",
    noAnswer: "нет",
    scheduleLookUp: "Обновить",
    settingsIntro: "Как магазин ведёт себя с сетью. Изменение действует для постбэков, подтверждённых после него.",
    repeat: "Повторы",
    reporting: "Как сообщать о продажах",
    byPostback: "Сразу, постбэком",
    byUpload: "В конце периода, файлом",
    reportingHint: "С файлом магазин молчит до конца периода; действует для заказов с этого момента.",
    repeatHint: "Сколько раз каждый подтверждённый постбэк отправляется ещё раз. Сеть должна учесть его однажды.",
    late: "Через сколько секунд сеть узнаёт о продаже",
    answers: "Что станет с продажей",
    answersOf: {
      none: "Остаётся без ответа",
      approve: "Подтверждается",
      reject: "Отклоняется",
      change_mind: "Подтверждается, отклоняется, снова подтверждается",
    },
    shuffled: "Сообщать в обратном порядке: последнее — первым",
    save: "Сохранить",
    saved: "Сохранено.",
    back: "Вернуться в магазин",
    troubles: {
      not_found: { title: "Такой страницы нет", advice: "Возможно, в адресе опечатка." },
      unknown_product: { title: "Такого товара нет", advice: "Выберите один из тех, что есть в магазине." },
      bad_quantity: { title: "Такое количество не подходит", advice: "В одном заказе — от одной до девяти штук." },
      bad_setting: { title: "Такой настройки нет", advice: "Повторы — от 0 до 9, секунды — от 0 до 86400." },
      cross_site: { title: "Запрос пришёл с другого сайта", advice: "Формы принимаются только с наших страниц." },
      too_large: { title: "Слишком много данных", advice: "Наши формы гораздо меньше." },
      failed: { title: "У нас что-то сломалось", advice: "Попробуйте ещё раз чуть позже." },
    },
  },
};
