import type { ReactNode } from "react";
import classes from "./parts.module.css";

/** A part of a page with a title of its own. */
export const Card = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className={classes["card"]} aria-label={title}>
    <h2>{title}</h2>
    <div className={classes["stack"]}>{children}</div>
  </section>
);
