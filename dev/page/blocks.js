// Blocks as elements: in messages, modals and the home tab. What people type (rich_text) is drawn
// from its text.
//
// Source: https://docs.slack.dev/reference/block-kit/blocks

import { el } from "./dom.js";
import { element } from "./elements.js";
import { field } from "./fields.js";
import { mrkdwn, inline, unescaped } from "./mrkdwn.js";

const BUILD = {
  section,
  header: (block) => [el("h3", {}, block.text?.text ?? "")],
  divider: () => [el("hr")],
  markdown: (block, { names }) => mrkdwn(block.text ?? "", names),
  context: (block, { names }) => [el("p", { class: "context" }, ...block.elements.flatMap((part) => contextPart(part, names)))],
  image: (block) => [el("p", { class: "context" }, `[image: ${block.alt_text ?? ""}]`)],
  actions: (block, around) => [el("div", { class: "actions" }, ...block.elements.map((part) => control(part, around)))],
  input: (block, around) => [field(block, around)],
};

// around: { workspace, names, deeds, fields }; fields (by block id) only where there are inputs to send.
export function blocksOf(blocks, around) {
  const known = (blocks ?? []).filter((block) => BUILD[block.type]);
  return known.map((block) => el("div", { class: `block ${block.type}` }, ...BUILD[block.type](block, around)));
}

export function bodyOf(message, around) {
  const drawn = blocksOf(message.blocks, around);
  return drawn.length ? drawn : mrkdwn(message.text ?? "", around.names);
}

function section(block, around) {
  const { names } = around;
  const texts = [...textOf(block.text, names), fields(block.fields, names)].filter(Boolean);
  if (!block.accessory) return texts;
  return [el("div", { class: "texts" }, ...texts), control(block.accessory, around, block.text?.text)];
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

// A control that acts at once; beside a text, it is called what the text says.
function control(part, { workspace, deeds }, beside = "") {
  if (part.type === "image") return el("span", { class: "quiet" }, `[image: ${part.alt_text ?? ""}]`);
  const hear = async (value) => {
    if (value === "" && part.type !== "button") return; // emptied: Slack has no such deed
    if (await deeds.use(part, value, made.node)) before = made.kept?.();
    else made.write?.(before);
  };
  const made = element(part, { workspace, hear, suggest: (typed) => deeds.suggest(part, typed) });
  let before = made.kept?.();
  const label = part.placeholder?.text || unescaped(beside).slice(0, 80);
  if (part.type !== "button" && label && !made.node.hasAttribute("aria-label")) made.node.setAttribute("aria-label", label);
  if (part.action_id) Object.assign(made.node.dataset, { action: part.action_id, value: part.value ?? "" });
  return made.node;
}
