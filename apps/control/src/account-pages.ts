import { Hono, type Context as HonoContext } from "hono";
import { html } from "hono/html";
import { createMiddleware } from "hono/factory";
import type { z } from "@hono/zod-openapi";
import { ERRORS, NetworkError, type ErrorCode } from "@waymark/network/errors";
import type { Language } from "@waymark/network/mail";
import { accept, Acceptance, askForCode, confirm, Confirmation, EmailOnly, reset, Reset } from "./account-acts.ts";
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from "./accounts.ts";
import { refuseCrossSite } from "./auth.ts";
import type { App } from "./http.ts";
import { languageOf } from "./language.ts";
import { addressOf, limitBody, sendMailsNow } from "./middleware.ts";
import { limitRate } from "./rate.ts";
import { page } from "./pages.ts";
import { ADVICE } from "./password.ts";

const FORM_BYTES_MAX = 10_000;

type Phrase = Record<Language, string>;

/** A page with one form: what it says, what it asks for, and what its button does. */
interface Form {
  title: Phrase;
  fields: readonly Field[];
  button: Phrase;
  /** Does it, with the fields as they were sent; returns what to say. Throws a `NetworkError`. */
  act: (c: HonoContext<App>, fields: Record<string, string>) => Promise<Phrase>;
}

interface Field {
  name: string;
  type: "text" | "email" | "password" | "checkbox";
  label: Phrase;
  autocomplete: string;
}

const PASSWORD: Field = {
  ...{ name: "password", type: "password", autocomplete: "new-password" },
  label: {
    en: `New password, at least ${PASSWORD_LENGTH_MIN} characters`,
    ru: `Новый пароль, не меньше ${PASSWORD_LENGTH_MIN} символов`,
  },
};

const CONFIRM: Form = {
  title: { en: "Confirm your address", ru: "Подтверждение адреса" },
  fields: [PASSWORD],
  button: { en: "Confirm and open the account", ru: "Подтвердить и открыть учётную запись" },
  async act(c, fields) {
    await confirm(c, read(Confirmation, fields));
    return { en: "Your address is confirmed. You can sign in now.", ru: "Адрес подтверждён. Теперь можно войти." };
  },
};

const RESET: Form = {
  title: { en: "Set a new password", ru: "Новый пароль" },
  fields: [
    PASSWORD,
    {
      ...{ name: "revokes_keys", type: "checkbox", autocomplete: "off" },
      label: { en: "Revoke the API keys that I made, too", ru: "Отозвать и мои ключи API" },
    },
  ],
  button: { en: "Set the password", ru: "Задать пароль" },
  async act(c, { revokes_keys, ...fields }) {
    await reset(c, read(Reset, { ...fields, revokes_keys: revokes_keys === "on" }));
    return {
      en: "Your password is changed, and all sessions have ended. You can sign in now.",
      ru: "Пароль изменён, все сеансы завершены. Теперь можно войти.",
    };
  },
};

const ASK_FOR_RESET: Form = {
  title: { en: "Reset your password", ru: "Сброс пароля" },
  fields: [
    {
      ...{ name: "email", type: "email", autocomplete: "email" },
      label: { en: "Your address", ru: "Ваш адрес" },
    },
  ],
  button: { en: "Send a link", ru: "Прислать ссылку" },
  async act(c, fields) {
    await askForCode(c, "reset", read(EmailOnly, fields));
    return { en: "Look at your mail: it has the next step.", ru: "Проверьте почту: в письме следующий шаг." };
  },
};

const INVITATION: Form = {
  title: { en: "Accept the invitation", ru: "Приглашение" },
  fields: [
    {
      ...{ name: "name", type: "text", autocomplete: "name" },
      label: { en: "Your name", ru: "Ваше имя" },
    },
    PASSWORD,
  ],
  button: { en: "Accept", ru: "Принять" },
  async act(c, fields) {
    await accept(c, read(Acceptance, fields));
    return { en: "You are a member now. You can sign in.", ru: "Теперь вы участник. Можно войти." };
  },
};

/**
 * The pages that mails link to. Opening one changes nothing, because mail programs open links by themselves; its button
 * does what the mail is about. Without the token of a mail, `/reset` asks for one.
 */
