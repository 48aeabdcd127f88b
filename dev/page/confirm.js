// "Are you sure?", where a control of the bot asks for it.

import { el } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";

const written = (text, names) => (text.type === "mrkdwn" ? mrkdwn(text.text, names) : [el("p", {}, text.text)]);

// Resolves to whether the person goes on; Escape is a no.
export function confirmed(asked, names) {
  const dialog = el("dialog", { class: "asked", "aria-labelledby": "asked-title", "aria-describedby": "asked-text" });
  const answer = (text, value, style) => el("button", { type: "submit", value, class: style, autofocus: value === "yes" }, text);
  dialog.append(
    el("form", { method: "dialog" },
      el("h2", { id: "asked-title" }, asked.title?.text ?? "Are you sure?"),
      el("div", { id: "asked-text", class: "body" }, ...written(asked.text, names)),
      el("div", { class: "answers" }, answer(asked.deny?.text ?? "No", "no"), answer(asked.confirm?.text ?? "Yes", "yes", asked.style === "danger" ? "danger" : "primary")),
    ),
  );
  document.body.append(dialog);
  // Held here, so that Escape reaches neither the modal below nor the page.
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}
