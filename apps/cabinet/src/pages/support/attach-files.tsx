import { ActionIcon, Button, FileButton } from "@mantine/core";
import type { Attachment } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { Icon } from "../../parts/icon.tsx";
import { Failed } from "../../parts/states.tsx";
import { ATTACHMENTS } from "../../words.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./support.module.css";

const ENDINGS = ATTACHMENTS.endings.map((ending) => `.${ending}`);
/** A slow connection needs longer than the client waits by default. */
const UPLOAD_MS = 180_000;

interface AttachFilesProps {
  threadId: string;
  /** Those that the next message will carry. */
  files: readonly Attachment[];
  onChange: (files: readonly Attachment[]) => void;
}

/** Uploads files for the next message. Says their limits first, and does not send a file that is beyond them. */
export function AttachFiles({ threadId, files, onChange }: AttachFilesProps) {
  const { t, i18n } = useTranslation("support");
  const [refusals, setRefusals] = useState<readonly string[]>([]);
  const upload = useAct("attachFile", { changes: [], timeoutMs: UPLOAD_MS });
  const size = sizeOf(ATTACHMENTS.bytesMax, i18n.language);
  const attach = async (chosen: readonly File[]) => {
    const small = chosen.filter(({ size: bytes }) => bytes <= ATTACHMENTS.bytesMax);
    const allowed = small.slice(0, ATTACHMENTS.perMessageMax - files.length);
    const large = chosen.filter((file) => !small.includes(file));
    const beyond = small.slice(allowed.length);
    setRefusals([
      ...large.map(({ name }) => t("too_large", { name, size })),
      ...beyond.map(({ name }) => t("too_many", { name, count: ATTACHMENTS.perMessageMax })),
    ]);
    let attached = files;
    for (const file of allowed) {
      const body = { content: file, type: "application/octet-stream" };
      attached = [...attached, await upload.mutateAsync({ path: { id: threadId }, query: { name: file.name }, body })];
      onChange(attached);
    }
  };
  return (
    <>
      {files.length > 0 && (
        <ul className={classes["files"]}>
          {files.map(({ id, name, size_bytes }) => (
            <li key={id}>
              <Icon name="file" size={16} /> {name}
              <small>{sizeOf(size_bytes, i18n.language)}</small>
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                aria-label={t("leave_out", { name })}
                onClick={() => onChange(files.filter((one) => one.id !== id))}
              >
                <Icon name="close" size={14} />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
      {refusals.map((text) => (
        <p key={text} role="alert" className={classes["refused"]}>
          {text}
        </p>
      ))}
      {upload.error !== null && <Failed error={upload.error} />}
      <div className={partClasses["line"]}>
        <FileButton
          multiple
          accept={ENDINGS.join(",")}
          // The error of a file is shown above.
          onChange={(chosen) => void attach(chosen).catch(() => undefined)}
          disabled={files.length >= ATTACHMENTS.perMessageMax}
        >
          {(props) => (
            <Button
              {...props}
              variant="default"
              size="xs"
              leftSection={<Icon name="file" size={14} />}
              loading={upload.isPending}
            >
              {t("attach")}
            </Button>
          )}
        </FileButton>
        <span className={partClasses["note"]}>{t("attach_text", { size, count: ATTACHMENTS.perMessageMax })}</span>
      </div>
    </>
  );
}

const KB = 1_000;

/** "12 kB", "4.8 MB". */
export function sizeOf(bytes: number, language: string): string {
  const isLarge = bytes >= KB * KB;
  const value = isLarge ? bytes / (KB * KB) : Math.max(1, Math.round(bytes / KB));
  const unit = isLarge ? "megabyte" : "kilobyte";
  return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: 1 }).format(value);
}
