import { Button, FileInput, Modal, NativeSelect, Textarea } from "@mantine/core";
import type { ClaimOutcome } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { usePreferences } from "../../format/index.ts";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import { CLAIM_CHANGES } from "./claim-status.tsx";
import { useRefusalText } from "./use-refusal-text.ts";
import partClasses from "../../parts/parts.module.css";

const OWN_COLUMN = "conversion_id";
const COLUMNS = `click_id, order_id, occurred_at, amount, currency, goal, comment, ${OWN_COLUMN}`;

/** Claims the orders of a CSV file, or of rows that are pasted, and shows those that are not filed. */
export function ClaimCsv({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("claims");
  const { t: common } = useTranslation();
  const [outcomes, setOutcomes] = useState<readonly ClaimOutcome[]>();
  return (
    <Modal opened onClose={onClose} title={t("new_csv")} closeButtonProps={{ "aria-label": common("close") }}>
      {outcomes === undefined ? (
        <CsvForm onFiled={setOutcomes} onClose={onClose} />
      ) : (
        <CsvOutcomes outcomes={outcomes} onClose={onClose} />
      )}
    </Modal>
  );
}

function CsvForm({ onFiled, onClose }: { onFiled: (of: readonly ClaimOutcome[]) => void; onClose: () => void }) {
  const { t } = useTranslation("claims");
  const { t: common } = useTranslation();
  const { zone } = usePreferences();
  const act = useAct("fileClaimsOfCsv", { changes: CLAIM_CHANGES });
  const form = useForm({ text: "", dates: "" }, async ({ text, dates }) => {
    const order = (["dmy", "mdy"] as const).find((one) => one === dates) ?? null;
    onFiled((await act.mutateAsync({ body: { text, zone, dates: order } })).data);
  });
  return (
    <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
      <p>{t("csv_text", { columns: COLUMNS, own: OWN_COLUMN })}</p>
      <FileInput
        label={t("csv_file")}
        placeholder={t("choose_file")}
        onChange={(file) => void file?.text().then((text) => form.set("text", text))}
      />
      <Textarea {...form.text("text")} label={t("csv_rows")} description={t("csv_rows_text")} rows={6} required />
      <NativeSelect
        name="dates"
        label={t("csv_dates")}
        value={form.values.dates}
        onChange={(event) => form.set("dates", event.currentTarget.value)}
        data={[
          { value: "", label: t("dates_clear") },
          { value: "dmy", label: t("dates_dmy") },
          { value: "mdy", label: t("dates_mdy") },
        ]}
      />
      {form.error !== undefined && <Failed error={form.error} />}
      <div className={partClasses["buttons"]}>
        <Button variant="default" onClick={onClose}>
          {common("cancel")}
        </Button>
        <Button type="submit" loading={form.isBusy} disabled={form.values.text.trim() === ""}>
          {t("send")}
        </Button>
      </div>
    </form>
  );
}

function CsvOutcomes({ outcomes, onClose }: { outcomes: readonly ClaimOutcome[]; onClose: () => void }) {
  const { t } = useTranslation("claims");
  const { t: common } = useTranslation();
  const refusalText = useRefusalText();
  const filed = outcomes.filter(({ claim }) => claim !== null).length;
  return (
    <div className={partClasses["stack"]}>
      <p>{t("csv_filed", { count: filed })}</p>
      <ul>
        {outcomes.map((outcome, i) =>
          outcome.claim === null ? (
            // A file has no two rows of one number.
            <li key={i}>{t("csv_row", { row: i + 1, why: refusalText(outcome) })}</li>
          ) : null,
        )}
      </ul>
      <div className={partClasses["buttons"]}>
        <Button onClick={onClose}>{common("answer_done")}</Button>
      </div>
    </div>
  );
}
