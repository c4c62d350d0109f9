import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileTemplate, expandTemplate, MACROS, passedOf, TEMPLATE_LENGTH_MAX, type Macro } from "./destination.ts";

type Values = Record<Macro, string>;

/** Each macro's own name as its value, but for those given. */
const valuesOf = (given: Partial<Values> = {}): Values => ({
  ...(Object.fromEntries(MACROS.map((name) => [name, name.toUpperCase()])) as Values), // every macro has an entry
  ...given,
});

function expanded(url: string, values: Values, clickParameter = "click_id") {
  const reading = compileTemplate(url, clickParameter);
  if (reading.kind === "refused") throw new Error(reading.message);
  return expandTemplate(reading.template, (macro) => values[macro]);
}

describe("a landing URL leads to", () => {
  const values = valuesOf({ click_id: "c1", sub1: "a b&c", sub2: "ключ", city: "São Paulo" });

  test.each([
    // where macros stand
    ["query", "https://shop.example/?c={click_id}&s={sub1}", "https://shop.example/?c=c1&s=a%20b%26c"],
    ["path", "https://shop.example/{sub1}/buy?c={click_id}", "https://shop.example/a%20b%26c/buy?c=c1"],
    ["fragment", "https://shop.example/#c={click_id}", "https://shop.example/#c=c1"],
    ["side by side", "https://shop.example/?c={click_id}{sub1}", "https://shop.example/?c=c1a%20b%26c"],
    ["the same twice", "https://shop.example/{click_id}?c={click_id}", "https://shop.example/c1?c=c1"],
    [
      "as a name",
      "https://shop.example/?{sub2}=1&c={click_id}",
      "https://shop.example/?%D0%BA%D0%BB%D1%8E%D1%87=1&c=c1",
    ],
    ["braces around", "https://shop.example/?c={{click_id}}", "https://shop.example/?c={c1}"],
    ["a brace that never closes", "https://shop.example/?x={sub1&c={click_id}", "https://shop.example/?x={sub1&c=c1"],
    // the appended click parameter
    ["nothing but a host", "https://shop.example", "https://shop.example/?click_id=c1"],
    ["a path", "https://shop.example/buy", "https://shop.example/buy?click_id=c1"],
    ["a query", "https://shop.example/?a=1", "https://shop.example/?a=1&click_id=c1"],
    ["an empty query", "https://shop.example/?", "https://shop.example/?click_id=c1"],
    ["a query that ends with &", "https://shop.example/?a=1&", "https://shop.example/?a=1&click_id=c1"],
    ["a fragment", "https://shop.example/#top", "https://shop.example/?click_id=c1#top"],
    ["a query and a fragment", "https://shop.example/?a=1#top", "https://shop.example/?a=1&click_id=c1#top"],
    ["a ? in the fragment only", "https://shop.example/#top?a=1", "https://shop.example/?click_id=c1#top?a=1"],
    ["another macro only", "https://shop.example/?s={sub1}", "https://shop.example/?s=a%20b%26c&click_id=c1"],
    // normalised as a browser does
    ["capitals", "HTTPS://Shop.Example/Buy?c={click_id}", "https://shop.example/Buy?c=c1"],
    ["its scheme's own port", "https://shop.example:443/?c={click_id}", "https://shop.example/?c=c1"],
    ["another port", "http://shop.example:8080/?c={click_id}", "http://shop.example:8080/?c=c1"],
    ["a unicode host", "https://münchen.example/?c={click_id}", "https://xn--mnchen-3ya.example/?c=c1"],
    ["a unicode path", "https://shop.example/ä b/?c={click_id}", "https://shop.example/%C3%A4%20b/?c=c1"],
    ["a unicode query", "https://shop.example/?ö=ä&c={click_id}", "https://shop.example/?%C3%B6=%C3%A4&c=c1"],
    ["a line break", "https://shop.example/a\r\nb?c={click_id}", "https://shop.example/ab?c=c1"],
    ["dots before a macro", "https://shop.example/a/../{sub1}?c={click_id}", "https://shop.example/a%20b%26c?c=c1"],
  ])("%s: %j → %j", (_, url, destination) => {
    expect(expanded(url, values)).toBe(destination);
  });

  test("with the advertiser's own name for the click parameter", () => {
    expect(expanded("https://shop.example/", values, "sub&id")).toBe("https://shop.example/?sub%26id=c1");
  });

  test("the value of every macro", () => {
    const url = `https://shop.example/?${MACROS.map((name) => `${name}={${name}}`).join("&")}`;
    expect(Object.fromEntries(new URL(expanded(url, valuesOf())).searchParams)).toEqual(valuesOf());
  });

  test("a URL of the greatest length", () => {
    const url = "https://shop.example/?c={click_id}&x=".padEnd(TEMPLATE_LENGTH_MAX, "x");
    expect(compileTemplate(url, "click_id").kind).toBe("template");
  });
});

