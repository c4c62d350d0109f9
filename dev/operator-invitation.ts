import { mintId } from "@waymark/network/ids";
import { insertInvitation, invitationRow, newSecret, sha256Hex } from "@waymark/network/identity";

/**
 * The SQL of an operator's invitation, and the code that accepts it; only the code's hash is in the SQL. It also vouches
 * for an operator who has this address already, so that they can be a second person at once.
 */
export async function operatorInvitation(email: string, now: number): Promise<{ sql: string; token: string }> {
  const token = newSecret("inv");
  const membership = { role: "operator", advertiser_id: null, webmaster_id: null } as const;
  const row = invitationRow(
    { id: mintId("ivt", now), email, sha256: await sha256Hex(token), invitedBy: "first-operator", memberRole: "owner" },
    membership,
    now,
  );
  const statements = insertInvitation(row).map(({ sql, parameters }) => {
    const values = parameters.map(quoted);
    return `${sql.replaceAll("?", () => values.shift() ?? "NULL")};`;
  });
  const vouching = `INSERT INTO operator_voucher (person_id, vouched_by, reason, vouched_at)
    SELECT id, 'first-operator', 'by command', ${now} FROM person WHERE email = ${quoted(row.email)} AND role = 'operator'
    ON CONFLICT DO NOTHING;`;
  return { sql: [...statements, vouching].join("\n"), token };
}

/** A value as SQLite reads it: the command line takes no parameters. */
function quoted(value: unknown): string {
  if (typeof value !== "string") throw new Error("rows are inserted as JSON, which is text");
  return `'${value.replaceAll("'", "''")}'`;
}
