import type { ReactNode } from "react";
import { useTitle } from "../../parts/use-title.ts";
import classes from "./account.module.css";

interface CardProps {
  title: string;
  lead?: string;
  /** Links to other pages. */
  below?: ReactNode;
  children?: ReactNode;
}

/** A page with one form. */
export function Card({ title, lead, below, children }: CardProps) {
  useTitle(title);
  return (
    <>
      <section className={classes["card"]}>
        <h1>{title}</h1>
        {lead !== undefined && <p className={classes["lead"]}>{lead}</p>}
        {children}
      </section>
      {below !== undefined && <div className={classes["below"]}>{below}</div>}
    </>
  );
}
