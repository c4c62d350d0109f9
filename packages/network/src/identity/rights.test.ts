import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { MEMBER_ROLES, RIGHTS } from "../words.ts";
import { MEMBER_RIGHTS } from "./rights.ts";

test("docs/api.md states what each member may do, as the code does", () => {
  const page = readFileSync(new URL("../../../../docs/api.md", import.meta.url).pathname, "utf8");
  const rows = [...page.matchAll(/^\| `(\w+)` \|((?: (?:yes|no) \|)+)$/gm)].map(([, right, cells = ""]) => [
    right,
    ...cells.split("|").flatMap((cell) => (cell.trim() === "" ? [] : [cell.trim() === "yes"])),
  ]);
  expect(rows).toEqual(
    RIGHTS.map((right) => [right, ...MEMBER_ROLES.map((role) => MEMBER_RIGHTS[role].some((has) => has === right))]),
  );
});
