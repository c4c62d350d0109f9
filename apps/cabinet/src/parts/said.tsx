import type { ReactNode } from "react";
import classes from "./parts.module.css";

/** What a side wrote, under its heading, if it wrote something. */
export const Said = ({ title, children }: { title: string; children: ReactNode }) =>
  children === "" || children === false || children === null ? null : (
    <section className={classes["said"]} aria-label={title}>
      <h3>{title}</h3>
      <p>{children}</p>
    </section>
  );
