/** What is paid on one payout day. */
export interface Income {
  /** Days from now. */
  payoutDay: number;
  amount: number;
}

export interface ExpectedIncome {
  byPayout: Income[];
  /** Available after the last payout day that is known. */
  later: number;
  /** Held for longer than any approval was observed, so that its reversals are unknown. */
  unknown: number;
  /** Reversed before it is paid. */
  reversed: number;
}

/**
 * When approved money is paid: after its hold, on the next payout day. `approvedByDay[d]` is approved on day `d` from
 * now; `payoutDays` ascend; `keptAfter` is the share that is not reversed within so many days of its approval, null where
 * that is unknown.
 */
export function expectIncome(
  approvedByDay: ArrayLike<number>,
  {
    holdDays,
    payoutDays,
    keptAfter,
  }: { holdDays: number; payoutDays: readonly number[]; keptAfter: (days: number) => number | null },
): ExpectedIncome {
  const byPayout = payoutDays.map((payoutDay) => ({ payoutDay, amount: 0 }));
  const income = { byPayout, later: 0, unknown: 0, reversed: 0 };
  for (let day = 0; day < approvedByDay.length; day++) {
    const amount = approvedByDay[day]!; // day < its length
    if (amount === 0) continue;
    const payout = byPayout.find(({ payoutDay }) => payoutDay >= day + holdDays);
    const kept = keptAfter((payout?.payoutDay ?? day + holdDays) - day);
    if (kept === null) income.unknown += amount;
    else {
      if (payout === undefined) income.later += amount * kept;
      else payout.amount += amount * kept;
      income.reversed += amount * (1 - kept);
    }
  }
  return income;
}
