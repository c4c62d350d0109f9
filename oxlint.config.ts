import { defineConfig, type OxlintOverride } from "oxlint";

/** The order of packages/network/src: each imports only what stands above it, and of a folder only its index.ts. */
const NETWORK_ORDER = [
  "api-names.ts",
  "country.ts",
  "file-type.ts",
  "empty-change.ts",
  "errors.ts",
  "ids.ts",
  "money.ts",
  "pause.ts",
  "url.ts",
  "vault.ts",
  "words.ts",
  "zone.ts",
  "db/",
  "context.ts",
  "role.ts",
  "revocation.ts",
  "reseal.ts",
  "mail/",
  "queue/",
  "stop/",
  "audit/",
  "switch-version.ts",
  "payout-schedule/",
  "notice/",
  "settings/",
  "quota/",
  "ledger/",
  "identity/",
  "report-view/",
  "guard/",
  "offer/",
  "own-traffic/",
  "click/",
  "check/",
  "application/",
  "archive/",
  "conversion/",
  "appeal/",
  "correction/",
  "payout-details/",
  "payout-account/",
  "payer-account/",
  "payout/",
  "payout-provider/",
  "payout-document/",
  "account/",
  "source-limit/",
  "report/",
  "postback/",
  "upload/",
  "claim/",
  "bank-file/",
  "bank-statement/",
  "money-request/",
  "reporting/",
  "link/",
  "publishing/",
  "loss/",
  "support/",
  "files/",
  "books/",
  "stats/",
  "forecast/",
  "scheduled-report/",
  "alert/",
  "traffic-check/",
  "quality/",
  "health/",
  "search/",
];

/** Neither clock nor randomness nor I/O in these, by their place in the order; packages/contract, forecast and check are pure as a whole. */
const NETWORK_PURE: Record<string, string[]> = {
  "money.ts": ["packages/network/src/money.ts"],
  "url.ts": ["packages/network/src/url.ts"],
  "zone.ts": ["packages/network/src/zone.ts"],
  "settings/": ["packages/network/src/settings/{colour,logo}.ts"],
  "check/": ["packages/network/src/check/{hosting-networks,networks}.ts"],
  "application/": ["packages/network/src/application/{state,questions}.ts"],
  "report/": [
    "packages/network/src/report/{amount,answer,channels,create,decide,decision,identity,known,part,reasons,report,stated,unmentioned,words}.ts",
  ],
  "postback/": ["packages/network/src/postback/{settings,reading}.ts"],
  "conversion/": ["packages/network/src/conversion/{appeal-ends,state,holdings,change,replay,facts,worth}.ts"],
  "payout-schedule/": ["packages/network/src/payout-schedule/{bank-days,index,schedule}.ts"],
  "payout/": ["packages/network/src/payout/parts.ts"],
  "payout-details/": ["packages/network/src/payout-details/{details,iban,index,russian-bank,tax,text,wallet}.ts"],
  "bank-file/": ["packages/network/src/bank-file/{csv,detail-fault,epc-text,make,one-c,pain001,payment,reference}.ts"],
  "bank-statement/": [
    "packages/network/src/bank-statement/{camt053,csv-statement,match,one-c-statement,pain002,read,statement,xml}.ts",
  ],
  "upload/": ["packages/network/src/upload/{file,columns,cells,notation,schedule,keys,decide,apply,results}.ts"],
};

/** Pure too, but reads times that others wrote as text. */
const READS_DATES = "packages/contract/postback-event.ts";

const IMPURE_GLOBALS = ["fetch", "crypto", "performance", "process", "setTimeout", "setInterval", "globalThis", "self"];

/** Tests stand outside the arrows: they may look at everything. */
const TESTS = ["**/*.test.ts", "**/*.test.tsx", "**/testing.ts"];

/**
 * What may not be imported. A `group` works like .gitignore: a later `!` allows after all. An import that it allows is
 * neither held against the groups before nor tried by what follows, so in a list the regular expressions come first.
 */
type Restriction = { message: string; allowTypeImports?: boolean } & ({ group: string[] } | { regex: string });

/** The last override that matches a file replaces those before it. */
const imports = (files: string[], restrictions: Restriction[]): OxlintOverride => ({
  files,
  excludeFiles: TESTS,
  rules: { "no-restricted-imports": ["error", { patterns: restrictions }] },
});

/** Refuses everything else, npm packages included. */
const only = (allowed: string[], message: string): Restriction => ({
  group: ["*", ...allowed.map((pattern) => `!${pattern}`)],
  message,
});

/** Refuses our own packages but these. */
const oursOnly = (...names: string[]): Restriction => ({
  group: ["@waymark/**", ...names.flatMap((name) => [`!@waymark/${name}`, `!@waymark/${name}/**`])],
  message: `Of our own packages: ${names.join(", ") || "none"}.`,
});

const NO_WAY_AROUND: Restriction = {
  regex: "^/|^(\\.\\./){3}|^\\.\\./(.*/)?(src|packages)/",
  message: "Another package is imported by its name, never by a path.",
};

