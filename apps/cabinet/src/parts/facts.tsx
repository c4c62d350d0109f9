import type { ReactNode } from "react";
import classes from "./parts.module.css";

export type Fact = readonly [name: string, value: ReactNode];

/** Names and values, without those that have no value. */
export const Facts = ({ facts }: { facts: readonly Fact[] }) => (
  <dl className={classes["facts"]}>
    {facts
      .filter(([, value]) => value !== "" && value !== null && value !== undefined)
      .map(([name, value]) => [<dt key={`${name} name`}>{name}</dt>, <dd key={name}>{value}</dd>])}
  </dl>
);
