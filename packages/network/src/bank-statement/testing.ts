/** Files as banks send them, for tests. */

export const IBAN = "DE75512108001245126199";
export const PAYEE_IBAN = "DE89370400440532013000";

/** One entry of a camt.053. */
export interface CamtEntry {
  /** Signed decimal in euros. */
  amount: string;
  endToEndId?: string;
  iban?: string;
  reference?: string;
  /** A return's reason. */
  returned?: string;
  /** Sub-family of the bank transaction code. */
  code?: string;
  text?: string;
  status?: string;
  charge?: string;
}

const side = (amount: string) => (amount.startsWith("-") ? "DBIT" : "CRDT");
const plain = (amount: string) => amount.replace("-", "");

/** The transaction of an entry. */
export const camtDetails = (
  { amount, endToEndId, iban, reference, returned, text, charge }: CamtEntry,
  hasAmount = false,
) =>
  [
    "<TxDtls><Refs>",
    reference === undefined ? "" : `<AcctSvcrRef>${reference}</AcctSvcrRef>`,
    endToEndId === undefined ? "" : `<EndToEndId>${endToEndId}</EndToEndId>`,
    "</Refs>",
    hasAmount ? `<Amt Ccy="EUR">${plain(amount)}</Amt><CdtDbtInd>${side(amount)}</CdtDbtInd>` : "",
    charge === undefined ? "" : `<Chrgs><Rcrd><Amt Ccy="EUR">${charge}</Amt><CdtDbtInd>DBIT</CdtDbtInd></Rcrd></Chrgs>`,
    iban === undefined ? "" : `<RltdPties><CdtrAcct><Id><IBAN>${iban}</IBAN></Id></CdtrAcct></RltdPties>`,
    text === undefined ? "" : `<RmtInf><Ustrd>${text}</Ustrd></RmtInf>`,
    returned === undefined ? "" : `<RtrInf><Rsn><Cd>${returned}</Cd></Rsn></RtrInf>`,
    "</TxDtls>",
  ].join("");

export const camtEntry = (entry: CamtEntry, details = camtDetails(entry)) =>
  [
    `<Ntry><Amt Ccy="EUR">${plain(entry.amount)}</Amt><CdtDbtInd>${side(entry.amount)}</CdtDbtInd>`,
    `<Sts><Cd>${entry.status ?? "BOOK"}</Cd></Sts><BookgDt><Dt>2026-12-02</Dt></BookgDt>`,
    entry.reference === undefined ? "" : `<AcctSvcrRef>${entry.reference}</AcctSvcrRef>`,
    `<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>${entry.code ?? "ESCT"}</SubFmlyCd></Fmly></Domn></BkTxCd>`,
    `<NtryDtls>${details}</NtryDtls></Ntry>`,
  ].join("");

