import { Button, Checkbox, Modal, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { BankFile, BankFilePreview, BankFileRecord, PayoutAccount } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read, useAct } from "../../api/index.ts";
import { useFormat, usePreferences } from "../../format/index.ts";
import { dayAt } from "../../format/days.ts";
import { Facts } from "../../parts/facts.tsx";
import { useFreshSignIn } from "../../parts/fresh-sign-in.tsx";
import { Failed, States } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import { FILE_CHANGES, FORMAT_NAMES, FORMATS_OF } from "./bank-files.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./runs.module.css";

type Format = BankFileRecord["format"];

interface MakeFileProps {
  runId: string;
  method: PayoutAccount["method"];
  currency: string;
  onClose: () => void;
}

/** What a file is asked for: the same for its preview and its making. */
interface Terms {
  format: Format;
  method: PayoutAccount["method"];
  currency: string;
  execute_on: string;
  subject: string;
  columns?: string;
}

/** Makes a bank file of a run: its terms first, then what it would pay and leave out, then the file. */
export function MakeFile({ runId, method, currency, onClose }: MakeFileProps) {
  const { t } = useTranslation("payout-runs");
  const { t: common } = useTranslation();
  const [asked, setAsked] = useState<{ terms: Terms; isInstant: boolean }>();
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t("make_file_title", { currency })}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      {asked === undefined ? (
        <TermsForm method={method} currency={currency} onClose={onClose} onAsk={setAsked} />
      ) : (
        <Preview runId={runId} {...asked} onBack={() => setAsked(undefined)} onClose={onClose} />
      )}
    </Modal>
  );
}

interface TermsFormProps extends Omit<MakeFileProps, "runId"> {
  onAsk: (asked: { terms: Terms; isInstant: boolean }) => void;
}

function TermsForm({ method, currency, onClose, onAsk }: TermsFormProps) {
  const { t } = useTranslation("payout-runs");
  const { t: common } = useTranslation();
  const { zone } = usePreferences();
  const formats = FORMATS_OF[method];
  const [format, setFormat] = useState<Format>(formats[0]);
  const initial = {
    execute_on: dayAt(Date.now(), zone),
    subject: t("file_subject_value"),
    columns: "",
    instant: false,
  };
  const form = useForm(initial, async ({ execute_on, subject, columns, instant }) => {
    const ofCsv = format === "csv" && columns.trim() !== "" ? { columns: columns.trim() } : {};
    const terms = { format, method, currency, execute_on, subject: subject.trim(), ...ofCsv };
    onAsk({ terms, isInstant: method === "sepa" && format === "pain.001" && instant });
  });
  return (
    <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
      <NativeSelect
        name="format"
        label={t("file_format")}
        value={format}
        onChange={({ currentTarget }) => setFormat(formats.find((one) => one === currentTarget.value) ?? formats[0])}
        data={formats.map((value) => ({ value, label: FORMAT_NAMES[value] }))}
      />
      <TextInput {...form.text("execute_on")} type="date" label={t("execute_on")} required />
      <TextInput
        {...form.text("subject")}
        label={t("file_subject")}
        description={t("file_subject_text")}
        maxLength={140}
        required
      />
      {format === "csv" && (
        <TextInput
          {...form.text("columns")}
          label={t("file_columns")}
          description={t("file_columns_text", { example: "Payee=account,Sum=amount" })}
        />
      )}
      {method === "sepa" && format === "pain.001" && <Checkbox {...form.check("instant")} label={t("file_instant")} />}
      <div className={partClasses["buttons"]}>
        <Button variant="default" onClick={onClose}>
          {common("cancel")}
        </Button>
        <Button type="submit">{t("preview_file")}</Button>
      </div>
    </form>
  );
}

interface PreviewProps {
  runId: string;
  terms: Terms;
  isInstant: boolean;
  onBack: () => void;
  onClose: () => void;
}

