import type { Context } from "@waymark/network/context";
import { NetworkError } from "@waymark/network/errors";
import type { Language, ReportContents, ReportMail } from "@waymark/network/mail";
import { writeDecimal } from "@waymark/network/money";
import { findDueReport } from "@waymark/network/scheduled-report";
import { getReport, type ReportFigures } from "@waymark/network/stats";
import { questionOf } from "./api/stats-question.ts";
import { ReportParams } from "./api/stats-schema.ts";

/** What the mail of a scheduled report says: its figures, counted when it is sent, with the recipient's rights. */

/** The figures of a mail, where the recipient sees them. */
const LABELS = {
  clicks: { en: "Clicks", ru: "Клики" },
  valid: { en: "Valid clicks", ru: "Засчитанные клики" },
  uniques: { en: "Unique clicks", ru: "Уникальные клики" },
  conversions: { en: "Conversions", ru: "Конверсии" },
  pending: { en: "Pending", ru: "Ожидают решения" },
  approved: { en: "Approved", ru: "Одобрены" },
  rejected: { en: "Rejected", ru: "Отклонены" },
  sale_amount: { en: "Sales", ru: "Продажи" },
  commission: { en: "Approved commission", ru: "Одобренное вознаграждение" },
  commission_pending: { en: "Pending commission", ru: "Вознаграждение в ожидании" },
  revenue: { en: "Revenue", ru: "Выручка" },
  margin: { en: "Margin", ru: "Маржа" },
} as const satisfies Partial<Record<keyof ReportFigures, Record<Language, string>>>;

const REFUSED = { en: "The report can't be counted", ru: "Отчёт посчитать нельзя" };

/** The contents of a mail; undefined if it is not to be sent any more. */
export async function reportMailOf(
  ctx: Context,
  { id, zone, startsAt, endsAt }: ReportMail,
  origin: string,
): Promise<ReportContents | undefined> {
  const due = await findDueReport(ctx, id);
  if (due === undefined) return undefined;
  const { report, actor, language } = due;
  const [from, to] = [startsAt, endsAt].map((at) => new Date(at).toISOString());
  const parameters = { ...report.query, zone, from, to };
  const asked = new URLSearchParams({ ...report.query, zone, from: from ?? "", to: to ?? "", format: "xlsx" });
  const link = `${origin}/api/v1/stats/export?${asked.toString()}`;
  return { link, ...(await figuresOf({ ...ctx, actor }, parameters, language ?? "en")) };
}

/** A report that was possible once may be refused later, for instance in another zone: then the mail says why. */
async function figuresOf(
  ctx: Context,
  parameters: unknown,
  language: Language,
): Promise<Pick<ReportContents, "figures" | "isCounted">> {
  try {
    const query = questionOf(ReportParams.parse(parameters), ctx.now());
    const { totals } = await getReport(ctx, query, { seen: undefined, limit: 1 });
    return { figures: linesOf(totals, language).join("\n"), isCounted: true };
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const why = (error.errors ?? []).map(({ message }) => message).join("; ");
    return { figures: `${REFUSED[language]}: ${why === "" ? error.message : why}`, isCounted: false };
  }
}

function linesOf(totals: ReportFigures, language: Language): string[] {
  return (Object.keys(LABELS) as (keyof typeof LABELS)[]).flatMap((name) => {
    const figure = totals[name];
    if (figure === undefined || figure === null) return [];
    return [`${LABELS[name][language]}: ${typeof figure === "number" ? figure : moneyText(figure)}`];
  });
}

const moneyText = (sums: Record<string, bigint>): string =>
  Object.entries(sums)
    .map(([currency, amountMinor]) => `${writeDecimal({ amountMinor, currency })} ${currency}`)
    .join(", ") || "0";
