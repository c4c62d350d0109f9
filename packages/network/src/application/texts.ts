import type { MailText } from "../mail/index.ts";
import type { Tables } from "../db/index.ts";
import type { ApplicationStatus } from "../words.ts";

type Application = Tables["application"];

/** To the advertiser: a webmaster has applied for its offer. */
export const applicationMail = (row: Application, offer: { name: string }): MailText & { cause: string } => ({
  cause: `application/${row.id}/${row.version}`,
  subject: `Waymark: an application / заявка: ${offer.name}`,
  text: `A webmaster asks to run your offer "${offer.name}": application ${row.id}.
Вебмастер просит подключить его к вашему офферу «${offer.name}»: заявка ${row.id}.
`,
});

const STATUS_TEXTS: Record<ApplicationStatus, [english: string, russian: string]> = {
  pending: ["is waiting", "ожидает решения"],
  approved: ["is approved", "одобрена"],
  refused: ["is refused", "отклонена"],
  withdrawn: ["is withdrawn", "отозвана"],
  revoked: [
    "is no longer approved; your links to the offer lead to the fallback, and what you earned stays yours",
    "больше не одобрена; ваши ссылки на оффер ведут на запасной адрес, заработанное остаётся за вами",
  ],
};

/** To the webmaster: the answer to their application. */
export function decisionMail(row: Application): MailText & { cause: string } {
  const [english, russian] = STATUS_TEXTS[row.status];
  return {
    cause: `application/${row.id}/${row.version}`,
    subject: `Waymark: your application / ваша заявка`,
    text: `Your application ${row.id} for the offer ${row.offer_id} ${english}.
Ваша заявка ${row.id} на оффер ${row.offer_id} ${russian}.
${row.reason === null ? "" : `\n${row.reason}\n`}`,
  };
}
