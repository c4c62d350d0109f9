import { Button, Checkbox } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./parts.module.css";

/** Ids of the rows that a person has chosen. */
export type Chosen = ReadonlySet<string>;

const toggled = (chosen: Chosen, id: string): Chosen =>
  chosen.has(id) ? new Set([...chosen].filter((one) => one !== id)) : new Set([...chosen, id]);

interface ChooseProps {
  id: string;
  label: string;
  chosen: Chosen;
  /** Undefined where the row can't be chosen. */
  onChoose: ((chosen: Chosen) => void) | undefined;
  children: ReactNode;
}

/** A cell with a box to choose its row. */
export const Choose = ({ id, label, chosen, onChoose, children }: ChooseProps) => (
  <span className={classes["choice"]}>
    {onChoose !== undefined && (
      <Checkbox aria-label={label} checked={chosen.has(id)} onChange={() => onChoose(toggled(chosen, id))} />
    )}
    {children}
  </span>
);

interface AnswerButtonsProps {
  isDisabled: boolean;
  textOf: (verb: "accept" | "decline") => string;
  onVerb: (verb: "accept" | "decline") => void;
}

/** The two answers to what was chosen. */
export const AnswerButtons = ({ isDisabled, textOf, onVerb }: AnswerButtonsProps) => (
  <div className={classes["line"]}>
    {(["accept", "decline"] as const).map((verb) => (
      <Button
        key={verb}
        disabled={isDisabled}
        {...(verb === "decline" && { variant: "default" })}
        onClick={() => onVerb(verb)}
      >
        {textOf(verb)}
      </Button>
    ))}
  </div>
);
