import type { Reminder } from "@waymark/network/upload";
import type { Mail } from "./mail.ts";

/** Mails in English and Russian, because the language of the recipient is not known yet. */
export const verificationMail = (to: string, link: string): Mail => ({
  to,
  subject: "Waymark: confirm your address / подтвердите адрес",
  text: `Open this link within an hour to confirm your address:
Чтобы подтвердить адрес, откройте эту ссылку в течение часа:

${link}

If you did not sign up, ignore this mail. / Если вы не регистрировались, ничего делать не нужно.
`,
});

export const knownAddressMail = (to: string): Mail => ({
  to,
  subject: "Waymark: you already have an account / у вас уже есть учётная запись",
  text: `You, or another person, signed up with this address, which already has an account. Sign in, or reset your password.
Кто-то, возможно вы, зарегистрировался с этим адресом, но учётная запись уже есть. Войдите или сбросьте пароль.
`,
});

export const resetMail = (to: string, token: string): Mail => ({
  to,
  subject: "Waymark: reset your password / сброс пароля",
  text: `Your code to set a new password, good for an hour:
Код для нового пароля, действует час:

${token}

If you did not ask for it, ignore this mail. / Если вы не запрашивали код, ничего делать не нужно.
`,
});

export const invitationMail = (to: string, token: string): Mail => ({
  to,
  subject: "Waymark: an invitation / приглашение",
  text: `You are invited to Waymark. Your code, good for a week:
Вас приглашают в Waymark. Ваш код, действует неделю:

${token}
`,
});

const DUE_WORDS = {
  due: ["is due", "пора передать"],
  late: ["is late", "опаздывает"],
  overdue: ["is overdue", "просрочена"],
} as const;

/** An upload that an advertiser owes, and its due date. */
export function uploadMail(to: string, { offerName, period }: Reminder): Mail {
  const status = period.status === "late" || period.status === "overdue" ? period.status : "due";
  const [english, russian] = DUE_WORDS[status];
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace("T", " ");
  return {
    to,
    subject: `Waymark: an upload ${english} / выгрузка: ${russian}`,
    text: `The orders of “${offerName}” from ${day(period.startsAt)} to ${day(period.endsAt)} UTC were promised to webmasters by ${day(period.dueAt)} UTC.
Заказы по офферу «${offerName}» с ${day(period.startsAt)} по ${day(period.endsAt)} UTC обещаны вебмастерам к ${day(period.dueAt)} UTC.
`,
  };
}
