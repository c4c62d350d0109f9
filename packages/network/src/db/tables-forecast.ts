/** Rows of migrations/network/0360_maturation.sql. */
export interface ForecastTables {
  maturation: { scope: string; decisions: number; curves: string; learnt_at: number };
  expected_money: {
    kind: "commission" | "revenue";
    account: string;
    currency: string;
    horizon_days: number;
    made_at: number;
    expected_minor: number;
    came_minor: number | null;
  };
}
