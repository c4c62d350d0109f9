import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hintsOf } from "./client-hints.ts";
import { readUserAgent } from "./user-agent.ts";

const WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";

describe("families of user agents", () => {
  test.each([
    // desktop
    [
      "desktop",
      "windows",
      "chrome",
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/128.0.0.0 Safari/537.36`,
    ],
    [
      "desktop",
      "windows",
      "edge",
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/128.0.0.0 Safari/537.36 Edg/128.0.0.0`,
    ],
    [
      "desktop",
      "windows",
      "opera",
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/127.0.0.0 Safari/537.36 OPR/113.0.0.0`,
    ],
    [
      "desktop",
      "windows",
      "yandex",
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/126.0.0.0 YaBrowser/24.7.0.0 Safari/537.36`,
    ],
    ["desktop", "windows", "other", "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko"],
    [
      "desktop",
      "macos",
      "safari",
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
    ],
    [
      "desktop",
      "macos",
      "firefox",
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 14.5; rv:129.0) Gecko/20100101 Firefox/129.0",
    ],
    ["desktop", "linux", "firefox", "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:129.0) Gecko/20100101 Firefox/129.0"],
    [
      "desktop",
      "chromeos",
      "chrome",
      `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${WEBKIT} Chrome/128.0.0.0 Safari/537.36`,
    ],
    // phones
    ["mobile", "ios", "safari", `${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`],
    ["mobile", "ios", "chrome", `${IPHONE} CriOS/128.0.6613.98 Mobile/15E148 Safari/604.1`],
    ["mobile", "ios", "firefox", `${IPHONE} FxiOS/129.0 Mobile/15E148 Safari/605.1.15`],
    ["mobile", "ios", "edge", `${IPHONE} Version/17.0 EdgiOS/128.0.2739.54 Mobile/15E148 Safari/604.1`],
    [
      "mobile",
      "android",
      "chrome",
      `Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} Chrome/128.0.0.0 Mobile Safari/537.36`,
    ],
    [
      "mobile",
      "android",
      "samsung",
      `Mozilla/5.0 (Linux; Android 13; SM-S918B) ${WEBKIT} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36`,
    ],
    [
      "mobile",
      "android",
      "uc",
      `Mozilla/5.0 (Linux; U; Android 12; en-US; RMX3085) ${WEBKIT} Version/4.0 Chrome/100.0.4896.58 UCBrowser/13.4.0.1306 Mobile Safari/537.36`,
    ],
    [
      "mobile",
      "android",
      "chrome",
      `Mozilla/5.0 (Linux; Android 10; CUBOT_X30) ${WEBKIT} Chrome/110.0.0.0 Mobile Safari/537.36`,
    ],
    [
      "mobile",
      "android",
      "opera",
      "Opera/9.80 (Android; Opera Mini/36.2.2254/119.132; U; id) Presto/2.12.423 Version/12.16",
    ],
    [
      "mobile",
      "windows",
      "edge",
      "Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft; Lumia 950) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/52.0.2743.116 Mobile Safari/537.36 Edge/15.15063",
    ],
    // in-app web views
    [
      "mobile",
      "ios",
      "in-app",
      `${IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/474.0.0.0.77;FBDV/iPhone14,5;FBSN/iOS;FBSV/17.5]`,
    ],
    ["mobile", "ios", "in-app", `${IPHONE} Mobile/15E148 Instagram 345.0.0.20.117 (iPhone14,5; iOS 17_5; en_US)`],
    [
      "mobile",
      "android",
      "chrome",
      `Mozilla/5.0 (Linux; Android 14; SM-A546B Build/UP1A.231005.007; wv) ${WEBKIT} Version/4.0 Chrome/127.0.6533.103 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/476.0.0.49.74;]`,
    ],
    [
      "mobile",
      "android",
      "chrome",
      `Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} Chrome/128.0.0.0 Mobile Safari/537.36 Telegram-Android/11.0.0 (Xiaomi 2201117TY; Android 13; SDK 33; AVERAGE)`,
    ],
    [
      "mobile",
      "android",
      "chrome",
      `Mozilla/5.0 (Linux; Android 13; SM-A536B; wv) ${WEBKIT} Version/4.0 Chrome/120.0.0.0 Mobile Safari/537.36 [Pinterest/Android]`,
    ],
    // tablets, televisions, consoles
    [
      "tablet",
      "ios",
      "safari",
      "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
    ],
    [
      "tablet",
      "android",
      "chrome",
      `Mozilla/5.0 (Linux; Android 13; SM-X700) ${WEBKIT} Chrome/128.0.0.0 Safari/537.36`,
    ],
    [
      "tv",
      "linux",
      "samsung",
      `Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) ${WEBKIT} SamsungBrowser/4.0 Chrome/76.0.3809.146 TV Safari/537.36`,
    ],
    [
      "tv",
      "linux",
      "chrome",
      `Mozilla/5.0 (Web0S; Linux/SmartTV) ${WEBKIT} Chrome/94.0.4606.128 Safari/537.36 WebAppManager`,
    ],
    [
      "tv",
      "android",
      "chrome",
      `Mozilla/5.0 (Linux; Android 9; AFTMM) ${WEBKIT} Silk/120.4.1 like Chrome/120.0.6099.199 Safari/537.36`,
    ],
    [
      "console",
      "other",
      "other",
      "Mozilla/5.0 (PlayStation; PlayStation 5/6.00) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.4 Safari/605.1.15",
    ],
    [
      "console",
      "windows",
      "edge",
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox One) ${WEBKIT} Chrome/92.0.4515.159 Safari/537.36 Edge/44.18363.8131`,
    ],
    // televisions by their own words
    [
      "tv",
      "android",
      "chrome",
      `Mozilla/5.0 (Linux; Android 12; Google TV Streamer Build/UTT1.240131.001.F1; wv) ${WEBKIT} Version/4.0 Chrome/128.0.6613.146 Safari/537.36`,
    ],
    [
      "tv",
      "android",
      "chrome",
      `Mozilla/5.0 (Linux; Android 10; BRAVIA 4K VH2) ${WEBKIT} Chrome/128.0.0.0 Mobile Safari/537.36`,
    ],
    [
      "tv",
      "android",
      "chrome",
      `Mozilla/5.0 (Linux; Android 10; MiTV-AXSO0) ${WEBKIT} Chrome/128.0.0.0 Mobile Safari/537.36`,
    ],
    [
      "tv",
      "android",
      "chrome",
      `Mozilla/5.0 (Linux; Android 10; MIBOX4) ${WEBKIT} Chrome/128.0.0.0 Mobile Safari/537.36`,
    ],
    [
      "tv",
      "android",
      "chrome",
      `Mozilla/5.0 (Linux; Android 10; Chromecast) ${WEBKIT} Chrome/128.0.0.0 Mobile Safari/537.36`,
    ],
    [
      "tv",
      "android",
      "chrome",
      `Mozilla/5.0 (Linux; Android 10; SHIELD Android TV) ${WEBKIT} Chrome/128.0.0.0 Mobile Safari/537.36`,
    ],
    [
      "tv",
      "android",
      "chrome",
      `Mozilla/5.0 (Linux; Android 10; KM9_TV_BOX) ${WEBKIT} Chrome/128.0.0.0 Mobile Safari/537.36`,
    ],
    [
      "tv",
      "android",
      "chrome",
      `Mozilla/5.0 (Linux; Android 10; Nexus Player) ${WEBKIT} Chrome/128.0.0.0 Mobile Safari/537.36`,
    ],
    [
      "tv",
      "linux",
      "chrome",
      `Mozilla/5.0 (X11; Linux armv7l) ${WEBKIT} Chrome/128.0.0.0 Safari/537.36 CrKey/1.56.500000`,
    ],
    [
      "tv",
      "android",
      "yandex",
      `Mozilla/5.0 (Linux; Android 11; 24LH1207; wv) ${WEBKIT} Version/4.0 Chrome/83.0.4103.120 YaBrowser/22.8.0.15 (lite) TV Safari/537.36`,
    ],
    [
      "tv",
      "linux",
      "opera",
      "Opera/9.80 (Linux armv7l; InettvBrowser/2.2 (00014A;SonyDTV140;0001;0001) KDL48W605B; CC/RUS) Presto/2.12.407 Version/12.50",
    ],
    [
      "tv",
      "linux",
      "opera",
      `Mozilla/5.0 (Linux armv7l) ${WEBKIT} Chrome/53.0.2785.143 Safari/537.36 OPR/40.0.2207.0 OMI/4.9.0.237 HbbTV/1.2.1 (; JVC; MB211; 3.19.4.2; _TV_NT72563_2017 SmartTvA/3.0.0`,
    ],
    [
      "tv",
      "linux",
      "other",
      "Mozilla/5.0 (DirectFB; U; Linux mips; en) AppleWebKit/528.5+ (KHTML, like Gecko, Safari/528.5+) LG Browser (; LG NetCast.TV-2011)",
    ],
    ["tv", "other", "firefox", "Mozilla/5.0 (TV; rv:44.0) Gecko/44.0 Firefox/44.0"],
    [
      "tablet",
      "android",
      "chrome",
      `Mozilla/5.0 (Linux; Android 4.0.4; BNTV400 Build/IMM76L) ${WEBKIT} Chrome/42.0.2311.111 Safari/537.36`,
    ],
    // iPads that ask for a computer's page
    [
      "tablet",
      "ios",
      "chrome",
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142 Version/11.1.1 Safari/605.1.15",
    ],
    [
      "tablet",
      "ios",
      "firefox",
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:129.0) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/129.0 Safari/605.1.15",
    ],
    [
      "tablet",
      "ios",
      "edge",
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 EdgiOS/128.0 Safari/605.1.15",
    ],
    [
      "tablet",
      "ios",
      "in-app",
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 345.0.0.20.117",
    ],
    // tablets that say Mobile, and a computer that says Tablet
    [
      "tablet",
      "android",
      "uc",
      "Mozilla/5.0 (Linux; U; Android 4.0.4; zh-CN; GT-P7300 Build/IMM76D) AppleWebKit/533.1 (KHTML, like Gecko) Version/4.0 UCBrowser/9.6.0.378 U3/0.8.0 Mobile Safari/533.1",
    ],
    [
      "tablet",
      "android",
      "mi",
      `Mozilla/5.0 (Linux; U; Android 13; zh-cn; Redmi Pad Build/TKQ1) ${WEBKIT} Version/4.0 Chrome/100.0.4896.127 Mobile Safari/537.36 XiaoMi/MiuiBrowser/17.5.30`,
    ],
    [
      "desktop",
      "windows",
      "other",
      "Mozilla/5.0 (Windows NT 6.3; WOW64; Trident/7.0; .NET4.0E; Tablet PC 2.0; GWX:MANAGED; rv:11.0) like Gecko",
    ],
    [
      "tablet",
      "android",
      "chrome",
      `Mozilla/5.0 (Linux; Android 5.0; Nexus 9 Build/LRX21R) ${WEBKIT} Chrome/36.0.1985.143 Mobile Crosswalk/7.36.154.13 Safari/537.36`,
    ],
    // phones that do not say Mobile
    [
      "mobile",
      "android",
      "chrome",
      `Mozilla/5.0 (Linux; Android 4.4.2; SM-G920I Build/KOT49H) ${WEBKIT} Chrome/36.0.1985.135 Safari/537.36`,
    ],
    [
      "mobile",
      "other",
      "firefox",
      "Mozilla/5.0 (Mobile; LYF/F90M/LYF-F90M-000-02-28-130318; Android; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5",
    ],
    // browsers by their own words
    [
      "mobile",
      "android",
      "yandex",
      `Mozilla/5.0 (Linux; arm_64; Android 14; SM-A546E) ${WEBKIT} Chrome/142.0.7444.48 YaApp_Android/25.110.1 YaSearchBrowser/25.110.1 BroPP/1.0 SA/3 Mobile Safari/537.36`,
    ],
    ["mobile", "ios", "yandex", `${IPHONE} Version/17.0 YaBrowser/24.7.6.384.10 SA/3 Mobile/15E148 Safari/604.1`],
    [
      "desktop",
      "windows",
      "opera",
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/142.0.0.0 Safari/537.36 OPX/2.1`,
    ],
    ["mobile", "ios", "opera", `${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1 OPT/5.3.1`],
    ["mobile", "ios", "opera", `${IPHONE} OPiOS/16.0.15.124050 Mobile/15E148 Safari/9537.53`],
    [
      "mobile",
      "android",
      "huawei",
      `Mozilla/5.0 (Linux; Android 12; LYA-AL00; HMSCore/6.13) ${WEBKIT} Chrome/114.0.5735.196 HuaweiBrowser/15.0.4.312 Mobile Safari/537.36`,
    ],
    [
      "mobile",
      "android",
      "mi",
      `Mozilla/5.0 (Linux; U; Android 13; zh-cn; 2211133C) ${WEBKIT} Version/4.0 Chrome/100.0.4896.127 Mobile Safari/537.36 XiaoMi/MiuiBrowser/17.5.30`,
    ],
    [
      "mobile",
      "android",
      "qq",
      `Mozilla/5.0 (Linux; U; Android 12; zh-cn; V2055A) ${WEBKIT} Version/4.0 Chrome/98.0.4758.102 MQQBrowser/14.4 Mobile Safari/537.36`,
    ],
    [
      "mobile",
      "android",
      "chrome",
      `Mozilla/5.0 (Linux; Android 13; V2055A; wv) ${WEBKIT} Version/4.0 Chrome/98.0.4758.102 MQQBrowser/6.2 TBS/046727 Mobile Safari/537.36 MicroMessenger/8.0.50 Process/tools`,
    ],
    [
      "desktop",
      "windows",
      "uc",
      `Mozilla/5.0 (Windows NT 10.0; WOW64) ${WEBKIT} Chrome/55.0.2883.87 UBrowser/7.0.185.1002 Safari/537.36`,
    ],
    [
      "mobile",
      "other",
      "uc",
      "UCWEB/2.0 (Java; U; MIDP-2.0; Nokia203/20.37) U2/1.0.0 UCBrowser/8.7.0.218 U2/1.0.0 Mobile",
    ],
    [
      "mobile",
      "android",
      "firefox",
      `Mozilla/5.0 (Linux; Android 7.0) ${WEBKIT} Version/4.0 Focus/6.1.1 Chrome/68.0.3440.91 Mobile Safari/537.36`,
    ],
    [
      "mobile",
      "android",
      "other",
      "Mozilla/5.0 (Linux; U; Android 4.0.2; en-us; Galaxy Nexus Build/ICL53F) AppleWebKit/534.30 (KHTML, like Gecko) Version/4.0 Mobile Safari/534.30",
    ],
    [
      "desktop",
      "linux",
      "other",
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
    ],
    // HarmonyOS without Android
    [
      "mobile",
      "harmonyos",
      "huawei",
      `Mozilla/5.0 (Phone; OpenHarmony 5.0) ${WEBKIT} Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile HuaweiBrowser/5.0.4.300`,
    ],
    [
      "tablet",
      "harmonyos",
      "chrome",
      `Mozilla/5.0 (Tablet; OpenHarmony 5.0) ${WEBKIT} Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1`,
    ],
    [
      "desktop",
      "harmonyos",
      "chrome",
      `Mozilla/5.0 (PC; OpenHarmony 5.0) ${WEBKIT} Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1`,
    ],
    // apps without a browser's words
    [
      "mobile",
      "android",
      "in-app",
      "[FBAN/FB4A;FBAV/222.0.0.48.113;FBLC/sr_RS;FBMF/HUAWEI;FBPN/com.facebook.katana;FBDV/LDN-L21;FBSV/8.0.0;]",
    ],
    [
      "mobile",
      "ios",
      "in-app",
      "LightSpeed [FBAN/MessengerLiteForiOS;FBAV/255.0.0.30.124;FBDV/iPhone10,4;FBMD/iPhone;FBSN/iOS;]",
    ],
    ["mobile", "android", "other", "Dalvik/2.1.0 (Linux; U; Android 9; SM-G965U Build/PPR1.180610.011)"],
    ["mobile", "ios", "other", "TikTok/131012 CFNetwork/978.0.7 Darwin/18.7.0"],
    ["desktop", "macos", "other", "Papers/2.2.19 CFNetwork/902.3.1 Darwin/17.7.0 (x86_64)"],
    ["mobile", "other", "other", "Nokia6300/2.0 (05.00) Profile/MIDP-2.0 Configuration/CLDC-1.1"],
    ["mobile", "ios", "in-app", `${IPHONE} GSA/327.0.660228177 Mobile/15E148 Safari/604.1`],
    ["mobile", "ios", "in-app", `${IPHONE} Mobile/15E148 AppleTV-Remote PlutoTV/5.1`],
    [
      "mobile",
      "android",
      "chrome",
      `Mozilla/5.0 (Linux; Android 13; SM-A536B; wv) ${WEBKIT} Version/4.0 Chrome/120.0.0.0 Mobile Safari/537.36 PlutoTV/5.1`,
    ],
    // unknown user agents
    ["other", "other", "other", ""],
    ["other", "other", "other", "curl/8.9.1"],
    ["other", "other", "other", "Microsoft-CryptoAPI/10.0"],
  ] as const)("%s, %s, %s: %s", (device, os, browser, text) => {
    expect(readUserAgent(text)).toEqual({ device, os, browser });
  });
});

