import { Link, type LinkProps } from "@tanstack/react-router";
import { useFormat, type Money } from "../format/index.ts";
import classes from "./parts.module.css";

interface MoneyTextProps {
  money: Money;
  /** Where the sum is explained; it then has a dotted underline. */
  madeOf?: LinkProps;
}

/** An amount with its currency code. */
export function MoneyText({ money, madeOf }: MoneyTextProps) {
  const format = useFormat();
  const text = <span className={classes["money"]}>{format.money(money)}</span>;
  if (madeOf === undefined) return text;
  return (
    <Link {...madeOf} className={classes["madeOf"]}>
      {text}
    </Link>
  );
}
