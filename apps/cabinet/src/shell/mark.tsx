import classes from "./shell.module.css";

/** The network's name and logo. */
export const Mark = () => (
  <span className={classes["mark"]}>
    <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden>
      <rect width="32" height="32" rx="8" fill="var(--wm-accent)" />
      <path
        d="M7 10l4.5 12L16 12l4.5 10L25 10"
        fill="none"
        stroke="var(--wm-paper)"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
    Waymark
  </span>
);
