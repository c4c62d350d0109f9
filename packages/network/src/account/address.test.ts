import { describe, expect, test } from "vitest";
import { readPublicAddress } from "./address.ts";

const OWN = ["waymark.example", "go.link"];

const read = (text: string) => {
  const reading = readPublicAddress(text, OWN);
  return reading.kind === "public" ? reading.host : reading.fault;
};

describe("an address given by a user is requested only if it leads to a public server", () => {
  test.each([
    ["https://blog.anna.net/", "blog.anna.net"],
    ["https://BLOG.Anna.net/path?query#hash", "blog.anna.net"],
    ["https://anna.net./", "anna.net"],
    ["https://anna.net:443/", "anna.net"],
    ["https://пример.рф/", "xn--e1afmkfd.xn--p1ai"],
    ["http://anna.net/", "not_https"],
    ["ftp://anna.net/", "not_https"],
    ["javascript:alert(1)", "not_https"],
    ["file:///etc/passwd", "not_https"],
    ["https://user@anna.net/", "has_credentials"],
    ["https://user:password@anna.net/", "has_credentials"],
    ["https://waymark.example@anna.net/", "has_credentials"],
    ["https://anna.net:8443/", "has_port"],
    ["https://127.0.0.1/", "is_ip_address"],
    ["https://2130706433/", "is_ip_address"],
    ["https://0x7f.1/", "is_ip_address"],
    ["https://0177.0.0.1/", "is_ip_address"],
    ["https://127.0.0.1./", "is_ip_address"],
    ["https://①②⑦.⓪.⓪.①/", "is_ip_address"],
    ["https://[::1]/", "is_ip_address"],
    ["https://[::ffff:169.254.169.254]/", "is_ip_address"],
    ["https://localhost/", "not_public"],
    ["https://printer/", "not_public"],
    ["https://a.localhost/", "not_public"],
    ["https://printer.local/", "not_public"],
    ["https://metadata.google.internal/", "not_public"],
    ["https://router.home.arpa/", "not_public"],
    ["https://1.0.0.127.in-addr.arpa/", "not_public"],
    ["https://-a.net/", "not_public"],
    [`https://${"a".repeat(64)}.net/`, "not_public"],
    ["https://waymark.example/", "is_ours"],
    ["https://WAYMARK.example./", "is_ours"],
    ["https://api.go.link/", "is_ours"],
    ["https://notgo.link/", "notgo.link"],
    ["anna.net", "malformed"],
    ["https://", "malformed"],
    ["https://anna .net/", "malformed"],
    ["", "malformed"],
  ])("%s → %s", (text, expected) => expect(read(text)).toBe(expected));
});
