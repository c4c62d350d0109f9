import { useState } from "react";

/** A text that this browser keeps, and how to change it; null: none. */
export function useBrowserText(key: string): [text: string | null, store: (text: string | null) => void] {
  const [text, setText] = useState(() => localStorage.getItem(key));
  const store = (next: string | null) => {
    if (next === null) localStorage.removeItem(key);
    else localStorage.setItem(key, next);
    setText(next);
  };
  return [text, store];
}
