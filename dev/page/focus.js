// Where the typing goes after something took its time, or was drawn anew.

import { toast } from "./toast.js";

// Whoever has moved on meanwhile keeps the focus: what they type would land in the wrong field.
export function focusAfter(work, field) {
  const before = document.activeElement;
  work.then(
    () => [before, document.body].includes(document.activeElement) && field().focus(),
    (problem) => toast(problem.message),
  );
}

// A control that the bot draws anew under somebody's hands keeps the focus: the same one, or the one
// that does the same.
export function inUse(root) {
  const used = document.activeElement;
  return root.contains(used) && used !== root ? { ...used.dataset } : null;
}

export function again(root, { action, value }) {
  if (!action) return null;
  const same = [...root.querySelectorAll(`[data-action="${CSS.escape(action)}"]`)];
  return same.find((node) => node.dataset.value === value) ?? same[0] ?? null;
}
