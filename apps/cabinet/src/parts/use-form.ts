import { useState, type ChangeEvent, type FormEvent } from "react";
import { useProblem } from "../api/index.ts";

/** A form whose fields have the names of the API's: an error of the API appears at the field that it names. */
export function useForm<Values extends Record<string, string | boolean>>(
  initial: Values,
  send: (values: Values) => Promise<unknown>,
) {
  const [values, setValues] = useState(initial);
  const [state, setState] = useState<{ isBusy: boolean; error?: unknown }>({ isBusy: false });
  const describe = useProblem();
  const fields = state.error === undefined ? {} : describe(state.error).fields;
  const set = <Name extends keyof Values>(name: Name, value: Values[Name]) =>
    setValues((before) => ({ ...before, [name]: value }));
  async function submitWith(sendThem: typeof send) {
    if (state.isBusy) return;
    setState({ isBusy: true });
    try {
      await sendThem(values);
      setState({ isBusy: false });
    } catch (error) {
      setState({ isBusy: false, error });
    }
  }
  return {
    values,
    set,
    reset: () => setValues(initial),
    /** Takes other values, and forgets the error. */
    replace(other: Values) {
      setValues(other);
      setState({ isBusy: false });
    },
    isBusy: state.isBusy,
    /** The error, unless fields show all of it. */
    error: Object.keys(fields).some((name) => name in values) ? undefined : state.error,
    /** The error, also where fields show it: for `Conflict`, which compares values. */
    rawError: state.error,
    /** What a text field needs. */
    text: (name: keyof Values & string) => ({
      name,
      value: String(values[name]),
      error: fields[name],
      onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
        set(name, event.currentTarget.value as Values[typeof name]), // a text field's value is a text
    }),
    /** What a checkbox needs. */
    check: (name: keyof Values & string) => ({
      name,
      checked: values[name] === true,
      onChange: (event: ChangeEvent<HTMLInputElement>) => set(name, event.currentTarget.checked as Values[typeof name]), // a checkbox's value is a boolean
    }),
    submit(event?: FormEvent) {
      event?.preventDefault();
      return submitWith(send);
    },
    /** Sends the same values in another way. */
    submitWith,
  };
}