const balance = (code: string, amount: string) =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${plain(amount)}</Amt><CdtDbtInd>${side(amount)}</CdtDbtInd><Dt><Dt>2026-12-02</Dt></Dt></Bal>`;

/** A camt.053.001.08 whose balances fit its entries, unless others are given. */
export function camt053(
  entries: readonly (CamtEntry | string)[],
  { opening = "1000.00", closing, iban = IBAN }: { opening?: string; closing?: string | null; iban?: string } = {},
): string {
  const sum = entries.reduce(
    (total, entry) => total + (typeof entry === "string" || entry.status === "PDNG" ? 0 : Number(entry.amount)),
    Number(opening),
  );
  return [
    `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>`,
    `<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-12-03T05:00:00Z</CreDtTm></GrpHdr>`,
    `<Stmt><Id>S-2026-12-02</Id><FrToDt><FrDtTm>2026-12-02T00:00:00Z</FrDtTm><ToDtTm>2026-12-02T23:59:59Z</ToDtTm></FrToDt>`,
    `<Acct><Id><IBAN>${iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>`,
    balance("OPBD", opening),
    closing === null ? "" : balance("CLBD", closing ?? sum.toFixed(2)),
    ...entries.map((entry) => (typeof entry === "string" ? entry : camtEntry(entry))),
    "</Stmt></BkToCstmrStmt></Document>",
  ].join("");
}

/** A pain.002.001.10 that answers a file: as a whole, and these of its orders. */
export const pain002 = (
  messageId: string,
  answers: readonly { endToEndId: string; status: string; reason?: string }[],
  { status: ofFile, reason: why = "MS03" }: { status: string; reason?: string } = { status: "PART" },
) =>
  [
    `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>R1</MsgId></GrpHdr>`,
    `<OrgnlGrpInfAndSts><OrgnlMsgId>${messageId}</OrgnlMsgId><GrpSts>${ofFile}</GrpSts><StsRsnInf><Rsn><Cd>${why}</Cd></Rsn></StsRsnInf></OrgnlGrpInfAndSts>`,
    `<OrgnlPmtInfAndSts><OrgnlPmtInfId>${messageId}</OrgnlPmtInfId>`,
    ...answers.map(
      ({ endToEndId, status, reason }) =>
        `<TxInfAndSts><OrgnlEndToEndId>${endToEndId}</OrgnlEndToEndId><TxSts>${status}</TxSts>${reason === undefined ? "" : `<StsRsnInf><Rsn><Cd>${reason}</Cd></Rsn></StsRsnInf>`}</TxInfAndSts>`,
    ),
    "</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>",
  ].join("");

export const RUB_ACCOUNT = "40702810900000000042";
export const PAYEE_ACCOUNT = "40817810238000000007";
export const BIK = "044525225";

/** One document of a statement in 1C's format. */
export interface OneCDocument {
  /** Signed decimal in roubles. */
  amount: string;
  number?: number;
  purpose: string;
  /** The other side. */
  account?: string;
}

/** A statement in 1C's format whose balances fit its documents, unless others are given; as lines. */
export function oneC(
  documents: readonly OneCDocument[],
  { opening = "5000.00", closing }: { opening?: string; closing?: string } = {},
): string[] {
  const total = (isIn: boolean) =>
    documents
      .map(({ amount }) => Number(amount))
      .reduce((sum, one) => (one > 0 === isIn ? sum + Math.abs(one) : sum), 0);
  return [
    ...["1CClientBankExchange", "ВерсияФормата=1.03", "Кодировка=Windows", "Отправитель=Банк", "Получатель="],
    ...["ДатаНачала=02.12.2026", "ДатаКонца=02.12.2026", `РасчСчет=${RUB_ACCOUNT}`],
    ...["СекцияРасчСчет", "ДатаНачала=02.12.2026", "ДатаКонца=02.12.2026", `РасчСчет=${RUB_ACCOUNT}`],
    ...[
      `НачальныйОстаток=${opening}`,
      `ВсегоПоступило=${total(true).toFixed(2)}`,
      `ВсегоСписано=${total(false).toFixed(2)}`,
    ],
    ...[`КонечныйОстаток=${closing ?? (Number(opening) + total(true) - total(false)).toFixed(2)}`, "КонецРасчСчет"],
    ...documents.flatMap(({ amount, number = 7, purpose, account = PAYEE_ACCOUNT }) => {
      const isOut = amount.startsWith("-");
      const [payer, payee] = isOut ? [RUB_ACCOUNT, account] : [account, RUB_ACCOUNT];
      return [
        ...["СекцияДокумент=Платежное поручение", `Номер=${number}`, "Дата=02.12.2026", `Сумма=${plain(amount)}`],
        ...[`ПлательщикСчет=${payer}`, `ПлательщикБИК=${BIK}`, `ПолучательСчет=${payee}`, `ПолучательБИК=${BIK}`],
        ...[isOut ? "ДатаСписано=02.12.2026" : "ДатаПоступило=02.12.2026", `НазначениеПлатежа=${purpose}`],
        "КонецДокумента",
      ];
    }),
    "КонецФайла",
  ];
}
