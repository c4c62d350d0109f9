import { payoutOfReference } from "../bank-file/index.ts";
import type { EntryKind } from "../words.ts";
import { ENTRIES_MAX, refuse, shortText, type Payer, type ReadStatement } from "./statement.ts";
import { find, findAll, readXml, textAt, type XmlNode } from "./xml.ts";

const NAMESPACE = /^urn:iso:std:iso:20022:tech:xsd:pain\.002\.001\.(0[3-9]|1[0-4])$/;
const REPORT = "CstmrPmtStsRpt";
const PAYMENTS = "OrgnlPmtInfAndSts";
const KEEP = [
  "GrpHdr",
  "OrgnlGrpInfAndSts",
  ...["PmtInfSts", "StsRsnInf", "TxInfAndSts"].map((part) => `${PAYMENTS}/${part}`),
].map((part) => `${REPORT}/${part}`);

/** What a bank's word about an order means here. Only a refusal ends a payment; all else waits for the statement. */
const MEANINGS: Readonly<Record<string, EntryKind>> = {
  RJCT: "rejection",
  ...Object.fromEntries(
    ["ACTC", "ACCP", "ACSP", "ACSC", "ACCC", "ACWC", "ACWP", "RCVD", "PDNG", "PART"].map((code) => [
      code,
      "acceptance",
    ]),
  ),
};

/**
 * pain.002: what a bank says of a file of payments, and of its orders. Files that are made here have one group of payments,
 * so what is said of the group is said of the file. Throws `file_refused`.
 */
export function readPain002(bytes: Uint8Array, payer: Payer): ReadStatement {
  const statement: ReadStatement = {
    ...{ ...payer, format: "pain.002", originalMessageId: null, ofFile: null, name: null, fromDay: null, toDay: null },
    ...{ openingMinor: null, closingMinor: null, entries: [] },
  };
  let group: { status: string | undefined; reason: XmlNode | undefined } = { status: undefined, reason: undefined };
  const onNode = (path: string, node: XmlNode) => {
    switch (path.split("/").at(-1) ?? "") {
      case "GrpHdr":
        statement.name = shortText(textAt(node, "MsgId") ?? "");
        break;
      case "OrgnlGrpInfAndSts":
        statement.originalMessageId = textAt(node, "OrgnlMsgId") ?? null;
        group = { status: textAt(node, "GrpSts"), reason: find(node, "StsRsnInf") };
        break;
      case "PmtInfSts":
        group.status = node.text.trim() || group.status;
        break;
      case "StsRsnInf":
        group.reason = node;
        break;
      case "TxInfAndSts":
        statement.entries.push(entryOf(node));
        if (statement.entries.length > ENTRIES_MAX) refuse(`The report has more than ${ENTRIES_MAX} orders`);
        break;
    }
  };
  readXml(bytes, { namespace: NAMESPACE, keep: KEEP, onNode });
  if (statement.originalMessageId === null) refuse("The report does not say which file it answers");
  // Of a file that is taken in part, only its orders say more.
  if (group.status !== undefined && group.status !== "PART") statement.ofFile = answerOf(group.status, group.reason);
  return statement;
}

function answerOf(status: string, reason: XmlNode | undefined) {
  const kind = MEANINGS[status] ?? refuse(`The report has the status “${shortText(status)}”, which is not known here`);
  const more = findAll(reason, "AddtlInf").map(({ text }) => text);
  return {
    kind,
    reasonCode: textAt(reason, "Rsn/Cd") ?? textAt(reason, "Rsn/Prtry") ?? null,
    text: shortText([status, ...more].join(" ")),
  };
}

function entryOf(node: XmlNode): ReadStatement["entries"][number] {
  const status = textAt(node, "TxSts") ?? "";
  return {
    ...{ bookedOn: null, amountMinor: 0, accounts: [], documentNumber: null, chargeMinor: 0, bankReference: null },
    payoutId: payoutOfReference(textAt(node, "OrgnlEndToEndId") ?? "") ?? null,
    ...answerOf(status, find(node, "StsRsnInf")),
  };
}
