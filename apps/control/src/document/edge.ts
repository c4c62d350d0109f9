import { ANSWER_REASONS } from "@waymark/contract/answer-reason";
import { POSTBACK_FIELDS, REPORT_STATUSES, type PostbackField } from "@waymark/contract/postback-event";
import { POSTBACK_REFUSALS } from "@waymark/contract/postback-refusal";
import { SUB_LENGTH_MAX, SUB_NAMES } from "@waymark/contract/sub-id";
import { ABUSE_REASONS, ABUSE_TEXT_MAX } from "@waymark/network/link";

const CLICK_ID = "6h8k2m4p6r8t0v2x4z6b8d0f2h4k6m8p0r2t4v6x";
const POSTBACK_ID = "rcp_01kb5q8w2e4r6t8y0v2x4z6b";

const text = (description: string, example: string, more: object = {}) => ({
  description,
  example,
  schema: { type: "string", ...more },
});

/** An advertiser's fields by our names; the advertiser's settings may give them others. */
const REPORT: Record<PostbackField, ReturnType<typeof text>> = {
  click_id: text("The click_ID, exactly as the landing page got it, in any case", CLICK_ID),
  goal: text("Code of the goal. Default: the offer's default goal", "sale", { maxLength: 40 }),
  order_id: text("Your order number. An order is one conversion of a goal", "A-1042", { maxLength: 255 }),
  amount: text("Amount of the order, a decimal in major units", "99.90"),
  currency: text("ISO 4217 code of the amount. Default: the goal's currency", "USD"),
  status: text("Your answer, or a word that your settings map to one. Default: `pending`", "approved", {
    enum: REPORT_STATUSES,
  }),
  occurred_at: text(
    "When the conversion happened: ISO 8601 with a zone, or Unix seconds. Default: now",
    "2026-11-01T09:30:00Z",
  ),
  answered_at: text(
    "When you gave this answer. If answers contradict each other, the latest counts",
    "2026-11-02T10:00:00Z",
  ),
  reason: text("Why, in your words; the webmaster sees it", "The customer cancelled", { maxLength: 500 }),
  reason_code: text("Why, as a code", "cancelled", { enum: ANSWER_REASONS }),
  adv1: text("A field of your own", "blue"),
  adv2: text("A field of your own", "summer"),
  adv3: text("A field of your own", "3"),
  adv4: text("A field of your own", "new"),
  adv5: text("A field of your own", "web"),
  test: text("`1` marks a test: it is recorded and never moves money", "1"),
};

const token = text("Your postback token", "wmp_your_postback_token");

const query = (name: string, parameter: object) => ({ in: "query", name, ...parameter });

const reportQuery = [
  { ...query("token", token), required: true },
  ...POSTBACK_FIELDS.map((name) => ({ ...query(name, REPORT[name]), ...(name === "click_id" && { required: true }) })),
];

const signature = {
  in: "header",
  name: "X-Waymark-Signature",
  ...text("Required if your settings say so: HMAC-SHA-256 of time, method, path and body", "t=1793526600,v1=3f0c"),
};

const reportSchema = {
  type: "object",
  properties: Object.fromEntries(
    Object.entries({ token, ...REPORT }).map(([name, { description, schema }]) => [name, { ...schema, description }]),
  ),
  required: ["token", "click_id"],
};

const REPORT_EXAMPLE = {
  token: token.example,
  click_id: CLICK_ID,
  order_id: "A-1042",
  amount: "99.90",
  currency: "USD",
};

const receiptAnswer = {
  description: "The postback is stored. `GET /api/v1/postbacks/{id}` shows its outcome",
  content: {
    "application/json": {
      schema: { $ref: "#/components/schemas/PostbackReceipt" },
      example: { id: POSTBACK_ID, status: "accepted" },
    },
  },
};

const refusal = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/EdgeProblem" } } },
});

const unknown = refusal("The click_ID is not of this network, or not of your offers");
const retryLater = refusal("Not stored: send it again after `Retry-After` seconds");

