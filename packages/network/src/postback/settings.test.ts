import { addressHex } from "@waymark/contract/address-hex";
import { maskToken, POSTBACK_FIELDS, readPostback } from "@waymark/contract/postback-event";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { namesOf, PRESETS, type ParameterMap } from "@waymark/contract/postback-preset";
import { faultsOf, NO_SETTINGS, rangeOf, settingsFor, wordsOf, type PostbackSettings } from "./settings.ts";

const settingsWith = (parts: Partial<PostbackSettings>): PostbackSettings => ({ ...NO_SETTINGS, ...parts });

describe("the names of parameters", () => {
  test("are ours if an advertiser has set none", () => {
    expect(namesOf({})).toEqual(Object.fromEntries(POSTBACK_FIELDS.map((field) => [field, field])));
  });

  test("replace ours if it has, even several for one field, or one of ours for another field", () => {
    const names = namesOf({ click_id: ["uid", "admitad_uid"], goal: ["status"] });
    expect(names).toMatchObject({ uid: "click_id", admitad_uid: "click_id", status: "goal", amount: "amount" });
    expect(names).not.toHaveProperty("click_id");
    expect(names).not.toHaveProperty("goal");
  });

  const TOKEN_NAMES = ["token", "secure", "security_token", "verification_token", "postback_key"];
  const FORM = "a name has 1 to 64 letters, digits, or _ . [ ] -";
  const HIDDEN = "while the click_id has no other name; every postback needs a click_id";

  test.each<[ParameterMap, string, string]>([
    ...TOKEN_NAMES.map((name): [ParameterMap, string, string] => [
      { goal: ["a", name] },
      "parameters.goal[1]",
      `${name} is a name of the token; use another`,
    ]),
    [{ click_id: ["token"] }, "parameters.click_id[0]", "token is a name of the token; use another"],
    [{ goal: ["x"], amount: ["x"] }, "parameters.amount[0]", "x already means goal; use another name"],
    [{ click_id: ["x"], adv5: ["y", "x"] }, "parameters.adv5[1]", "x already means click_id; use another name"],
    [{ goal: ["x", "x"] }, "parameters.goal[1]", "x already means goal; use another name"],
    [{ goal: ["click_id"] }, "parameters.goal[0]", `click_id can't mean goal ${HIDDEN}`],
    [{ order_id: ["order", "click_id"] }, "parameters.order_id[1]", `click_id can't mean order_id ${HIDDEN}`],
    [{ click_id: [] }, "parameters.click_id", "give click_id at least one name, or leave it out"],
    [{ amount: [] }, "parameters.amount", "give amount at least one name, or leave it out"],
    [{ click_id: [""] }, "parameters.click_id[0]", FORM],
    [{ click_id: [" subid"] }, "parameters.click_id[0]", FORM],
    [{ click_id: ["click id"] }, "parameters.click_id[0]", FORM],
    [{ click_id: ["a&b"] }, "parameters.click_id[0]", FORM],
    [{ click_id: ["x".repeat(65)] }, "parameters.click_id[0]", FORM],
  ])("%j is refused: every postback would fail", (parameters, path, message) => {
    expect(faultsOf(settingsWith({ parameters }))).toEqual([{ path, message }]);
  });

  test("may be swapped between the click_id and another field", () => {
    expect(faultsOf(settingsWith({ parameters: { click_id: ["goal"], goal: ["click_id"] } }))).toEqual([]);
  });

  test("that are accepted can read a postback", () => {
    const name = fc.constantFrom(...POSTBACK_FIELDS, "token", "subid", "x", "y");
    const parameters = fc.dictionary(fc.constantFrom(...POSTBACK_FIELDS), fc.array(name, { maxLength: 2 }));
    fc.assert(
      fc.property(parameters, (map: ParameterMap) => {
        fc.pre(faultsOf(settingsWith({ parameters: map })).length === 0);
        const names = namesOf(map);
        const clickIdName = Object.keys(names).find((key) => names[key] === "click_id") ?? "";
        const { token, masked } = maskToken([
          ["token", "secret"],
          [clickIdName, "a"],
        ]);
        expect(token).toBe("secret");
        expect(readPostback(masked, names)).toMatchObject({ kind: "postback", clickId: "a" });
      }),
    );
  });

  test.each(Object.entries(PRESETS))("of the preset %s have no fault", (_, preset) => {
    expect(faultsOf(settingsWith(preset))).toEqual([]);
    expect(Object.values(namesOf(preset.parameters))).toEqual(expect.arrayContaining(["click_id", "amount"]));
  });
});

