import classes from "./parts.module.css";

/** What a status means for the reader. Every kind of object uses the same words. */
export type Tone = "pending" | "held" | "good" | "moving" | "paid" | "bad" | "reversed" | "quiet";

/** A shape for each tone, so that colour is never the only difference. Drawn on a grid of 10. */
const SHAPES: Record<Tone, string> = {
  pending: "M5 1.5a3.5 3.5 0 100 7 3.5 3.5 0 000-7z",
  held: "M3.5 2v6M6.5 2v6",
  good: "M1.5 5.5l2.5 2.5 4.5-5.5",
  moving: "M1.5 5h7M5.5 2l3 3-3 3",
  paid: "M1.5 5.5l2.5 2.5 4.5-5.5",
  bad: "M2 2l6 6M8 2l-6 6",
  reversed: "M2 4.5h4.5a2 2 0 010 4H4M4 2L1.5 4.5 4 7",
  quiet: "M2 5h6",
};

/** A status: a word, with a shape and a colour. */
export const StatusBadge = ({ tone, children }: { tone: Tone; children: string }) => (
  <span className={classes["badge"]} data-tone={tone}>
    <svg width="10" height="10" viewBox="0 0 10 10" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden>
      <path d={SHAPES[tone]} strokeLinecap="round" strokeLinejoin="round" />
    </svg>
    {children}
  </span>
);
