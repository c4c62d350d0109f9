/**
 * Why a report was not applied, on any channel: postback, pixel or file. Closed, and documented in docs/advertisers.md.
 */
export const REASONS = {
  token_revoked: "The token was revoked before the postback was applied.",
  pixel_not_allowed: "The offer does not accept conversions reported by visitors' browsers.",
  ragged_row: "The row has more or fewer cells than the header.",
  bad_quotes: "A cell contains a quote but does not begin with one.",
  bad_json: "The line is not one flat JSON object.",
  nothing_named: "The row names neither a click_id nor an order_id.",
  cell_too_long: "A value is longer than 255 characters, or the reason longer than 500.",
  not_utf8: "A value that names a click, an order or a goal is not UTF-8: its bytes were lost when it was saved.",
  hidden_character:
    "A click_id, order_id or goal holds an invisible or control character, or white space other than single spaces.",
  placeholder:
    "A click_id, order_id, goal or reason is a placeholder that was not replaced by a value, like {order_id}, undefined or #N/A.",
  digits_lost: "The id is a number in exponent notation: a spreadsheet has cut its digits. Export the column as text.",
  unknown_click_id: "No click of your offers has this click_id.",
  other_offer: "The click belongs to another offer; a file, and a request with offer_id, is for one offer.",
  unknown_goal: "The offer has no goal with this code.",
  unknown_order: "No conversion of this offer has this order_id, and without a click_id none can be made.",
  order_missing: "The goal counts every repeat of a click separately, so the order_id is required.",
  order_of_another_click: "The order is already recorded for another click.",
  goal_ambiguous: "The order is recorded under several goals; name its goal.",
  same_order_differs:
    "Another row of the file has the same order and contradicts this one; combine them into one row, or send same_order=sum to add their amounts.",
  same_order_unread: "Another row of the same order can't be read, so their sum is not known; correct that row.",
  repeat_refused: "The goal pays once a click, and another order of this click is recorded.",
  status_unknown:
    "The status is not a known word; add it to the postback settings, or send statuses=shipped:approved with a file.",
  ambiguous_status:
    "The status is a number, whose meaning differs between systems; define it, for example with statuses=1:approved.",
  bad_date: "The date can't be read; write it like 2026-12-31T18:00:00Z.",
  ambiguous_date: "The date can be read in two ways; write it like 2026-12-31, or send dates=dmy or dates=mdy.",
  occurred_at_missing: "A new conversion needs the time at which it occurred.",
  before_click: "The conversion is dated before its click.",
  in_future: "The conversion is dated after its report.",
  answered_in_future: "The answer is dated after its report.",
  window_passed: "The conversion came after the offer's attribution window.",
  bad_reason_code: "The reason_code is not one of the documented codes.",
  bad_currency: "The currency is not an ISO 4217 code, like EUR.",
  currency_differs: "The currency is not the goal's.",
  amount_missing: "The goal pays a share of the amount, and no amount was given.",
  amount_unreadable: "The amount can't be read; write it like 1234.56, or set your number format.",
  amount_ambiguous: "The amount can be read in two ways; write it like 1234.56, or set your number format.",
  amount_too_large: "The amount has more than twelve digits before its decimals, or is too large to be exact.",
  amount_inexact: "The amount has more decimal places than its currency.",
  amount_differs: "The order is already recorded with another amount.",
  sum_too_large:
    "It would take the webmaster's or the advertiser's money in this currency beyond 4,503,599,627,370,495 minor units; check the amounts.",
  payment_begun: "The conversion is being paid or was paid: it can only be rejected.",
  transition_refused: "The conversion can't take this answer any more.",
} as const;

export type Reason = keyof typeof REASONS;

/** Notes on a report that is applied, or why it changes nothing. Closed, and documented as above. */
export const NOTES = {
  held: "The webmaster is blocked, or was when it occurred: the operator decides.",
  pixel_held:
    "A visitor's browser reported it: it is held until a postback or a file reports it too, or the operator decides.",
  click_held: "The offer holds conversions of such clicks, as its verdict says: the operator decides.",
  click_refused: "The offer refuses conversions of such clicks, as its verdict says.",
  own_traffic: "The click is traffic of the network itself: the conversion is refused unless the operator releases it.",
  click_awaited: "Its click is not stored yet; without it the operator decides.",
  completes_pixel: "A visitor's browser had reported the conversion; it now has its order and amount.",
  still_held: "The network holds it: the answer takes effect when the operator releases it.",
  still_refused: "The network has refused it: the answer takes effect only if the operator releases it.",
  amount_changed: "The amount is changed too.",
  answer_changed_back:
    "It was rejected before, and no answered_at says which answer is the later one: it is approved and flagged.",
  newer_answer: "A newer answer, or a newer amount, counts.",
  missing: "The file does not mention it.",
  missing_kept: "The file does not mention it; it stays pending.",
  missing_approved: "The file does not mention it; you had approved it before, and it stays approved.",
  missing_paid: "The file does not mention it; its payment has begun, and it stays approved.",
  missing_rejected: "The file does not mention it; it was rejected or reversed before, and stays so.",
} as const;

export type Note = keyof typeof NOTES;

/** Every reason and note with its sentence. */
export const SENTENCES: Readonly<Record<Reason | Note, string>> = { ...REASONS, ...NOTES };
