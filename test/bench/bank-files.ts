import { checkPayments, DEFAULT_COLUMNS, writeBankFile, type Payer, type Payment } from "@waymark/network/bank-file";
import { figure, median, type Figure } from "./figure.ts";

const PAYMENTS = 10_000;
const ROUNDS = 5;

/** Bank files for many payouts: checks, message id and serialisation, without the database. */
export function benchBankFiles(bench: string): Figure[] {
  return Object.entries({ "pain.001": sepa, "1c": russian } as const).map(([format, sample]) => {
    const { payer, payments } = sample();
    const times = Array.from({ length: ROUNDS }, () => timeOf(format as "pain.001" | "1c", { payer, payments })); // its own keys
    return figure(bench, `${format} file of ${PAYMENTS} payouts`, median(times), "ms", "<=1000");
  });
}

function timeOf(format: "pain.001" | "1c", { payer, payments }: { payer: Payer; payments: Payment[] }): number {
  const terms = {
    ...{ executeOn: "2026-12-01", madeAt: "2026-11-30T09:00:00Z", subject: "Commissions", isInstant: false },
    columns: DEFAULT_COLUMNS,
  };
  const began = performance.now();
  const checked = checkPayments(format, { payer, payments, terms });
  const bytes = [...writeBankFile(format, { payer, checked, terms })].reduce((sum, piece) => sum + piece.length, 0);
  const ms = performance.now() - began;
  if (checked.refused.length > 0 || bytes < PAYMENTS * 100) throw new Error(`A ${format} file is not complete`);
  return ms;
}

const sepa = () =>
  sampleOf("EUR", { method: "sepa", holder: "Jörg Šimić", iban: "DE89370400440532013000", bic: "COBADEFFXXX" });

const russian = () =>
  sampleOf("RUB", {
    ...{ method: "russian_bank", holder: "ИП Петрова Анна", bankName: "ПАО Сбербанк г. Москва", inn: "7707083893" },
    ...{ bik: "044525225", account: "40817810238000000007", correspondentAccount: "30101810400000000225" },
  });

const sampleOf = (currency: string, details: Payer["details"]) => ({
  payer: {
    ...{ id: "bench", name: "Waymark", kpp: null, details, currency },
    address: { country: "DE", town: "Köln", postcode: "50667", lines: [] },
  },
  payments: Array.from({ length: PAYMENTS }, (_, i) => ({
    ...{ payoutId: `pay_${String(i).padStart(24, "0")}`, netMinor: i + 1, currency, vatMinor: 0, vatBps: 0, details },
    documentNumber: i + 1,
  })),
});
