import { readdirSync, readFileSync } from "node:fs";
import { ROLES, type Role } from "@waymark/network/words";

const CABINET = new URL("../../apps/cabinet/src/", import.meta.url).pathname;

/** `roles: ["webmaster"]` in what a route says of itself to the navigation. */
const PAGE_ROLES = /\broles: \[([^\]]*)\]/g;
/** `useAct("createLink"`, `useList("listLinks"`, `read("getOffer"` and the others. */
const CALL = /\b(?:useAct|useList|read|list|listPages|call|callOnce)\(\s*"(\w+)"/g;

interface CabinetPages {
  /** Operations that only pages of other roles ask for. */
  hiddenFrom(role: Role): readonly string[];
  /** Operations that a folder of pages asks for. */
  of(folder: string): readonly string[];
}

/** Which operations of the API the cabinet offers to whom, read from its sources: the routes' roles, and the calls. */
export function cabinetPages(): CabinetPages {
  const frame = ["shell", "parts", "api"].flatMap(callsIn);
  const pages = readdirSync(`${CABINET}pages`).map((folder) => ({
    folder,
    roles: rolesOf(readFileSync(`${CABINET}pages/${folder}/route.tsx`, "utf8")),
    calls: callsIn(`pages/${folder}`),
  }));
  const every = new Set(pages.flatMap(({ calls }) => calls));
  return {
    hiddenFrom(role) {
      const own = pages.filter(({ roles }) => roles.includes(role)).flatMap(({ calls }) => calls);
      const offered = new Set([...frame, ...own]);
      return [...every].filter((id) => !offered.has(id)).toSorted();
    },
    of: (folder) => pages.find((page) => page.folder === folder)?.calls ?? [],
  };
}

function rolesOf(route: string): readonly Role[] {
  const found = [...route.matchAll(PAGE_ROLES)].flatMap(([, list = ""]) => list.match(/\w+/g) ?? []);
  return found.length === 0 ? ROLES : ROLES.filter((role) => found.includes(role));
}

const callsIn = (folder: string): string[] =>
  readdirSync(CABINET + folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .flatMap((name) =>
      [...readFileSync(`${CABINET}${folder}/${name}`, "utf8").matchAll(CALL)].map(([, call = ""]) => call),
    );
