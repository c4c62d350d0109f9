import type { Tables } from "../db/index.ts";
import type { CausedMail } from "../mail/index.ts";

type Application = Tables["application"];

/** To the advertiser: a webmaster has applied for its offer. */
export const applicationMail = ({ id, version }: Application, offer: { name: string }): CausedMail => ({
  cause: `application/${id}/${version}`,
  kind: "application",
  parameters: { applicationId: id, offerName: offer.name },
});

/** To the webmaster: the answer to their application. */
export const decisionMail = ({ id, version, offer_id, status, reason }: Application): CausedMail => ({
  cause: `application/${id}/${version}`,
  kind: "application_answer",
  parameters: { applicationId: id, offerId: offer_id, status, reason },
});