function Preview({ runId, terms, isInstant, onBack, onClose }: PreviewProps) {
  const { t } = useTranslation("payout-runs");
  const [part, setPart] = useState(1);
  const [made, setMade] = useState<BankFile>();
  const path = { id: runId };
  const query = useQuery({
    ...read("previewBankFile", { path, query: { ...terms, is_instant: isInstant ? "true" : "false", part } }),
    enabled: made === undefined,
  });
  const make = useAct("makeBankFile", { changes: FILE_CHANGES });
  const { run, dialog } = useFreshSignIn();
  const [error, setError] = useState<unknown>();
  if (made !== undefined) return <Made file={made} onClose={onClose} />;
  const makeIt = async ({ left_out, paid_elsewhere }: BankFilePreview) => {
    setError(undefined);
    const known = { left_out: left_out.payouts, paid_elsewhere: paid_elsewhere.payouts };
    try {
      setMade(await run(() => make.mutateAsync({ path, body: { ...terms, is_instant: isInstant, part, ...known } })));
    } catch (fault) {
      setError(fault);
    }
  };
  return (
    <>
      <States query={query}>
        {(preview) => (
          <div className={partClasses["stack"]}>
            <Sums preview={preview} />
            {preview.parts > 1 && (
              <NativeSelect
                label={t("file_part", { parts: preview.parts })}
                value={String(part)}
                onChange={({ currentTarget }) => setPart(Number(currentTarget.value))}
                data={Array.from({ length: preview.parts }, (_, i) => String(i + 1))}
              />
            )}
            {error !== undefined && <Failed error={error} />}
            <div className={partClasses["buttons"]}>
              <Button variant="default" onClick={onBack}>
                {t("file_back")}
              </Button>
              <Button
                loading={make.isPending}
                disabled={preview.file.payouts === 0}
                onClick={() => void makeIt(preview)}
              >
                {t(preview.repeats === null ? "make_file" : "make_file_again")}
              </Button>
            </div>
          </div>
        )}
      </States>
      {query.data === undefined && query.error !== null && (
        <div className={partClasses["buttons"]}>
          <Button variant="default" onClick={onBack}>
            {t("file_back")}
          </Button>
        </div>
      )}
      {dialog}
    </>
  );
}

const PARTS = ["file", "left_out", "paid_elsewhere", "others"] as const;

/** The control sums of the file beside those of the run; together they are the run's, to the unit. */
function Sums({ preview }: { preview: BankFilePreview }) {
  const { t } = useTranslation("payout-runs");
  const format = useFormat();
  const { payer, refused, repeats, run } = preview;
  const rest = PARTS.reduce((sum, name) => sum - BigInt(preview[name].net.amount_minor), BigInt(run.net.amount_minor));
  const shown = (sum: BankFilePreview["run"]) =>
    t("file_sum_of", { count: sum.payouts, number: format.count(sum.payouts), net: format.money(sum.net) });
  return (
    <>
      {repeats !== null && <p>{t("file_repeats")}</p>}
      {preview.paid_elsewhere.payouts > 0 && <p>{t("file_elsewhere_text")}</p>}
      <Facts
        facts={[
          [t("file_payer"), `${payer.legal_entity_name}, ${payer.mask}`],
          ...PARTS.map((name) => [t(`sum_${name}`), shown(preview[name])] as const),
          [t("sum_run"), shown(run)],
          [
            t("sum_difference"),
            <strong key="difference" className={classes["difference"]}>
              {format.money({ amount_minor: rest, currency: run.net.currency })}
            </strong>,
          ],
        ]}
      />
      {refused.length > 0 && (
        <ul className={classes["refused"]} aria-label={t("sum_left_out")}>
          {refused.map(({ payout_id, net, text }) => (
            <li key={payout_id}>
              <code>{payout_id}</code> · {format.money(net)} · <span lang="en">{text}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** The file, to be saved: it is kept nowhere. */
function Made({ file: { message_id, file, secret }, onClose }: { file: BankFile; onClose: () => void }) {
  const { t } = useTranslation("payout-runs");
  const { t: common } = useTranslation();
  const format = useFormat();
  return (
    <div className={partClasses["stack"]}>
      <p>{t("file_ready", { count: file.payouts, number: format.count(file.payouts), net: format.money(file.net) })}</p>
      <code className={classes["messageId"]}>{message_id}</code>
      {secret === null ? <p>{t("file_gone")}</p> : <p>{t("file_kept_nowhere")}</p>}
      <div className={partClasses["buttons"]}>
        <Button variant="default" onClick={onClose}>
          {common("close")}
        </Button>
        {secret !== null && <Button onClick={() => save(secret)}>{t("save_file")}</Button>}
      </div>
    </div>
  );
}

function save({ name, content_type, content_base64 }: NonNullable<BankFile["secret"]>) {
  const bytes = Uint8Array.from(atob(content_base64), (char) => char.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type: content_type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), SAVED_AFTER_MS);
}

/** The browser has read the file by then. */
const SAVED_AFTER_MS = 60_000;
