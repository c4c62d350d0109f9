import { Button, Modal, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { BankStatementEntry, BankStatementWithOutcomes } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { read, useAct } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import { useFreshSignIn } from "../../parts/fresh-sign-in.tsx";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import { STATEMENT_CHANGES } from "./words.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./statements.module.css";

export type EntryVerb = "assign" | "charge" | "ignore";

interface ResolveEntryProps {
  statement: BankStatementWithOutcomes;
  entry: BankStatementEntry;
  verb: EntryVerb;
  onClose: () => void;
}

/** A person decides what an unmatched entry is, with a reason. */
export function ResolveEntry({ verb, ...props }: ResolveEntryProps) {
  return verb === "assign" ? <Assign {...props} /> : <Decide verb={verb} {...props} />;
}

const pathOf = ({ statement, entry }: Pick<ResolveEntryProps, "statement" | "entry">) => ({
  ...{ id: statement.id, number: entry.number },
});

function Decide({ statement, entry, verb, onClose }: ResolveEntryProps & { verb: "charge" | "ignore" }) {
  const { t } = useTranslation("bank-statements");
  const format = useFormat();
  const acts = {
    charge: useAct("bookBankStatementEntryAsCharge", { changes: STATEMENT_CHANGES }),
    ignore: useAct("ignoreBankStatementEntry", { changes: STATEMENT_CHANGES }),
  };
  const { run, dialog } = useFreshSignIn();
  const path = pathOf({ statement, entry });
  return (
    <>
      <ConfirmAct
        title={t(`title_${verb}`, { amount: format.money(entry.amount) })}
        effect={t(`effect_${verb}`)}
        button={t(`verb_${verb}`)}
        isDestructive={false}
        reason={{ label: t("reason_kept"), isRequired: true }}
        act={(reason) => run(() => acts[verb].mutateAsync({ path, body: { reason } }))}
        onClose={onClose}
      />
      {dialog}
    </>
  );
}

function Assign({ statement, entry, onClose }: Omit<ResolveEntryProps, "verb">) {
  const { t } = useTranslation("bank-statements");
  const { t: common } = useTranslation();
  const format = useFormat();
  const act = useAct("assignBankStatementEntry", { changes: STATEMENT_CHANGES });
  const { run, dialog } = useFreshSignIn();
  const path = pathOf({ statement, entry });
  const initial = { payout_id: entry.payout_id ?? "", reason: "" };
  const form = useForm(initial, async ({ payout_id, reason }) => {
    await run(() => act.mutateAsync({ path, body: { payout_id: payout_id.trim(), reason } }));
    onClose();
  });
  const isReady = form.values.payout_id.trim() !== "" && form.values.reason.trim() !== "";
  return (
    <>
      <Modal
        opened
        onClose={onClose}
        title={t("title_assign", { amount: format.money(entry.amount) })}
        closeButtonProps={{ "aria-label": common("close") }}
      >
        <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
          <p>{t(BigInt(entry.amount.amount_minor) < 0n ? "effect_assign_payment" : "effect_assign_return")}</p>
          <Candidates entry={entry} onChoose={(id) => form.set("payout_id", id)} />
          <TextInput
            {...form.text("payout_id")}
            label={t("payout_id")}
            description={t("payout_id_text")}
            required
            data-autofocus
          />
          <Textarea {...form.text("reason")} label={t("reason_kept")} required rows={3} />
          {form.error !== undefined && <Failed error={form.error} />}
          <div className={partClasses["buttons"]}>
            <Button variant="default" onClick={onClose}>
              {common("cancel")}
            </Button>
            <Button type="submit" loading={form.isBusy} disabled={!isReady}>
              {t("verb_assign")}
            </Button>
          </div>
        </form>
      </Modal>
      {dialog}
    </>
  );
}

const PAYOUTS_READ = 500;
const CANDIDATES_MAX = 10;

/** Payouts on payment of exactly this amount. */
function Candidates({ entry: { amount }, onChoose }: { entry: BankStatementEntry; onChoose: (id: string) => void }) {
  const { t } = useTranslation("bank-statements");
  const format = useFormat();
  const { currency } = amount;
  const { data } = useQuery(read("listPayouts", { query: { status: "on_payment", currency, limit: PAYOUTS_READ } }));
  const minor = BigInt(amount.amount_minor);
  const size = minor < 0n ? -minor : minor;
  const found = data?.data.filter(({ net }) => BigInt(net.amount_minor) === size).slice(0, CANDIDATES_MAX) ?? [];
  if (found.length === 0) return null;
  return (
    <div className={classes["candidates"]}>
      <p>{t("candidates")}</p>
      {found.map(({ id, webmaster_name, net, created_at }) => (
        <Button key={id} variant="default" size="xs" onClick={() => onChoose(id)}>
          {webmaster_name} · {format.money(net)} · {format.time(created_at, "date")}
        </Button>
      ))}
    </div>
  );
}
