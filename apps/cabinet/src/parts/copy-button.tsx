import { ActionIcon } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { Icon } from "./icon.tsx";
import classes from "./parts.module.css";

interface CopyButtonProps {
  text: string;
  /** What is copied, for people who do not see it: “the link”. */
  label: string;
}

/** Copies a text, and says so. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const { t } = useTranslation();
  const { copied, copy } = useClipboard({ timeout: 2_000 });
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="sm"
      className={classes["copy"]}
      aria-label={copied ? t("copied") : t("copy", { what: label })}
      onClick={() => copy(text)}
    >
      <Icon name={copied ? "done" : "copy"} size={16} />
    </ActionIcon>
  );
}