const postbackAnswers = {
  200: receiptAnswer,
  400: refusal("A field is missing or can't be read; `errors` names it"),
  401: refusal("The token is unknown, revoked or expired"),
  403: refusal("The address or the signature is refused"),
  404: unknown,
  405: refusal("The method is neither GET nor POST"),
  413: refusal("The body is too large"),
  415: refusal("The media type of the body is not supported"),
  503: retryLater,
};

const html = (description: string) => ({ description, content: { "text/html": { schema: { type: "string" } } } });

const operation = (operationId: string, summary: string, parts: object) => ({
  operationId,
  summary,
  tags: ["edge"],
  security: [],
  ...parts,
});

/** The endpoints of the edge Worker, which has no schemas of its own. */
export const EDGE_PATHS = {
  "/{slug}": {
    get: operation("followLink", "Follow a partner link. HEAD answers the same, and counts nothing", {
      parameters: [
        { in: "path", name: "slug", required: true, ...text("The path of the link, in any case", "spring-sale") },
        ...SUB_NAMES.map((name) =>
          query(name, text(`Any text of the webmaster, cut after ${SUB_LENGTH_MAX} characters`, "newsletter")),
        ),
        query("url", text("A deep link, if its host is on the offer's list", "https://shop.example/maps")),
        query("cons", text("`0`: the visitor refused consent, so no click_ID is made", "1", { enum: ["0", "1"] })),
        query("gdpr", text("`1`: the GDPR applies, and `gdpr_consent` decides", "0", { enum: ["0", "1"] })),
        query("gdpr_consent", text("The visitor's TCF 2 string", "CPzq")),
      ],
      responses: {
        302: {
          description: "To the landing, or to the fallback if the visit is refused",
          headers: { Location: { description: "Where the visitor goes", schema: { type: "string", format: "uri" } } },
        },
        404: html("No link has this path"),
        405: refusal("The method is neither GET nor HEAD"),
        503: { description: "A prefetch, or too many unknown paths: come again after `Retry-After` seconds" },
      },
    }),
  },
  "/postback": {
    get: operation("sendPostback", "Report a conversion with a query. The answer is 200 only after it is stored", {
      parameters: [...reportQuery, signature],
      responses: postbackAnswers,
    }),
    post: operation(
      "postPostback",
      "Report a conversion as JSON or a form. The answer is 200 only after it is stored",
      {
        parameters: [signature],
        requestBody: {
          description: "One flat object or form; parameters may also be in the query",
          required: true,
          content: {
            "application/json": { schema: reportSchema, example: REPORT_EXAMPLE },
            "application/x-www-form-urlencoded": { schema: reportSchema, example: REPORT_EXAMPLE },
            "multipart/form-data": { schema: reportSchema, example: REPORT_EXAMPLE },
          },
        },
        responses: postbackAnswers,
      },
    ),
  },
  "/aff_lsr": {
    get: operation("sendTunePostback", "Report a conversion with TUNE's path and names", {
      parameters: [
        { ...query("security_token", token), required: true },
        { ...query("transaction_id", REPORT.click_id), required: true },
        query("adv_sub", REPORT.order_id),
        query("goal_id", REPORT.goal),
        query("amount", REPORT.amount),
      ],
      responses: postbackAnswers,
    }),
  },
  "/aff_goal": {
    get: operation("sendTuneGoalPostback", "Report a conversion of one goal with TUNE's path and names", {
      parameters: [
        {
          ...query("a", text("Always `lsr`: only calls from a server are accepted", "lsr", { const: "lsr" })),
          required: true,
        },
        { ...query("security_token", token), required: true },
        { ...query("transaction_id", REPORT.click_id), required: true },
        query("goal_id", REPORT.goal),
        query("adv_sub", REPORT.order_id),
        query("amount", REPORT.amount),
      ],
      responses: postbackAnswers,
    }),
  },
  "/{token}/postback": {
    get: operation("sendKeitaroPostback", "Report a conversion with Keitaro's path and names", {
      parameters: [
        { in: "path", name: "token", required: true, ...token },
        { ...query("subid", REPORT.click_id), required: true },
        query("tid", REPORT.order_id),
        query("status", text("Keitaro's word", "sale", { enum: ["lead", "sale", "rebill", "rejected", "trash"] })),
        query("payout", REPORT.amount),
        query("currency", REPORT.currency),
      ],
      responses: postbackAnswers,
    }),
  },
  "/pixel.gif": {
    get: operation("loadPixel", "Report a conversion from the visitor's browser. It is held until it is confirmed", {
      parameters: [{ ...query("click_id", REPORT.click_id), required: true }, query("goal", REPORT.goal)],
      responses: {
        200: {
          description: "A transparent pixel: the report is stored",
          content: { "image/gif": { schema: { type: "string", contentMediaType: "image/gif" } } },
        },
        400: refusal("A parameter can't be read; `errors` names it"),
        404: refusal("The click_ID is not of this network, or its offer allows no pixel"),
        429: refusal("Too many calls for one click"),
        503: retryLater,
      },
    }),
  },
  "/abuse": {
    get: operation("getAbuseForm", "Get the form for a report about a link", {
      parameters: [query("link", text("The link that the form names", "https://go.example/spring-sale"))],
      responses: {
        200: html("The form"),
        405: refusal("The method is not GET, HEAD or POST"),
        503: { description: "Come again after `Retry-After` seconds" },
      },
    }),
    post: operation("reportAbuse", "Report a link. The operator sees the report", {
      requestBody: {
        description: "The form",
        required: true,
        content: {
          "application/x-www-form-urlencoded": {
            schema: {
              type: "object",
              properties: {
                link: { type: "string", maxLength: ABUSE_TEXT_MAX.link, description: "The link" },
                reason_code: { type: "string", enum: ABUSE_REASONS, description: "What is wrong with it" },
                reason: { type: "string", maxLength: ABUSE_TEXT_MAX.text, description: "More about it" },
                contact: { type: "string", maxLength: ABUSE_TEXT_MAX.contact, description: "How to reach you" },
              },
              required: ["link", "reason_code"],
            },
            example: {
              link: "https://go.example/spring-sale",
              reason_code: "phishing",
              reason: "It copies a bank",
              contact: "",
            },
          },
        },
      },
      responses: {
        200: html("The report is stored"),
        400: html("The link or the reason is missing, or a text is too long"),
        429: html("Too many reports of this network: send it again in a minute"),
        503: html("Not stored: try again in a minute"),
      },
    }),
  },
  "/health": {
    get: operation("getEdgeHealth", "Check that the edge answers", {
      responses: {
        200: {
          description: "It answers",
          content: {
            "application/json": {
              schema: {
                type: "object",
                properties: { status: { type: "string", const: "ok", description: "Always `ok`" } },
                required: ["status"],
              },
              example: { status: "ok" },
            },
          },
        },
      },
    }),
  },
};

