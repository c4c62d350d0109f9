import type { ReactNode } from "react";
import { useTitle } from "./use-title.ts";
import classes from "./parts.module.css";

interface PageHeaderProps {
  title: string;
  /** One sentence on what the page is for, where its title does not say it. */
  lead?: ReactNode;
  /** The one primary action. */
  action?: ReactNode;
}

/** The title of a page, and its one primary action at the right. */
export function PageHeader({ title, lead, action }: PageHeaderProps) {
  useTitle(title);
  return (
    <header className={classes["pageHeader"]}>
      <div>
        <h1>{title}</h1>
        {lead !== undefined && <p className={classes["lead"]}>{lead}</p>}
      </div>
      {action}
    </header>
  );
}
