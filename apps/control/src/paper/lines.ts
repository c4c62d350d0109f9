import { writeDecimal } from "@waymark/network/money";
import type { Paper } from "@waymark/network/payout-document";
import type { PaperForm, PaperLanguage, PaperLine } from "./paper.ts";
import { TEXTS } from "./texts.ts";

/**
 * What stands on an act or an invoice. An act has what a primary document of Russian accounting must have (402-FZ, article
 * 9, part 2), an invoice what one in the EU must have (Directive 2006/112/EC, article 226), as far as it is known here.
 */
export function linesOf(
  paper: Paper,
  { number, form, language }: { number: string; form: PaperForm; language: PaperLanguage },
): PaperLine[] {
  const t = TEXTS[language];
  const amount = (minor: number) => grouped(writeDecimal({ amountMinor: minor, currency: paper.currency }));
  const sum = (name: string, minor: number, isStrong = false): PaperLine => ({
    ...{ kind: "row", cells: [name, "", amount(minor)], isStrong },
  });
  const { customer, contractor } = paper;
  const listedMinor = paper.offers.reduce((total, offer) => total + offer.amountMinor, 0);
  const restMinor = paper.amountMinor - listedMinor;
  return [
    { kind: "title", text: filled(t.title[form], { number, date: paper.date }) },
    { kind: "text", text: filled(t.subtitle, { from: paper.from, to: paper.to }) },
    { kind: "heading", text: t.contractor },
    ...texts([
      contractor.name,
      contractor.taxId && filled(t.taxNumber, { value: contractor.taxId }),
      contractor.accountMask === null ? t.byAgreement : filled(t.account, { value: contractor.accountMask }),
    ]),
    { kind: "heading", text: t.customer },
    ...texts(
      customer === null
        ? [t.noCustomer]
        : [
            customer.name,
            [...customer.addressLines, customer.postcode, customer.town, customer.country]
              .filter((part) => part !== null)
              .join(", "),
            customer.taxNumber && filled(t.taxNumber, { value: customer.taxNumber }),
            customer.kpp && filled(t.kpp, { value: customer.kpp }),
            customer.vatNumber && filled(t.vatNumber, { value: customer.vatNumber }),
          ],
    ),
    {
      kind: "row",
      cells: [t.service, t.conversions, filled(t.amount, { currency: paper.currency })],
      isStrong: true,
    },
    ...paper.offers.map(({ name, conversions, amountMinor }): PaperLine => ({
      kind: "row",
      cells: [filled(t.offer, { name }), String(conversions), amount(amountMinor)],
    })),
    ...(restMinor === 0 ? [] : [sum(t.others, restMinor)]),
    sum(t.total, paper.amountMinor, true),
    ...taxLines(paper, t, sum),
    sum(t.withTax, paper.amountMinor + paper.vatMinor, true),
    ...(paper.withheldMinor === 0 ? [] : [sum(t.withheld, -paper.withheldMinor)]),
    ...(paper.feeMinor === 0 ? [] : [sum(t.fee, -paper.feeMinor)]),
    sum(t.net, paper.netMinor, true),
    { kind: "text", text: t.statement[form] },
    { kind: "signatures", parties: [t.contractor, t.customer], note: t.signature },
  ];
}

function taxLines(
  { taxProfile, vatBps, vatMinor }: Paper,
  t: (typeof TEXTS)[PaperLanguage],
  sum: (name: string, minor: number) => PaperLine,
): PaperLine[] {
  switch (taxProfile) {
    case "rate":
      return [sum(filled(t.vat, { rate: String(vatBps / 100) }), vatMinor)];
    case "reverse_charge":
      return [{ kind: "text", text: t.reverseCharge }];
    case "self_employed":
      return [{ kind: "text", text: t.selfEmployed }];
    case "none":
      return [{ kind: "text", text: t.noVat }];
  }
}

const texts = (lines: readonly (string | null)[]): PaperLine[] =>
  lines.flatMap((text) => (text === null || text === "" ? [] : [{ kind: "text" as const, text }]));

const filled = (text: string, values: Readonly<Record<string, string>>) =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");

/** 1234567.89 → 1 234 567.89, with spaces that do not break. */
const grouped = (decimal: string) => decimal.replaceAll(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, "\u00a0");
