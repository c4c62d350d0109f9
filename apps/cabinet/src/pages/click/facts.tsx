import type { ReactNode } from "react";
import classes from "./click.module.css";

export type Fact = readonly [name: string, value: ReactNode];

/** Names and values, without those that have no value. */
export const Facts = ({ facts }: { facts: readonly Fact[] }) => (
  <dl className={classes["facts"]}>
    {facts
      .filter(([, value]) => value !== "" && value !== null && value !== undefined)
      .map(([name, value]) => [<dt key={`${name} name`}>{name}</dt>, <dd key={name}>{value}</dd>])}
  </dl>
);

/** The request to the API that gives what stands above it. */
export const ApiPath = ({ path }: { path: string | undefined }) =>
  path === undefined ? null : (
    <a className={classes["api"]} href={path} target="_blank" rel="noreferrer">
      <code>GET {path}</code>
    </a>
  );
