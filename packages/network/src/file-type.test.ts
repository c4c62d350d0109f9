import { describe, expect, test } from "vitest";
import { typeOfFile } from "./file-type.ts";

const bytes = (text: string) => Uint8Array.from([...text].map((letter) => letter.charCodeAt(0)));

describe("a file's type must match both its name and its bytes", () => {
  test.each([
    ["shot.png", "\x89PNG\r\n\x1a\n…", "image/png"],
    ["SHOT.PNG", "\x89PNG\r\n\x1a\n", "image/png"],
    ["photo.jpg", "\xff\xd8\xff\xe0", "image/jpeg"],
    ["moving.gif", "GIF89a;", "image/gif"],
    ["shot.webp", "RIFF\x10\0\0\0WEBPVP8 ", "image/webp"],
    ["invoice.pdf", "%PDF-1.7", "application/pdf"],
    ["note.txt", "Hello", "text/plain"],
    ["rows.csv", "a,b\n1,2\n", "text/csv"],
    ["shot.png", "<svg onload=alert(1)>", undefined],
    ["shot.png", "\xff\xd8\xff\xe0", undefined],
    ["drawing.svg", "<svg onload=alert(1)>", undefined],
    ["page.html", "<script>alert(1)</script>", undefined],
    ["script.js", "alert(1)", undefined],
    ["setup.exe", "MZ", undefined],
    ["note.txt", "MZ\0\0", undefined],
    ["note.txt", "\xff\xfe", undefined],
    ["note", "Hello", undefined],
    ["note.", "Hello", undefined],
    ["note.constructor", "Hello", undefined],
    ["shot.png.exe", "\x89PNG\r\n\x1a\n", undefined],
    ["radio.webp", "RIFF\x10\0\0\0WAVEfmt ", undefined],
    ["", "", undefined],
  ])("%s %j → %s", (name, content, type) => expect(typeOfFile(name, bytes(content))).toBe(type));
});
