import classes from "./click.module.css";

/** The request to the API that gives what stands above it. */
export const ApiPath = ({ path }: { path: string | undefined }) =>
  path === undefined ? null : (
    <a className={classes["api"]} href={path} target="_blank" rel="noreferrer">
      <code>GET {path}</code>
    </a>
  );
