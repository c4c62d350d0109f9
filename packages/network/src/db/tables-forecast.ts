/** Rows of migrations/network/0360_maturation.sql and 0361_notices.sql. */
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
  notice: {
    id: string;
    kind: string;
    subject: string;
    parameters: string;
    account: string;
    created_at: number;
    over_at: number | null;
    acknowledged_at: number | null;
  };
  traffic_baseline: { kind: "link" | "offer"; number: number; baseline: string; learnt_at: number };
}
