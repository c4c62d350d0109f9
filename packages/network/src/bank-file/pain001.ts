import { writeDecimal } from "../money.ts";
import type { PayoutDetails } from "../payout-details/index.ts";
import { firstDetailFault } from "./detail-fault.ts";
import { epcFault, epcWritten } from "./epc-text.ts";
import type { BankFormat, FileContent, FileTerms, Payer, Payment, PostalAddress } from "./payment.ts";
import { referenceOf } from "./reference.ts";

/** 140 characters of unstructured remittance information, of which " PAY-…" takes the last. */
const REMITTANCE_CHARS_MAX = 140;
const SUBJECT_CHARS_MAX = REMITTANCE_CHARS_MAX - " PAY-".length - 24;
const NAME_CHARS_MAX = 70;
const TOWN_CHARS_MAX = 35;
const POSTCODE_CHARS_MAX = 16;
const LINE_CHARS_MAX = 70;
const LINES_MAX = 2;
/** DecimalNumber in the EPC's schema: 18 digits, two of them after the point. One payment: 999999999.99. */
const AMOUNT_MINOR_MAX = 99_999_999_999;

type Party = Extract<PayoutDetails, { method: "sepa" | "swift" }>;

/**
 * pain.001.001.09 by the EPC's customer-to-bank guidelines for SEPA credit transfers of 2023 (EPC132-08) in euros, and
 * the same message for cross-border transfers by SWIFT. The schema takes wrong check digits, other alphabets and addresses
 * of lines only; banks don't, so all of it is checked here.
 */
export const PAIN001: BankFormat = {
  paymentsMax: 10_000,
  contentType: "application/xml",
  extension: "xml",
  payerFault(payer, terms) {
    const { details } = payer;
    if (!isParty(details)) return "Only accounts with SEPA or SWIFT pay by this format";
    if (terms.isInstant && details.method !== "sepa") return "Only payments in SEPA can be instant";
    return (
      firstDetailFault(details) ??
      epcFault("The payer's name", details.holder, NAME_CHARS_MAX) ??
      addressFault(payer.address) ??
      epcFault("The subject", terms.subject, SUBJECT_CHARS_MAX)
    );
  },
  paymentFault({ details, netMinor }) {
    if (!isParty(details)) return "The account is not at a bank of SEPA or SWIFT";
    if (netMinor > AMOUNT_MINOR_MAX) return "The amount has more digits than a bank takes";
    return (
      firstDetailFault(details) ?? epcFault("The holder's name", details.holder, NAME_CHARS_MAX) ?? townFault(details)
    );
  },
  *write(file) {
    yield head(file);
    for (const payment of file.payments) yield transfer(payment, file.terms);
    yield "</PmtInf></CstmrCdtTrfInitn></Document>\n";
  },
  encode: (text) => new TextEncoder().encode(text),
};

const isParty = (details: PayoutDetails): details is Party => details.method === "sepa" || details.method === "swift";

const townFault = (details: Party) =>
  details.method === "swift" ? epcFault("The holder's town", details.town, TOWN_CHARS_MAX) : undefined;

/** Why banks refuse an address; undefined if they take it. Town and country are required, structured or hybrid. */
function addressFault({ country, town, postcode, lines }: PostalAddress): string | undefined {
  if (!/^[A-Z]{2}$/.test(country)) return "The payer's country is missing";
  if (lines.length > LINES_MAX) return `The payer's address has more than ${LINES_MAX} lines`;
  return (
    epcFault("The payer's town", town, TOWN_CHARS_MAX) ??
    (postcode === null ? undefined : epcFault("The payer's postcode", postcode, POSTCODE_CHARS_MAX)) ??
    lines
      .map((line) => epcFault("A line of the payer's address", line, LINE_CHARS_MAX))
      .find((fault) => fault !== undefined)
  );
}

