import type { Upload } from "@waymark/client";
import { useFormat } from "../../format/index.ts";
import partClasses from "../../parts/parts.module.css";

interface ChangesProps {
  total: Upload["total"];
  of: "pending" | "approved";
}

/** What a file changed of the webmaster's commissions, a line for each currency; an increase has its sign too. */
export function Changes({ total, of }: ChangesProps) {
  const format = useFormat();
  if (total.length === 0) return "—";
  return (
    <span className={partClasses["lines"]}>
      {total.map((line) => (
        <span key={line[of].currency} className={partClasses["money"]}>
          {BigInt(line[of].amount_minor) > 0n ? "+" : ""}
          {format.money(line[of])}
        </span>
      ))}
    </span>
  );
}
