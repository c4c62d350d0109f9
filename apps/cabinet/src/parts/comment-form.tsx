import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Failed } from "./states.tsx";
import { useForm } from "./use-form.ts";
import classes from "./parts.module.css";

interface CommentFormProps {
  /** The button that opens the form. */
  open: string;
  label: string;
  description: string;
  isRequired: boolean;
  /** The button that sends it. */
  button: string;
  send: (comment: string) => Promise<unknown>;
}

/** A button that becomes a form for what a person has to say. */
export function CommentForm({ open, label, description, isRequired, button, send }: CommentFormProps) {
  const { t } = useTranslation();
  const [isAsked, setAsked] = useState(false);
  const form = useForm({ comment: "" }, async ({ comment }) => {
    await send(comment.trim());
    setAsked(false);
  });
  if (!isAsked)
    return (
      <div>
        <Button size="xs" onClick={() => setAsked(true)}>
          {open}
        </Button>
      </div>
    );
  return (
    <form className={classes["stack"]} onSubmit={(event) => void form.submit(event)}>
      <Textarea
        {...form.text("comment")}
        {...{ label, description }}
        maxLength={2_000}
        rows={5}
        required={isRequired}
        data-autofocus
      />
      {form.error !== undefined && <Failed error={form.error} />}
      <div className={classes["buttons"]}>
        <Button variant="default" onClick={() => setAsked(false)}>
          {t("cancel")}
        </Button>
        <Button type="submit" loading={form.isBusy} disabled={isRequired && form.values.comment.trim() === ""}>
          {button}
        </Button>
      </div>
    </form>
  );
}