function head({ payer, payments, terms, messageId, sumMinor }: FileContent): string {
  const details = payer.details as Party; // payerFault refuses others
  const count = payments.length;
  const sum = writeDecimal({ amountMinor: sumMinor, currency: payer.currency });
  const name = tag("Nm", epcWritten(details.holder));
  return [
    `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>`,
    `<GrpHdr><MsgId>${messageId}</MsgId><CreDtTm>${terms.madeAt}</CreDtTm><NbOfTxs>${count}</NbOfTxs>`,
    `<CtrlSum>${sum}</CtrlSum><InitgPty>${name}</InitgPty></GrpHdr>`,
    `<PmtInf><PmtInfId>${messageId}</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>false</BtchBookg>`,
    `<NbOfTxs>${count}</NbOfTxs><CtrlSum>${sum}</CtrlSum>`,
    details.method === "sepa"
      ? `<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl>${terms.isInstant ? "<LclInstrm><Cd>INST</Cd></LclInstrm>" : ""}</PmtTpInf>`
      : "",
    `<ReqdExctnDt><Dt>${terms.executeOn}</Dt></ReqdExctnDt>`,
    `<Dbtr>${name}${addressOf(payer)}</Dbtr><DbtrAcct>${accountOf(details)}</DbtrAcct>`,
    `<DbtrAgt><FinInstnId>${details.bic === null ? "<Othr><Id>NOTPROVIDED</Id></Othr>" : tag("BICFI", details.bic)}</FinInstnId></DbtrAgt>`,
    `<ChrgBr>${details.method === "sepa" ? "SLEV" : "SHAR"}</ChrgBr>\n`,
  ].join("");
}

const addressOf = ({ address: { country, town, postcode, lines } }: Payer): string =>
  [
    "<PstlAdr>",
    postcode === null ? "" : tag("PstCd", epcWritten(postcode)),
    tag("TwnNm", epcWritten(town)),
    tag("Ctry", country),
    ...lines.map((line) => tag("AdrLine", epcWritten(line))),
    "</PstlAdr>",
  ].join("");

function transfer({ payoutId, netMinor, currency, details }: Payment, { subject }: FileTerms): string {
  const party = details as Party; // paymentFault refuses others
  const reference = referenceOf(payoutId);
  const address =
    party.method === "swift"
      ? `<PstlAdr>${tag("TwnNm", epcWritten(party.town))}${tag("Ctry", party.country)}</PstlAdr>`
      : "";
  return [
    `<CdtTrfTxInf><PmtId><InstrId>${reference}</InstrId><EndToEndId>${reference}</EndToEndId></PmtId>`,
    `<Amt><InstdAmt Ccy="${currency}">${writeDecimal({ amountMinor: netMinor, currency })}</InstdAmt></Amt>`,
    party.bic === null ? "" : `<CdtrAgt><FinInstnId>${tag("BICFI", party.bic)}</FinInstnId></CdtrAgt>`,
    `<Cdtr>${tag("Nm", epcWritten(party.holder))}${address}</Cdtr><CdtrAcct>${accountOf(party)}</CdtrAcct>`,
    `<Purp><Cd>COMM</Cd></Purp><RmtInf>${tag("Ustrd", `${epcWritten(subject)} ${reference}`)}</RmtInf></CdtTrfTxInf>\n`,
  ].join("");
}

/** An IBAN, or the account number of a country without IBANs. */
function accountOf(party: Party): string {
  if (party.method === "sepa") return `<Id><IBAN>${party.iban}</IBAN></Id>`;
  return /^[A-Z]{2}\d{2}[A-Z0-9]{8,}$/.test(party.account)
    ? `<Id><IBAN>${party.account}</IBAN></Id>`
    : `<Id><Othr><Id>${party.account}</Id></Othr></Id>`;
}

/** Texts here are in the EPC's characters, of which XML escapes none; a wrong caller must still not break the file. */
const tag = (name: string, text: string): string =>
  `<${name}>${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")}</${name}>`;