const PURE_IMPORTS: Restriction = {
  regex: "^kysely|/db/|^\\./queries\\.ts$",
  message: "A pure file takes types from the database, nothing else.",
  allowTypeImports: true,
};

function networkRestrictions(name: string): Restriction[] {
  const isFolder = name.endsWith("/");
  const up = isFolder ? "../" : "./";
  const allowed = NETWORK_ORDER.slice(0, NETWORK_ORDER.indexOf(name)).map(
    (above) => up + above.replace(/\/$/, "/index.ts"),
  );
  return [
    { regex: "^\\./index\\.ts$", message: "In a folder the layers run pure → queries → index." },
    {
      group: ["../**", `${up}**`, ...allowed.map((path) => `!${path}`)],
      message: `${name} imports only what stands above it in the order of oxlint.config.ts, of a folder its index.ts.`,
    },
    oursOnly("contract", "forecast", "check"),
  ];
}

export default defineConfig({
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: "error" },
  plugins: ["typescript", "unicorn", "oxc", "import"],
  ignorePatterns: ["**/dist/**", "**/*.generated.*"],
  categories: { correctness: "error" },
  rules: {
    eqeqeq: "error",
    "import/no-cycle": ["error", { ignoreTypes: false }],
    "import/no-default-export": "error",
    "no-unused-vars": "error",
    "typescript/await-thenable": "error",
    "typescript/consistent-type-imports": "error",
    "typescript/no-explicit-any": "error",
    "typescript/no-floating-promises": "error",
    "typescript/no-misused-promises": "error",
    "typescript/switch-exhaustiveness-check": ["error", { allowDefaultCaseForExhaustiveSwitch: false }],
    // Kysely's expression builder is made to be taken apart: `({ ref }) => …`.
    "typescript/unbound-method": "off",
    // A spread packs a long list of short values into rows, where the formatter would give each a line.
    "unicorn/no-useless-spread": "off",
    "unicorn/filename-case": ["error", { case: "kebabCase" }],
  },
  overrides: [
    {
      // A Worker is its default export, and so is a configuration.
      files: ["apps/*/src/index.ts", "dev/**", "test/**", "**/*.config.ts"],
      rules: { "import/no-default-export": "off" },
    },
    {
      // Tests take strings apart: `fc.constantFrom(..."0123456789")`.
      files: [...TESTS, "test/**"],
      rules: { "typescript/no-misused-spread": "off" },
    },

    // The arrows between the packages.
    imports(
      ["apps/edge/**"],
      [
        NO_WAY_AROUND,
        only(
          ["./**", "../**", "node:*", "cloudflare:*", "@waymark/contract/**"],
          "The edge imports @waymark/contract only.",
        ),
      ],
    ),
    imports(["apps/control/**"], [NO_WAY_AROUND, oursOnly("network", "contract", "forecast", "check")]),
    imports(["apps/cabinet/**", "apps/shop/**"], [NO_WAY_AROUND, oursOnly("client")]),
    imports(
      ["packages/client/**"],
      [
        NO_WAY_AROUND,
        { regex: "^(\\.\\./)+(contract|network)/", message: "The client knows the API alone." },
        oursOnly(),
      ],
    ),
    imports(
      ["packages/forecast/**"],
      [
        { regex: "^(\\.\\./)+(client|contract|network)/", message: "The forecasts know nothing of the network." },
        only(["./**", "../**"], "The forecasts import nothing but themselves."),
      ],
    ),
    imports(
      ["packages/check/**"],
      [NO_WAY_AROUND, only(["./**", "@waymark/contract/**"], "The check imports @waymark/contract only.")],
    ),
    imports(["packages/contract/**"], [only(["./**", "node:*"], "The contract imports nothing but itself.")]),

    // The order inside packages/network; what the order does not name imports nothing of it.
    imports(
      ["packages/network/**"],
      [
        { group: ["./**", "../**"], message: "Give it a place in the order of oxlint.config.ts." },
        oursOnly("contract"),
      ],
    ),
    ...NETWORK_ORDER.map((name) =>
      imports([`packages/network/src/${name}${name.endsWith("/") ? "**" : ""}`], networkRestrictions(name)),
    ),
    ...Object.entries(NETWORK_PURE).map(([name, files]) =>
      imports(files, [PURE_IMPORTS, ...networkRestrictions(name)]),
    ),

    // Clock and randomness come in as arguments.
    {
      files: [
        "packages/contract/**",
        "packages/forecast/**",
        "packages/check/**",
        ...Object.values(NETWORK_PURE).flat(),
      ],
      excludeFiles: TESTS,
      rules: {
        "no-restricted-globals": ["error", "Date", ...IMPURE_GLOBALS],
        "no-restricted-properties": ["error", { object: "Math", property: "random" }],
      },
    },
    {
      files: [READS_DATES],
      rules: {
        "no-restricted-globals": ["error", ...IMPURE_GLOBALS],
        "no-restricted-properties": [
          "error",
          { object: "Math", property: "random" },
          { object: "Date", property: "now" },
        ],
      },
    },
  ],
});
