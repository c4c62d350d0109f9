import { payoutOfReference } from "../bank-file/index.ts";
import type { EntryKind } from "../words.ts";
import { ENTRIES_MAX, refuse, shortText, type ReadStatement } from "./statement.ts";
import { find, findAll, readXml, textAt, type XmlNode } from "./xml.ts";

const NAMESPACE = /^urn:iso:std:iso:20022:tech:xsd:pain\.002\.001\.(0[3-9]|1[0-4])$/;
const REPORT = "CstmrPmtStsRpt";
const KEEP = ["GrpHdr", "OrgnlGrpInfAndSts", "OrgnlPmtInfAndSts/TxInfAndSts"].map((part) => `${REPORT}/${part}`);

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
 * pain.002: what a bank says of a file of payments. A file that is refused as a whole has no orders in it, so its payouts
 * must be named by the bank or be returned by a person. Throws `file_refused`.
 */
export function readPain002(bytes: Uint8Array): ReadStatement {
  const statement: ReadStatement = {
    ...{ format: "pain.002", account: null, originalMessageId: null, name: null, fromDay: null, toDay: null },
    ...{ openingMinor: null, closingMinor: null, entries: [] },
  };
  const onNode = (path: string, node: XmlNode) => {
    switch (path.split("/").at(-1) ?? "") {
      case "GrpHdr":
        statement.name = shortText(textAt(node, "MsgId") ?? "");
        break;
      case "OrgnlGrpInfAndSts":
        statement.originalMessageId = textAt(node, "OrgnlMsgId") ?? null;
        break;
      case "TxInfAndSts":
        statement.entries.push(entryOf(node));
        if (statement.entries.length > ENTRIES_MAX) refuse(`The report has more than ${ENTRIES_MAX} orders`);
        break;
    }
  };
  readXml(bytes, { namespace: NAMESPACE, keep: KEEP, onNode });
  if (statement.originalMessageId === null) refuse("The report does not say which file it answers");
  return statement;
}

function entryOf(node: XmlNode): ReadStatement["entries"][number] {
  const status = textAt(node, "TxSts") ?? "";
  const kind = MEANINGS[status] ?? refuse(`The report has the status “${shortText(status)}”, which is not known here`);
  const reason = find(node, "StsRsnInf");
  const texts = findAll(reason, "AddtlInf").map(({ text }) => text);
  return {
    ...{ kind, bookedOn: null, amountMinor: 0, accounts: [], documentNumber: null, chargeMinor: 0 },
    payoutId: payoutOfReference(textAt(node, "OrgnlEndToEndId") ?? "") ?? null,
    bankReference: null,
    reasonCode: textAt(reason, "Rsn/Cd") ?? textAt(reason, "Rsn/Prtry") ?? null,
    text: shortText([status, ...texts].join(" ")),
  };
}
