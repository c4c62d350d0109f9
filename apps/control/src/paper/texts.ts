import type { PaperForm, PaperLanguage } from "./paper.ts";

/** The words of a paper in a language. `{…}` are filled in. */
interface Texts {
  title: Record<PaperForm, string>;
  subtitle: string;
  customer: string;
  contractor: string;
  taxNumber: string;
  kpp: string;
  vatNumber: string;
  account: string;
  byAgreement: string;
  noCustomer: string;
  service: string;
  conversions: string;
  amount: string;
  offer: string;
  others: string;
  total: string;
  vat: string;
  noVat: string;
  reverseCharge: string;
  selfEmployed: string;
  withTax: string;
  withheld: string;
  fee: string;
  net: string;
  statement: Record<PaperForm, string>;
  signature: string;
}

export const TEXTS: Record<PaperLanguage, Texts> = {
  en: {
    title: { act: "Act of services {number} of {date}", invoice: "Invoice {number} of {date}" },
    subtitle: "Advertising services from {from} to {to}",
    customer: "Customer",
    contractor: "Contractor",
    taxNumber: "Tax number {value}",
    kpp: "KPP {value}",
    vatNumber: "VAT number {value}",
    account: "Account {value}",
    byAgreement: "Paid by agreement",
    noCustomer: "The network",
    service: "Service",
    conversions: "Conversions",
    amount: "Amount, {currency}",
    offer: "Advertising of the offer “{name}”",
    others: "Other offers and corrections",
    total: "Total without VAT",
    vat: "VAT {rate} %",
    noVat: "No VAT is added",
    reverseCharge: "Reverse charge: the customer owes the VAT",
    selfEmployed: "No VAT: the contractor pays the tax on professional income (Russian Federal Law 422-FZ)",
    withTax: "Total",
    withheld: "Tax withheld by the customer",
    fee: "Fee of the transfer",
    net: "To be paid",
    statement: {
      act: "The services were rendered in full. The customer has no claims about their volume and quality.",
      invoice: "Please pay the amount above to the account of the contractor.",
    },
    signature: "Position, name, signature",
  },
  ru: {
    title: { act: "Акт об оказании услуг {number} от {date}", invoice: "Счёт {number} от {date}" },
    subtitle: "Рекламные услуги с {from} по {to}",
    customer: "Заказчик",
    contractor: "Исполнитель",
    taxNumber: "ИНН {value}",
    kpp: "КПП {value}",
    vatNumber: "Номер плательщика НДС {value}",
    account: "Счёт {value}",
    byAgreement: "Оплата по договорённости",
    noCustomer: "Партнёрская сеть",
    service: "Услуга",
    conversions: "Конверсии",
    amount: "Сумма, {currency}",
    offer: "Реклама оффера «{name}»",
    others: "Другие офферы и корректировки",
    total: "Итого без НДС",
    vat: "НДС {rate} %",
    noVat: "Без НДС",
    reverseCharge: "НДС уплачивает заказчик (reverse charge)",
    selfEmployed: "Без НДС: исполнитель платит налог на профессиональный доход (422-ФЗ)",
    withTax: "Всего",
    withheld: "Налог, удержанный заказчиком",
    fee: "Комиссия за перевод",
    net: "К оплате",
    statement: {
      act: "Услуги оказаны полностью. Заказчик претензий по объёму и качеству не имеет.",
      invoice: "Просим оплатить указанную сумму на счёт исполнителя.",
    },
    signature: "Должность, фамилия и инициалы, подпись",
  },
};
