import { Button, Modal, Textarea } from "@mantine/core";
import type { AppealAnswerOfMany, AppealAnswerOutcome } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { AnswerCode, answerCodeOf } from "../../parts/answer-code.tsx";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import { APPEAL_CHANGES } from "./appeal-status.tsx";
import partClasses from "../../parts/parts.module.css";

export type AppealVerb = AppealAnswerOfMany["verb"];

interface AnswerAppealsProps {
  ids: readonly string[];
  verb: AppealVerb;
  onClose: () => void;
}

/** Answers these appeals with one reason, and shows those that were refused. */
export function AnswerAppeals({ ids, verb, onClose }: AnswerAppealsProps) {
  const { t } = useTranslation("appeals");
  const { t: common } = useTranslation();
  const [refused, setRefused] = useState<readonly AppealAnswerOutcome[]>();
  const act = useAct("answerAppeals", { changes: APPEAL_CHANGES });
  const form = useForm({ reason_code: "", reason: "" }, async (values) => {
    const reason = values.reason.trim() === "" ? null : values.reason;
    const answers = ids.map((id) => ({ id, verb, reason, reason_code: answerCodeOf(values.reason_code) }));
    const { data } = await act.mutateAsync({ body: { answers } });
    const failed = data.filter(({ error }) => error !== null);
    if (failed.length === 0) onClose();
    else setRefused(failed);
  });
  const isReady = verb === "accept" || form.values.reason_code !== "" || form.values.reason.trim() !== "";
  const count = ids.length;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`title_${verb}`, { count })}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      {refused === undefined ? (
        <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
          <p>{t(`effect_${verb}`)}</p>
          <AnswerCode value={form.values.reason_code} onChange={(code) => form.set("reason_code", code)} />
          <Textarea
            {...form.text("reason")}
            label={t("reason")}
            description={t("reason_text")}
            maxLength={500}
            rows={3}
          />
          {form.error !== undefined && <Failed error={form.error} />}
          <div className={partClasses["buttons"]}>
            <Button variant="default" onClick={onClose}>
              {common("cancel")}
            </Button>
            <Button
              type="submit"
              color={verb === "decline" ? "red.9" : "pine"}
              loading={form.isBusy}
              disabled={!isReady}
            >
              {t(`do_${verb}`, { count })}
            </Button>
          </div>
        </form>
      ) : (
        <div className={partClasses["stack"]}>
          <p>{t("answered", { made: count - refused.length, all: count })}</p>
          <ul>
            {refused.map(({ id, error }) => (
              <li key={id}>
                <code>{id}</code> <span lang="en">{error?.detail}</span>
              </li>
            ))}
          </ul>
          <div className={partClasses["buttons"]}>
            <Button onClick={onClose}>{t("done")}</Button>
          </div>
        </div>
      )}
    </Modal>
  );
}
