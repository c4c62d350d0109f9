import { mintId } from "@waymark/network/ids";
import { insertInvitation, invitationRow, newSecret, sha256Hex } from "@waymark/network/identity";

/** The SQL of an operator's invitation, and the code that accepts it; only the code's hash is in the SQL. */
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
  return { sql: statements.join("\n"), token };
}

/** A value as SQLite reads it: the command line takes no parameters. */
function quoted(value: unknown): string {
  if (typeof value !== "string") throw new Error("rows are inserted as JSON, which is text");
  return `'${value.replaceAll("'", "''")}'`;
}
