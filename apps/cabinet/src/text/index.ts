import i18next, { type BackendModule, type ResourceKey } from "i18next";
import { initReactI18next } from "react-i18next";
import type { Texts } from "./texts.ts";

export const LANGUAGES = ["en", "ru"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Languages in their own words. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: "English", ru: "Русский" };

const STORED_AS = "waymark.language";

/** The files of every namespace: those of a page lie in its folder, and load with it. */
const FILES = import.meta.glob<ResourceKey>(["./*/*.json", "../pages/*/*.json"], { import: "default" });

const backend: BackendModule = {
  type: "backend",
  init() {},
  read(language, namespace, done) {
    const load =
      FILES[`./${namespace}/${language}.json`] ?? FILES[`../pages/${namespace}/${language}.json`] ?? missing(namespace);
    load().then(
      (texts) => done(null, texts),
      (error: unknown) => done(error instanceof Error ? error : String(error), false),
    );
  },
};

const missing = (namespace: string) => () => Promise.reject(new Error(`No texts for ${namespace}`));

/** Loads the texts of the frame in the reader's language; those of pages load with them. */
export async function startTexts(): Promise<void> {
  i18next.on("languageChanged", (language) => {
    document.documentElement.lang = language;
    localStorage.setItem(STORED_AS, language);
  });
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: firstLanguage(),
      fallbackLng: false,
      ns: ["common", "errors"],
      defaultNS: "common",
      interpolation: { escapeValue: false }, // React escapes
      react: { useSuspense: true },
    });
}

function firstLanguage(): Language {
  const wished = [localStorage.getItem(STORED_AS), ...navigator.languages].map((tag) => tag?.slice(0, 2));
  return wished.flatMap((tag) => LANGUAGES.filter((language) => language === tag))[0] ?? "en";
}

/** Loads the texts of a page, for the `loader` of its route. */
export const loadTexts = (...namespaces: (keyof Texts)[]): Promise<void> => i18next.loadNamespaces(namespaces);

/** Changes the language of this browser, and loads its texts. */
export const changeLanguage = async (language: Language): Promise<void> => {
  if (language !== i18next.language) await i18next.changeLanguage(language);
};

export const currentLanguage = (): Language => i18next.language as Language; // one of ours, since startTexts

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: Texts;
  }
}
