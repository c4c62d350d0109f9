import { Button, Textarea } from "@mantine/core";
import type { Attachment } from "@waymark/client";
import { useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import { AttachFiles } from "./attach-files.tsx";
import { TEXT_LENGTH_MAX, THREADS_CHANGED } from "./rules.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./support.module.css";

/** The next message of a thread, with files. What is typed stays until it is sent. */
export function Reply({ threadId }: { threadId: string }) {
  const { t } = useTranslation("support");
  const [files, setFiles] = useState<readonly Attachment[]>([]);
  const write = useAct("writeMessage", { changes: THREADS_CHANGED });
  const form = useForm({ text: "" }, async ({ text }) => {
    const attachment_ids = files.map(({ id }) => id);
    await write.mutateAsync({ path: { id: threadId }, body: { text, attachment_ids } });
    setFiles([]);
    form.reset();
  });
  const isEmpty = form.values.text.trim() === "";
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || isEmpty) return;
    event.preventDefault();
    void form.submit();
  };
  return (
    <form className={classes["reply"]} onSubmit={(event) => void form.submit(event)}>
      <Textarea
        {...form.text("text")}
        label={t("reply")}
        autosize
        minRows={3}
        maxRows={12}
        maxLength={TEXT_LENGTH_MAX}
        onKeyDown={onKeyDown}
      />
      <AttachFiles threadId={threadId} files={files} onChange={setFiles} />
      {form.error !== undefined && <Failed error={form.error} />}
      <div className={partClasses["buttons"]}>
        <Button type="submit" loading={form.isBusy} disabled={isEmpty}>
          {t("send")}
        </Button>
      </div>
    </form>
  );
}
