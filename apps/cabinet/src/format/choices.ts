/** Time zones and currencies to choose from. Not part of the first load: only forms need them. */
export const ZONES = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
export const CURRENCIES = Intl.supportedValuesOf("currency");
