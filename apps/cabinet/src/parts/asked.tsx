import { Button } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useHasRight } from "./with-right.tsx";
import classes from "./parts.module.css";

/** A button, for people who may change things, that opens what it asks for. */
export function Asked({
  button,
  isQuiet = false,
  children,
}: {
  button: string;
  isQuiet?: boolean;
  children: (close: () => void) => ReactNode;
}) {
  const [isOpen, setOpen] = useState(false);
  if (!useHasRight("write")) return null;
  return (
    <div className={classes["buttons"]}>
      <Button {...(isQuiet && { variant: "default" })} onClick={() => setOpen(true)}>
        {button}
      </Button>
      {isOpen && children(() => setOpen(false))}
    </div>
  );
}