test.each([
  ["unknown_macro", "https://shop.example/?c={clickid}"],
  ["unknown_macro", "https://shop.example/?c={CLICK_ID}"],
  ["unknown_macro", "https://shop.example/?c={ click_id }"],
  ["unknown_macro", "https://shop.example/?c={}"],
  ["unknown_macro", "https://shop.example/?c={constructor}"],
  ["not_http", ""],
  ["not_http", "shop.example"],
  ["not_http", "/buy"],
  ["not_http", "//shop.example/"],
  ["not_http", "{sub1}://shop.example/"],
  ["not_http", " https://shop.example/"],
  ["not_http", "javascript:alert(1)//{click_id}"],
  ["not_http", "data:text/html,{sub1}"],
  ["not_http", "ftp://shop.example/"],
  ["not_http", "https:shop.example"],
  ["not_http", "https://shop example/"],
  ["not_http", "https://shop.example:99999/"],
  ["macro_lost", "https://shop.example/a/{sub1}/../b"],
  ["macro_lost", "https://shop.example/{sub1}/.."],
  ["macro_in_host", "https://{sub1}/"],
  ["macro_in_host", "https://{sub1}.shop.example/"],
  ["macro_in_host", "https://shop.example{sub1}/"],
  ["macro_in_host", "https://shop.example:{sub1}/"],
  ["macro_in_host", "https://{sub1}@shop.example/"],
  ["macro_in_host", "https://shop.example@{sub1}/"],
  ["macro_in_host", "https://shop.example\\{sub1}"],
  ["too_long", "https://shop.example/?c={click_id}&x=".padEnd(TEMPLATE_LENGTH_MAX + 1, "x")],
] as const)("%s refuses the landing URL %j", (reason, url) => {
  expect(compileTemplate(url, "click_id")).toMatchObject({ kind: "refused", reason });
});

describe("for any values of a visitor or a webmaster", () => {
  const codeUnits = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) });
  const hostile = fc.constantFrom(
    ...["", "//evil.example", "\\\\evil.example", "@evil.example", ":80", "/../..", "javascript:alert(1)"],
    ...["%2B", "+", "%", "%00", "%2e%2e", "a=b&c=d", "?", "#", "{sub1}", "zmacroz1z"],
    ...["\r\nSet-Cookie: a=b", "\u0000", "\t", "\ud800", "x\udfff", "\u202e", "\u3002", "／evil"],
  );
  const value = fc.oneof(codeUnits, hostile);
  /** A lone dot or two would be a step in a path: they are left out. */
  const step = fc.constantFrom(".", "..");
  const values = fc.record({ click_id: value, sub1: value, sub2: value, source: value }).map(valuesOf);

  const templates = [
    "https://shop.example/?a={sub1}&b={sub2}&c={click_id}#{source}",
    "http://shop.example:8080/{sub1}/{sub2}/end?c={click_id}",
    "https://shop.example/{sub1}{sub2}?{source}",
    "https://shop.example/#{sub1}",
  ];

  test.each(templates)("it stays on the host of %s, in printable ASCII", (template) =>
    fc.assert(
      fc.property(
        fc.oneof(
          values,
          step.map((sub1) => valuesOf({ sub1 })),
        ),
        (given) => {
          const text = expanded(template, given);
          const url = new URL(text);
          expect(url.origin).toBe(new URL(template).origin);
          expect([url.username, url.password]).toEqual(["", ""]);
          expect(text).toMatch(/^[\x21-\x7e]+$/);
        },
      ),
    ),
  );

  test("each query parameter decodes to its well-formed value, and none is added", () =>
    fc.assert(
      fc.property(values, (given) => {
        fc.pre(Object.values(given).every((text) => text !== "." && text !== ".."));
        const url = new URL(expanded("https://shop.example/?a={sub1}&b={sub2}&c={click_id}#{source}", given));
        expect([...url.searchParams]).toEqual([
          ["a", given.sub1.toWellFormed()],
          ["b", given.sub2.toWellFormed()],
          ["c", given.click_id.toWellFormed()],
        ]);
        expect(decodeURIComponent(url.hash.slice(1))).toBe(given.source.toWellFormed());
      }),
    ));

  test("a value in the path stays one segment of it", () =>
    fc.assert(
      fc.property(fc.oneof(value, step), (sub1) => {
        const url = new URL(expanded("https://shop.example/a/{sub1}/z?c={click_id}", valuesOf({ sub1 })));
        const [, first, segment = "", ...rest] = url.pathname.split("/");
        expect([first, rest]).toEqual(["a", ["z"]]);
        expect(decodeURIComponent(segment)).toBe(sub1 === "." || sub1 === ".." ? "" : sub1.toWellFormed());
      }),
    ));
});

describe("parameters of the visitor's URL are passed to the landing", () => {
  const passed = passedOf([
    ["utm_source", "a b&c=d#e"],
    ["gclid", "1+2"],
  ]);
  const rest = "utm_source=a%20b%26c%3Dd%23e&gclid=1%2B2";

  test.each([
    ["https://shop.example/", `https://shop.example/?click_id=c1&${rest}`],
    ["https://shop.example/{click_id}", `https://shop.example/c1?${rest}`],
    ["https://shop.example/{click_id}/?", `https://shop.example/c1/?&${rest}`],
    ["https://shop.example/?a=1#top", `https://shop.example/?a=1&click_id=c1&${rest}#top`],
    ["https://shop.example/?c={click_id}#{sub1}", `https://shop.example/?c=c1&${rest}#SUB1`],
    ["https://shop.example/{click_id}#a?b", `https://shop.example/c1?${rest}#a?b`],
  ])("%s → %s", (url, destination) => {
    const reading = compileTemplate(url, "click_id", true);
    if (reading.kind === "refused") throw new Error(reading.message);
    const values = valuesOf({ click_id: "c1" });
    expect(expandTemplate(reading.template, (macro) => values[macro], passed)).toBe(destination);
    expect(expandTemplate(reading.template, (macro) => values[macro])).toBe(
      destination.replace(`&${rest}`, "").replace(`?${rest}`, ""),
    );
  });
});

test("a URL that contains text like our placeholders keeps its host", () => {
  const reading = compileTemplate("https://zm1z.zmz.example/zm3z?x={click_id}", "click_id");
  expect(reading).toEqual({
    kind: "template",
    template: ["https://zm1z.zmz.example/zm3z?x=", "click_id", ""],
  });
});
