import { actorIdOf } from "@waymark/network/context";
import type { MoneyRequest } from "@waymark/network/guard";
import { money, time, timeOrNull } from "./api/values.ts";

/** A request for a second person as the API shows it; `input` is for programs of the network. */
export const showMoneyRequest = (request: MoneyRequest) => ({
  id: request.id,
  act: request.act,
  subject_id: request.subject,
  amounts: request.amounts.map(({ amountMinor, currency }) => money(amountMinor, currency)),
  description: request.description,
  reason: request.reason,
  status: request.status,
  requested_by_id: actorIdOf(request.requestedBy),
  requested_at: time(request.requestedAt),
  answered_by_id: request.answeredBy && actorIdOf(request.answeredBy),
  answer_reason: request.answerReason,
  answered_at: timeOrNull(request.answeredAt),
});
