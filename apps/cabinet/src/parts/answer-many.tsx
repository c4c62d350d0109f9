import { Button, Modal, Textarea } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ChangeReason } from "@waymark/client";
import { AnswerCode } from "./answer-code.tsx";
import { Failed } from "./states.tsx";
import { useForm } from "./use-form.ts";
import classes from "./parts.module.css";

/** What the API says of one answer. */
interface Outcome {
  id: string;
  error: { detail: string } | null;
}

interface AnswerManyProps<Code extends ChangeReason> {
  title: string;
  /** What will happen. */
  effect: ReactNode;
  button: string;
  isDestructive: boolean;
  codes: readonly Code[];
  needsReason: boolean;
  /** Gives the answers with one reason. */
  answer: (said: { reason: string | null; reason_code: Code | null }) => Promise<readonly Outcome[]>;
  onClose: () => void;
}

/** Asks for the one reason of many answers, gives them, and shows those that were refused. */
export function AnswerMany<Code extends ChangeReason>(props: AnswerManyProps<Code>) {
  const { title, effect, button, isDestructive, codes, needsReason, answer, onClose } = props;
  const { t } = useTranslation();
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>();
  const form = useForm({ reason_code: "", reason: "" }, async (values) => {
    const reason = values.reason.trim() === "" ? null : values.reason;
    const given = await answer({ reason, reason_code: codes.find((one) => one === values.reason_code) ?? null });
    if (given.every(({ error }) => error === null)) onClose();
    else setOutcomes(given);
  });
  const isReady = !needsReason || form.values.reason_code !== "" || form.values.reason.trim() !== "";
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": t("close") }}>
      {outcomes === undefined ? (
        <form className={classes["stack"]} onSubmit={(event) => void form.submit(event)}>
          <div>{effect}</div>
          <AnswerCode
            codes={codes}
            value={form.values.reason_code}
            onChange={(code) => form.set("reason_code", code)}
          />
          <Textarea
            {...form.text("reason")}
            label={t("answer_words")}
            description={t("answer_words_text")}
            maxLength={500}
            rows={3}
          />
          {form.error !== undefined && <Failed error={form.error} />}
          <div className={classes["buttons"]}>
            <Button variant="default" onClick={onClose}>
              {t("cancel")}
            </Button>
            <Button type="submit" color={isDestructive ? "red.9" : "pine"} loading={form.isBusy} disabled={!isReady}>
              {button}
            </Button>
          </div>
        </form>
      ) : (
        <Refused outcomes={outcomes} onClose={onClose} />
      )}
    </Modal>
  );
}

function Refused({ outcomes, onClose }: { outcomes: readonly Outcome[]; onClose: () => void }) {
  const { t } = useTranslation();
  const refused = outcomes.filter(({ error }) => error !== null);
  return (
    <div className={classes["stack"]}>
      <p>{t("answered_of", { made: outcomes.length - refused.length, all: outcomes.length })}</p>
      <ul>
        {refused.map(({ id, error }) => (
          <li key={id}>
            <code>{id}</code> <span lang="en">{error?.detail}</span>
          </li>
        ))}
      </ul>
      <div className={classes["buttons"]}>
        <Button onClick={onClose}>{t("answer_done")}</Button>
      </div>
    </div>
  );
}
