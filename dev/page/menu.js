// A menu at a button: https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/

import { el } from "./dom.js";
import { showAt } from "./popup.js";

let openOne = null; // closes the menu that is open

// entries: [{ text, more, run }]; the same button closes it again.
export function openMenu(opener, label, entries) {
  if (openOne) return openOne();
  const menu = el("div", { class: "popup menu", role: "menu", "aria-label": label });
  menu.append(...entries.map((entry) => row(entry, () => close())));
  const outside = (event) => menu.contains(event.target) || opener.contains(event.target) || close();
  const hide = showAt(menu, opener, () => close());
  const close = () => {
    openOne = null;
    hide();
    document.removeEventListener("pointerdown", outside);
    opener.setAttribute("aria-expanded", "false");
    opener.focus();
  };
  openOne = close;
  opener.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", outside);
  menu.addEventListener("keydown", (event) => key(event, menu, close));
  menu.firstElementChild?.focus();
}

function row({ text, more, run }, close) {
  const choose = () => {
    close();
    run();
  };
  const what = more ? el("span", { class: "quiet" }, more) : null;
  return el("button", { type: "button", class: "bare", role: "menuitem", tabindex: "-1", onclick: choose }, el("span", {}, text), what);
}

function key(event, menu, close) {
  const rows = [...menu.children];
  const at = rows.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 + rows.length, Home: 0, End: rows.length - 1 }[event.key];
  if (to !== undefined) rows[to % rows.length].focus();
  else if (event.key === "Escape" || event.key === "Tab") close();
  else if (event.key.length === 1 && event.key !== " ") next(rows, at, event.key).focus();
  else return;
  event.preventDefault();
  event.stopPropagation(); // Escape closes the menu alone
}

// The next row that begins with the letter.
function next(rows, at, letter) {
  const turned = [...rows.slice(at + 1), ...rows.slice(0, at + 1)];
  return turned.find((row) => row.textContent.toLowerCase().startsWith(letter.toLowerCase())) ?? rows[at];
}

export function menuButton(attributes, label, entries, ...children) {
  const given = { type: "button", "aria-haspopup": "menu", "aria-expanded": "false", ...attributes };
  const button = el("button", { ...given, onclick: () => openMenu(button, label, entries()) }, ...children);
  return button;
}
