import { addressHex } from "@waymark/contract/address";
import { POSTBACK_FIELDS } from "@waymark/contract/postback-event";
import { describe, expect, test } from "vitest";
import { faultsOf, namesOf, NO_SETTINGS, PRESETS, rangeOf, wordsOf, type PostbackSettings } from "./settings.ts";

const settingsWith = (parts: Partial<PostbackSettings>): PostbackSettings => ({ ...NO_SETTINGS, ...parts });

describe("the names of parameters", () => {
  test("are ours where an advertiser has set none", () => {
    expect(namesOf(NO_SETTINGS)).toEqual(Object.fromEntries(POSTBACK_FIELDS.map((field) => [field, field])));
  });

  test("replace ours where it has, several for one field too, and take a name of ours for another field", () => {
    const names = namesOf(settingsWith({ parameters: { click_id: ["uid", "admitad_uid"], goal: ["status"] } }));
    expect(names).toMatchObject({ uid: "click_id", admitad_uid: "click_id", status: "goal", amount: "amount" });
    expect(names).not.toHaveProperty("click_id");
    expect(names).not.toHaveProperty("goal");
  });

  test.each([
    [{ goal: ["token"] }, "parameters.goal.0", "token is the token"],
    [{ goal: ["a", "secure"] }, "parameters.goal.1", "secure is the token"],
    [{ goal: ["x"], amount: ["x"] }, "parameters.amount.0", "x is goal already"],
    [{ goal: ["x", "x"] }, "parameters.goal.1", "x is goal already"],
  ])("%j is refused", (parameters, path, message) => {
    expect(faultsOf(settingsWith({ parameters }))).toEqual([{ path, message }]);
  });

  test.each(Object.entries(PRESETS))("of the preset %s hold no fault", (_, preset) => {
    expect(faultsOf(settingsWith(preset))).toEqual([]);
    expect(Object.values(namesOf(settingsWith(preset)))).toEqual(expect.arrayContaining(["click_id", "amount"]));
  });
});

test("status words are ours and the advertiser's, which may give ours another meaning", () => {
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
    expect(faultsOf(settingsWith({ addresses: ["::1", text] })).map(({ path }) => path)).toEqual(["addresses.1"]);
  });
});
