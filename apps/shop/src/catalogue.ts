import { compass, map, notebook } from "./pictures.ts";
import type { Language } from "./texts.ts";

/** What the shop sells. */
export interface Product {
  id: string;
  priceMinor: number;
  /** Our own decorative markup. */
  picture: string;
  name: Record<Language, string>;
  description: Record<Language, string>;
}

export const PRODUCTS: readonly Product[] = [
  {
    id: "map",
    priceMinor: 18_00,
    picture: map,
    name: { en: "Ridge map", ru: "Карта хребта" },
    description: {
      en: "1:25,000, printed on stone paper: rain runs off, folds don’t crack.",
      ru: "1:25 000, на каменной бумаге: дождь скатывается, сгибы не рвутся.",
    },
  },
  {
    id: "compass",
    priceMinor: 49_00,
    picture: compass,
    name: { en: "Pocket compass", ru: "Карманный компас" },
    description: {
      en: "Brass, liquid-damped, with a mirror for sighting and for signalling.",
      ru: "Латунный, с жидкостным демпфером и зеркалом для визирования и сигналов.",
    },
  },
  {
    id: "notebook",
    priceMinor: 14_50,
    picture: notebook,
    name: { en: "Field notebook", ru: "Полевой блокнот" },
    description: {
      en: "96 dotted pages that take pencil in the rain; fits a jacket pocket.",
      ru: "96 страниц в точку, карандаш пишет и под дождём; входит в карман куртки.",
    },
  },
];

/** The product of this id, or undefined. */
export const findProduct = (id: string) => PRODUCTS.find((product) => product.id === id);
