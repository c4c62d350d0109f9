import { useNetwork } from "./brand.ts";
import classes from "./shell.module.css";

/** The network's logo and name. Without a logo, ours. */
export function Mark() {
  const { name, logo } = useNetwork();
  return (
    <span className={classes["mark"]}>
      {logo === null ? (
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
      ) : (
        <img src={`${logo.url}?${logo.sha256}`} height="24" width={(24 * logo.width) / logo.height} alt="" />
      )}
      {name}
    </span>
  );
}
