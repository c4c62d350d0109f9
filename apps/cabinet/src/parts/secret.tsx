import { CopyButton } from "./copy-button.tsx";
import classes from "./parts.module.css";

/** A secret that is shown once, to copy. */
export const Secret = ({ text, label }: { text: string; label: string }) => (
  <div className={classes["secret"]}>
    <code>{text}</code>
    <CopyButton text={text} label={label} />
  </div>
);