describe("the preset of a path", () => {
  const request = { method: "GET", contentType: "", parameters: [] };

  test.each([
    ["/aff_lsr", "tune"],
    ["/aff_goal", "tune"],
    ["/***/postback", "keitaro"],
  ] as const)("%s is %s if the advertiser has no parameter map; its own words take precedence", (path, preset) => {
    const settings = settingsWith({ statuses: { sale: "pending" }, decimalSeparator: "," });
    expect(settingsFor(settings, { ...request, path })).toEqual({
      ...settings,
      parameters: PRESETS[preset].parameters,
      statuses: { ...PRESETS[preset].statuses, sale: "pending" },
    });
  });

  test("is ignored if the advertiser has its own map, and our own path has none", () => {
    const settings = settingsWith({ parameters: { click_id: ["cid"] } });
    expect(settingsFor(settings, { ...request, path: "/aff_lsr" })).toBe(settings);
    expect(settingsFor(NO_SETTINGS, request)).toBe(NO_SETTINGS);
  });
});

test("status words include ours and the advertiser's, which may redefine ours", () => {
  const words = wordsOf(settingsWith({ statuses: { paid: "approved", pending: "rejected" } }));
  expect(Object.fromEntries(words)).toEqual({
    pending: "rejected",
    approved: "approved",
    rejected: "rejected",
    paid: "approved",
  });
  expect(words.get("constructor")).toBeUndefined();
});

describe("a range of addresses", () => {
  const holds = (range: string, address: string) => {
    const [from, to] = rangeOf(range) ?? [];
    const hex = addressHex(address);
    return from !== undefined && to !== undefined && from <= hex && hex <= to;
  };

  test.each([
    ["192.0.2.7", ["192.0.2.7", "::ffff:192.0.2.7"], ["192.0.2.6", "192.0.2.8", "2001:db8::1"]],
    ["192.0.2.0/24", ["192.0.2.0", "192.0.2.255"], ["192.0.1.255", "192.0.3.0", "::c000:200"]],
    ["192.0.2.130/25", ["192.0.2.128", "192.0.2.255"], ["192.0.2.127"]],
    ["0.0.0.0/0", ["0.0.0.0", "255.255.255.255"], ["2001:db8::1"]],
    ["10.1.2.3/32", ["10.1.2.3"], ["10.1.2.2", "10.1.2.4"]],
    ["2001:db8::/32", ["2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"], ["2001:db9::", "2001:db7:ffff::"]],
    ["2001:DB8::1", ["2001:db8::1", "2001:0db8:0:0:0:0:0:1"], ["2001:db8::2"]],
    ["2001:db8::/127", ["2001:db8::", "2001:db8::1"], ["2001:db8::2"]],
    ["::/0", ["::1", "2001:db8::1", "192.0.2.1"], []],
  ])("%s holds %j and not %j", (range, inside, outside) => {
    expect(inside.filter((address) => !holds(range, address))).toEqual([]);
    expect(outside.filter((address) => holds(range, address))).toEqual([]);
  });

  test.each([
    ...["", "localhost", "192.0.2", "192.0.2.256", "192.0.2.1/33", "192.0.2.1/-1", "192.0.2.1/", "192.0.2.1/a", "/8"],
    ...[
      "2001:db8::/129",
      "2001:db8",
      "1::2::3",
      "12345::",
      "1:2:3:4:5:6:7:8:9",
      "1:2:3:4:5:6:7:8::",
      "::1%eth0",
      ":::",
    ],
    "192.0.2.0/24/8",
  ])("%j is none", (text) => {
    expect(rangeOf(text)).toBeUndefined();
    expect(faultsOf(settingsWith({ addresses: ["::1", text] })).map(({ path }) => path)).toEqual(["addresses[1]"]);
  });
});
