// The app's shortcuts: those of the whole workspace at the composer, those of a message in its tools.

import { icon } from "./dom.js";
import { menuButton } from "./menu.js";

const of = (workspace, type) => workspace.state.shortcuts.filter((shortcut) => shortcut.type === type);

const entries = (shortcuts, use) => shortcuts.map((shortcut) => ({ text: shortcut.name, more: shortcut.description, run: () => use(shortcut.callback_id) }));

// A button that is there only if the app has shortcuts; drawn once, the menu follows the workspace.
export class GlobalShortcuts {
  constructor(workspace, form, use) {
    this.workspace = workspace;
    const all = () => entries(of(workspace, "global"), use);
    this.button = menuButton({ class: "icon attach", "aria-label": "Shortcuts", title: "Shortcuts", hidden: true }, "Shortcuts", all, icon("bolt"));
    form.querySelector(".attach").after(this.button);
  }

  show() {
    this.button.hidden = !of(this.workspace, "global").length;
  }
}

export function messageShortcuts(workspace, use) {
  const found = of(workspace, "message");
  if (!found.length) return null;
  const all = () => entries(of(workspace, "message"), use);
  return menuButton({ class: "icon", "aria-label": "More actions", title: "More actions" }, "More actions", all, icon("dots"));
}
