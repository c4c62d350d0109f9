/**
 * `__proto__` as a name in JSON, with any of its letters escaped. A quote that begins a name follows a bracket, a comma
 * or white space; a quote within a text follows a backslash. Not parsed, because a flood of bodies must cost little.
 */
const PROTO_NAME =
  /(?<=[{,\s])"(?:_|\\u005[fF]){2}(?:p|\\u0070)(?:r|\\u0072)(?:o|\\u006[fF])(?:t|\\u0074)(?:o|\\u006[fF])(?:_|\\u005[fF]){2}"\s*:/;

/** Whether a body of valid JSON has an object with the name `__proto__`. */
export const namesProto = (json: string): boolean => PROTO_NAME.test(json);