export const EDGE_SCHEMAS = {
  PostbackReceipt: {
    type: "object",
    properties: {
      id: { type: "string", pattern: "^rcp_", description: "Id of the postback, for `GET /api/v1/postbacks/{id}`" },
      status: { type: "string", const: "accepted", description: "Stored; not applied yet" },
    },
    required: ["id", "status"],
    additionalProperties: false,
  },
  EdgeProblem: {
    type: "object",
    description: "An RFC 9457 problem document",
    properties: {
      status: { type: "integer", description: "The HTTP status" },
      code: {
        type: "string",
        enum: [...POSTBACK_REFUSALS, "method_not_allowed"],
        description: "Stable; programs may branch on it",
      },
      title: { type: "string", description: "Fixed for a code" },
      detail: { type: "string", description: "What to do about it" },
      errors: {
        type: "array",
        description: "What is wrong with each parameter",
        items: {
          type: "object",
          properties: {
            path: { type: "string", description: "Name of the parameter; empty for the whole body" },
            message: { type: "string", description: "What is wrong, in a sentence" },
          },
          required: ["path", "message"],
        },
      },
    },
    required: ["status", "code", "title"],
    additionalProperties: false,
    example: { status: 401, code: "unknown_token", title: "Unknown token", detail: "Send a token that is in force." },
  },
};
