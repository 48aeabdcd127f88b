// The blocks that a bot's message may have; what people type (rich_text) is drawn from its text.

import { el } from "./dom.js";
import { mrkdwn, inline } from "./mrkdwn.js";

const BUILD = {
  section: (block, names) => [...textOf(block.text, names), fields(block.fields, names)],
  header: (block) => [el("h3", {}, block.text?.text ?? "")],
  divider: () => [el("hr")],
  markdown: (block, names) => mrkdwn(block.text ?? "", names),
  context: (block, names) => [el("p", { class: "context" }, ...block.elements.flatMap((part) => contextPart(part, names)))],
  image: (block) => [el("p", { class: "context" }, `[image: ${block.alt_text ?? ""}]`)],
  actions: (block) => [el("p", {}, ...block.elements.map(button))],
};

export function bodyOf(message, names) {
  const blocks = (message.blocks ?? []).filter((block) => BUILD[block.type]);
  if (!blocks.length) return mrkdwn(message.text ?? "", names);
  return blocks.flatMap((block) => BUILD[block.type](block, names)).filter(Boolean);
}

function textOf(text, names) {
  if (!text) return [];
  return text.type === "plain_text" ? [el("p", {}, text.text)] : mrkdwn(text.text, names);
}

function fields(all, names) {
  if (!all?.length) return null;
  return el("div", { class: "fields" }, ...all.map((text) => el("div", {}, ...textOf(text, names))));
}

function contextPart(part, names) {
  return part.type === "image" ? [`[${part.alt_text ?? ""}] `] : [...inline(part.text ?? "", names), " "];
}

function button(part) {
  return el("button", { type: "button", disabled: true, title: "Buttons do nothing here yet" }, part.text?.text ?? part.type);
}
