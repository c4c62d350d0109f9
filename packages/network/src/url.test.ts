import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readHost, readUrl } from "./url.ts";

/** As of a deployed network, and of a local one. */
const OWN = ["go.example", "waymark-control.acme.workers.dev", "localhost:8787", "localhost:8788"];

const read = (text: string) => {
  const reading = readUrl(text, OWN);
  return reading.kind === "url" ? "accepted" : reading.fault;
};

describe("an address that a party gives", () => {
  test.each([
    ["https://shop.example/", "accepted"],
    ["http://shop.example:8080/path?query#hash", "accepted"],
    ["HTTPS://SHOP.example", "accepted"],
    ["https://shop.example./", "accepted"],
    ["https://1.2.3.4/", "accepted"],
    ["https://[2001:db8::1]/", "accepted"],
    ["http://localhost:8789/", "accepted"],
    ["http://localhost/", "accepted"],
    ["https://acme.github.io/", "accepted"],
    ["https://acme.workers.dev/", "accepted"],
    ["https://gogo.example/", "accepted"],
    ["/path", "malformed"],
    ["//shop.example/", "malformed"],
    ["shop.example", "malformed"],
    ["", "malformed"],
    ["https://", "malformed"],
    ["https://shop .example/", "malformed"],
    ["javascript:alert(1)", "not_http"],
    ["data:text/html,x", "not_http"],
    ["ftp://shop.example/", "not_http"],
    ["file:///etc/passwd", "not_http"],
    ["https://shop.example@evil.example/", "has_credentials"],
    ["https://user:password@shop.example/", "has_credentials"],
    ["https://:password@shop.example/", "has_credentials"],
    ["https://go.example/demo", "is_ours"],
    ["https://GO.Example./demo", "is_ours"],
    ["https://go.example:8443/demo", "is_ours"],
    ["http://go.example/demo", "is_ours"],
    ["https://any.go.example/demo", "is_ours"],
    ["https://%67o.example/demo", "is_ours"],
    ["https://waymark-control.acme.workers.dev/", "is_ours"],
    ["http://localhost:8787/demo", "is_ours"],
    ["http://localhost.:8787/demo", "is_ours"],
    ["http://any.localhost:8787/demo", "is_ours"],
    ["https://com/", "is_public_suffix"],
    ["https://co.uk./", "is_public_suffix"],
    ["https://xn--p1ai/", "is_public_suffix"],
    ["https://github.io/", "is_public_suffix"],
    ["https://github.io:8443/", "is_public_suffix"],
    ["https://intranet/", "is_public_suffix"],
  ])("%s → %s", (text, expected) => expect(read(text)).toBe(expected));
});

describe("a host of deep links", () => {
  const host = (text: string) => {
    const reading = readHost(text, OWN);
    return reading.kind === "host" ? reading.host : reading.fault;
  };

  test.each([
    ["shop.example", "shop.example"],
    [".shop.example", ".shop.example"],
    ["*.shop.example", ".shop.example"],
    [" Shop.EXAMPLE. ", "shop.example"],
    ["shop.example:8443", "shop.example:8443"],
    ["shop.example.:8443", "shop.example:8443"],
    ["shop.example:443", "shop.example"],
    ["m\u00fcnchen.example", "xn--mnchen-3ya.example"],
    ["localhost:8789", "localhost:8789"],
    ["1.2.3.4", "1.2.3.4"],
    ["acme.github.io", "acme.github.io"],
  ])("%s is %s", (text, expected) => expect(host(text)).toBe(expected));

  test.each([
    ["", /not a host/],
    ["*", /not a host/],
    ["*shop.example", /not a host/],
    ["**.shop.example", /not a host/],
    ["shop.*.example", /not a host/],
    ["https://shop.example", /not a host/],
    ["shop.example/path", /not a host/],
    ["user@shop.example", /not a host/],
    ["shop example", /not a host/],
    [".1.2.3.4", /subdomains/],
    ["go.example", /network itself/],
    [".example", /network itself/],
    [".workers.dev", /network itself/],
    [".acme.workers.dev", /network itself/],
    ["localhost:8787", /network itself/],
    ["com", /public suffix/],
    [".co.uk", /public suffix/],
    ["*.github.io", /public suffix/],
    ["github.io", /public suffix/],
    [".localhost", /public suffix/],
  ])("%s is refused", (text, fault) => expect(host(text)).toMatch(fault));

  test("that is accepted is spelled as it will be compared", () => {
    const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
    const names = fc.tuple(fc.constantFrom("", ".", "*."), label, label).map(([dot, a, b]) => `${dot}${a}.${b}.net`);
    fc.assert(
      fc.property(names, (name) => {
        const reading = readHost(name);
        if (reading.kind === "host") expect(readHost(reading.host)).toEqual(reading);
      }),
    );
  });
});
