import { ApiError, createClient, type CallOptions, type Operations } from "@waymark/client";
import { signInAgain } from "./session.ts";

export type OperationName = keyof Operations;
export type InputOf<Name extends OperationName> = Operations[Name]["input"];
export type AnswerOf<Name extends OperationName> = Operations[Name]["answer"];

const RETRIES_MAX = 2;
const client = createClient({ origin: location.origin, retriesMax: RETRIES_MAX });

/**
 * Calls the API with the session of this browser. If the session has ended, asks the person to sign in, and then
 * repeats the call: what they typed stays on the page.
 */
export async function call<Name extends OperationName>(
  name: Name,
  input: InputOf<Name>,
  options: CallOptions = {},
): Promise<AnswerOf<Name>> {
  try {
    return await callOnce(name, input, options);
  } catch (error) {
    if (!isUnauthenticated(error) || !(await signInAgain())) throw error;
    return callOnce(name, input, options);
  }
}

/** Calls the API without asking to sign in: for the pages of people who have no session. */
export const callOnce = <Name extends OperationName>(
  name: Name,
  input: InputOf<Name>,
  options: CallOptions = {},
): Promise<AnswerOf<Name>> => (client.call as Call)(name, input, options) as Promise<AnswerOf<Name>>; // it is generic in the name, which a cast forgets

/** Of any operation: an input may be given even where none is needed. */
type Call = (name: OperationName, input: object, options: CallOptions) => Promise<unknown>;

export const isUnauthenticated = (error: unknown): boolean =>
  error instanceof ApiError && error.code === "unauthenticated";

/** The act needs the password again, and the code of the second factor. */
export const isFreshSignInRequired = (error: unknown): boolean =>
  error instanceof ApiError && error.code === "fresh_sign_in_required";