export const accountPages = new Hono<App>();
for (const [path, withToken] of Object.entries({ "/confirm": CONFIRM, "/reset": RESET, "/invitation": INVITATION })) {
  const formFor = (token: string) => (withToken === RESET && token === "" ? ASK_FOR_RESET : withToken);
  accountPages.use(path, limitRate(addressOf), refuseCrossSite, limitBody(FORM_BYTES_MAX), strictPage());
  accountPages.get(path, (c) => {
    const token = c.req.query("token") ?? "";
    return show(c, formFor(token), token);
  });
  accountPages.post(path, sendMailsNow, async (c) => {
    const fields = await fieldsOf(c);
    const token = fields["token"] ?? "";
    const form = formFor(token);
    try {
      return show(c, form, "", { done: await form.act(c, fields) });
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      return show(c, form, token, { refusal: error });
    }
  });
}

async function fieldsOf(c: HonoContext<App>): Promise<Record<string, string>> {
  const fields = Object.entries(await c.req.parseBody());
  return Object.fromEntries(fields.filter((field): field is [string, string] => typeof field[1] === "string"));
}

function read<S extends z.ZodType>(schema: S, fields: unknown): z.infer<S> {
  const { success, data, error } = schema.safeParse(fields);
  if (success) return data;
  const faults = error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  throw new NetworkError("invalid_input", faults.map((fault) => `${fault.path}: ${fault.message}`).join("; "), faults);
}

/** Nothing of another origin, no script; only our own forms are sent, and the token leaves in no referrer. */
function strictPage() {
  return createMiddleware<App>(async (c, next) => {
    await next();
    c.header(
      "Content-Security-Policy",
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    );
    // Browsers send `Origin: null` with a form of a page that has no referrer at all.
    c.header("Referrer-Policy", "same-origin");
    c.header("Cache-Control", "no-store");
  });
}

function show(
  c: HonoContext<App>,
  { title, fields, button }: Form,
  token: string,
  { done, refusal }: { done?: Phrase; refusal?: NetworkError } = {},
) {
  const language = languageOf(c.req.header("accept-language")) ?? "en";
  const content =
    done === undefined
      ? html`<h1>${title[language]}</h1>
          ${refusal === undefined ? "" : html`<p role="alert"><strong>${textOfRefusal(refusal, language)}</strong></p>`}
          <form method="post" action="${c.req.path}">
            ${token === "" ? "" : html`<input type="hidden" name="token" value="${token}" />`}
            ${fields.map(({ name, type, label, autocomplete }) =>
              type === "checkbox"
                ? html`<p>
                    <label><input type="checkbox" name="${name}" /> ${label[language]}</label>
                  </p>`
                : html`<p>
                    <label
                      >${label[language]}<br /><input
                        type="${type}"
                        name="${name}"
                        autocomplete="${autocomplete}"
                        required
                    /></label>
                  </p>`,
            )}
            <p><button>${button[language]}</button></p>
          </form>`
      : html`<h1>Waymark</h1>
          <p>${done[language]}</p>`;
  return c.html(page(title[language], content, language), refusal === undefined ? 200 : ERRORS[refusal.code].status);
}

/** A refusal in the reader's language. */
function textOfRefusal({ code, message }: NetworkError, language: Language): string {
  if (language === "en") return message;
  if (code === "password_refused")
    return Object.values(ADVICE).find(({ en }) => en === message)?.ru ?? ADVICE.guessable.ru;
  return RUSSIAN[code] ?? ERRORS[code].title;
}

const RUSSIAN: Partial<Record<ErrorCode, string>> = {
  token_refused: "Ссылка неверна, уже использована, заменена новой или устарела",
  not_found: "Приглашение не найдено: оно уже принято, отозвано или устарело",
  already_exists: "С этим адресом уже есть учётная запись",
  invalid_input: `Проверьте поля: нужны имя, верный адрес и пароль от ${PASSWORD_LENGTH_MIN} до ${PASSWORD_LENGTH_MAX} символов`,
  conflict: "Попробуйте ещё раз",
};
