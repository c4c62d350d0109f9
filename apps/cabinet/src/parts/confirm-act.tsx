import { Button, Modal, Textarea } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Failed } from "./states.tsx";
import classes from "./parts.module.css";

interface ConfirmActProps {
  /** The question, with what it is about: “Revoke the key “ci”?”. */
  title: string;
  /** What will happen. */
  effect: ReactNode;
  /** What the button does: “Revoke the key”. */
  button: string;
  isDestructive?: boolean;
  /** The API wants or takes a reason; `label` says who reads it. */
  reason?: { label: string; isRequired: boolean };
  /** Does it; the dialog closes when it is done, and shows the error otherwise. */
  act: (reason: string) => Promise<unknown>;
  onClose: () => void;
}

/** Says what an act will do, and asks for its reason, before it is done. */
export function ConfirmAct({ title, effect, button, isDestructive = true, reason, act, onClose }: ConfirmActProps) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [state, setState] = useState<{ isBusy: boolean; error?: unknown }>({ isBusy: false });
  const isReady = reason?.isRequired !== true || text.trim() !== "";
  const submit = async () => {
    setState({ isBusy: true });
    try {
      await act(text.trim());
      onClose();
    } catch (error) {
      setState({ isBusy: false, error });
    }
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": t("close") }}>
      <form
        className={classes["stack"]}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) void submit();
        }}
      >
        <div>{effect}</div>
        {reason !== undefined && (
          <Textarea
            label={reason.label}
            required={reason.isRequired}
            autosize={false}
            rows={3}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            data-autofocus
          />
        )}
        {state.error !== undefined && <Failed error={state.error} />}
        <div className={classes["buttons"]}>
          <Button variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" color={isDestructive ? "red.9" : "pine"} loading={state.isBusy} disabled={!isReady}>
            {button}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