test("any text can be read", () =>
  fc.assert(
    fc.property(
      fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)), maxLength: 512 }),
      (text) => {
        expect(Object.keys(readUserAgent(text))).toEqual(["device", "os", "browser"]);
      },
    ),
  ));

describe("client hints", () => {
  const TABLET =
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
  const AS_DESKTOP =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

  test.each([
    ["none: the user agent alone", AS_DESKTOP, null, null, { device: "desktop", os: "linux" }],
    ["a phone that asks for the desktop's page", AS_DESKTOP, '"Android"', "?1", { device: "mobile", os: "android" }],
    ["a tablet that asks for it", AS_DESKTOP, '"Android"', "?0", { device: "tablet", os: "android" }],
    ["a tablet", TABLET, '"Android"', "?0", { device: "tablet", os: "android" }],
    ["a Chromebook", AS_DESKTOP, '"Chrome OS"', "?0", { device: "desktop", os: "chromeos" }],
    ["a computer", AS_DESKTOP, '"Windows"', "?0", { device: "desktop", os: "windows" }],
    ["an unknown system", AS_DESKTOP, '"Haiku"', "?0", { device: "desktop", os: "linux" }],
    ["a lie", AS_DESKTOP, "constructor", "?1", { device: "desktop", os: "linux" }],
  ])("%s", (_, agent, platform, mobile, expected) => {
    expect(readUserAgent(agent, hintsOf(platform, mobile))).toMatchObject(expected);
  });

  test("are short for any client", () => {
    expect(hintsOf("x".repeat(9_999), "y".repeat(9_999)).length).toBeLessThanOrEqual(32);
  });
});
