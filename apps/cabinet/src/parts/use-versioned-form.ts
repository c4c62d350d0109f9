import { useEffect, useState } from "react";
import { useForm } from "./use-form.ts";

interface VersionedFormOptions<Thing, Values> {
  /** The thing as it was last read. */
  current: Thing;
  valuesOf: (thing: Thing) => Values;
  /** Sends the values as a change of this version. Returns the new version. */
  send: (values: Values, base: Thing) => Promise<Thing>;
  /** Reads the thing again. */
  readCurrent: () => Promise<Thing>;
}

/**
 * A form on one version of a thing. A newer version takes its place only while nothing is typed: after that, no refetch
 * drops what was typed, and saving is refused as a conflict, which `Conflict` shows.
 */
export function useVersionedForm<Thing extends { version: number }, Values extends Record<string, string | boolean>>({
  current,
  valuesOf,
  send,
  readCurrent,
}: VersionedFormOptions<Thing, Values>) {
  const [base, setBase] = useState(current);
  const sendOn = async (values: Values, on: Thing) => begin(await send(values, on));
  const form = useForm(valuesOf(base), (values) => sendOn(values, base));
  function begin(thing: Thing) {
    setBase(thing);
    form.replace(valuesOf(thing));
  }
  const isUntouched = areSame(form.values, valuesOf(base));
  useEffect(() => {
    if (current.version <= base.version || form.isBusy) return;
    if (isUntouched) begin(current);
    // Only other parts of it changed: nothing of the form is behind.
    else if (areSame(valuesOf(current), valuesOf(base))) setBase(current);
  }, [current.version, base.version, isUntouched, form.isBusy]);
  return {
    ...form,
    /** What `Conflict` needs. */
    conflict: {
      error: form.rawError,
      readTheirs: async () => valuesOf(await readCurrent()),
      yours: form.values,
      onTheirs: () => void readCurrent().then(begin),
      onYours: () => void form.submitWith(async (values) => sendOn(values, await readCurrent())),
    },
  };
}

const areSame = (one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>) =>
  Object.keys(one).every((name) => one[name] === other[name]);
