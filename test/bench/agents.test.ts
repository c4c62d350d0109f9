import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { benchAgents } from "./agents.ts";

const WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0";
const PHONE = `Mozilla/5.0 (Linux; Android 15; Pixel 9) ${WEBKIT} Mobile Safari/537.36`;
const COMPUTER = `Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} Safari/537.36`;
const TELEVISION = `Mozilla/5.0 (Linux; Android 10; BRAVIA 4K VH2) ${WEBKIT} Safari/537.36`;

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "waymark-agents-"))));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function figuresOf(...lines: string[][]) {
  const file = join(folder, "list.tsv");
  await writeFile(file, lines.map((cells) => cells.join("\t")).join("\n"));
  const figures = await benchAgents({ file });
  return Object.fromEntries(figures.map(({ figure, value }) => [figure, value]));
}

test("a foreign list is judged if it says what is right", async () => {
  const figures = await figuresOf(
    ["user agent", "hints", "device", "os", "browser", "is_bot"],
    ["# a remark"],
    [PHONE, "", "mobile", "android", "chrome", "0"],
    [PHONE, "", "tablet", "android", "Chrome", "false"],
    [COMPUTER, '"Android"?1', "mobile", "android"],
    [TELEVISION, "", "tv", "", "vivaldi", ""],
    ["Googlebot/2.1", "", "desktop", "", "", "1"],
    [COMPUTER, "", "", "", "", "1"],
  );
  expect(figures).toMatchObject({
    "people judged bots, of browser-shaped": 0,
    "bots judged people": 0.5,
    device: 0.75,
    "televisions that say so": 1,
    os: 1,
    "browser of our list": 1,
    "device tablet read as mobile": 1,
    "user agents": 6,
  });
});

test.each([
  ["a flag that is neither", [PHONE, "", "", "", "", "maybe"], "line 1: is_bot is maybe"],
  ["too many columns", [PHONE, "", "", "", "", "1", "x"], "line 1: 7 columns of 6"],
])("%s is refused with its line", async (_, line, message) => {
  await expect(figuresOf(line)).rejects.toThrow(message);
});
