import { expect, test } from "vitest";
import { pathOfControl } from "./controls.ts";

test.each([
  ['{"name":"a\\u0000b"}', "name"],
  ['{"name":"a\\u001Bb"}', "name"],
  ['{"offer":{"texts":["fine","\\b"]}}', "offer.texts.1"],
  ['{"name":"\\u0085"}', "name"],
  ['{"name":"a\u007fb"}', "name"],
  ['{"a":{"b\\u0001":1}}', "a"],
  ['{"text":"one\\r\\n\\ttwo"}', undefined],
  ['{"text":"one\\u000a\\u0009two"}', undefined],
  ['{"text":"\\\\u0000 is a text"}', undefined],
  ['{"text":"Größe \\u00e9 \\u0410"}', undefined],
  ['{"text":"\\u0000"', undefined],
  ["", undefined],
])("the control character of %j is at %j", (json, path) => expect(pathOfControl(json)).toBe(path));
