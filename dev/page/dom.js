// Elements without innerHTML: what people write reaches the page as text nodes only.

import { drawn } from "./emoji.js";

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const PATHS = {
  hash: "M8 3L6 17M14 3l-2 14M3.5 7.5h14M2.5 12.5h14",
  lock: "M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  talk: "M3 4.5h14v9H9l-4 3.5v-3.5H3z",
  smile: "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM6.800 11.5c1.6 2.4 4.800 2.4 6.400 0M7.5 7.800v.1M12.5 7.800v.1",
  pen: "M4 16l.8-3.5L13.5 4l2.6 2.6-8.6 8.6zM11.800 5.700l2.5 2.5",
  pulse: "M2 11h3.5l2.5-6.5 4 12 2.5-5.5H18",
  bin: "M4 6h12M8 6V4h4v2M6 6l.7 11h6.6L14 6",
  bolt: "M11.500 2.500L4.500 11.500h5l-1 6 7-9h-5z",
  dots: "M4 9.500h1v1h-1zM9.500 9.500h1v1h-1zM15 9.500h1v1h-1z",
  back: "M12 4l-6 6 6 6",
  close: "M5 5l10 10M15 5L5 15",
  eye: "M2.5 10s2.800-5 7.5-5 7.5 5 7.5 5-2.800 5-7.5 5-7.5-5-7.5-5zM10 12.200a2.200 2.200 0 1 0 0-4.400 2.200 2.200 0 0 0 0 4.400z",
};

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

export function avatar(person, size = "") {
  const initials = (person.real_name || person.name).split(/\s+/).map((word) => word[0]).slice(0, 2).join("");
  let hue = 0;
  for (const letter of person.id) hue = (hue * 31 + letter.codePointAt(0)) % 360;
  const kind = person.is_bot ? "bot" : "";
  const face = person.emoji ? drawn(person.emoji.replaceAll(":", "")) : initials.toUpperCase();
  const node = el("span", { class: `avatar ${size} ${kind}`, "aria-hidden": "true" }, face);
  node.style.setProperty("--hue", hue);
  return node;
}

export function clock(ts, seconds = false) {
  const shown = { hour: "2-digit", minute: "2-digit", ...(seconds ? { second: "2-digit" } : {}), hourCycle: "h23" };
  return new Date(Number(ts) * 1000).toLocaleTimeString([], shown);
}

export function iconButton(name, label, onclick) {
  return el("button", { type: "button", class: "icon", "aria-label": label, title: label, onclick }, icon(name));
}
