// Choosing one or several of what is there: radio buttons, checkboxes, and fields that one types in.

import { Combo } from "./combo.js";
import { el } from "./dom.js";
import { matching } from "./matching.js";
import { inline } from "./mrkdwn.js";

const PAUSE_MS = 150; // the bot is asked when the typing rests
const LEAST_CHARS = 3; // Slack's own, where a select does not say
let count = 0;

// Radio buttons give the one value, checkboxes a list.
export function choices(part, { workspace, hear }, type) {
  const name = `choice-${++count}`;
  const chosen = new Set([part.initial_option, ...(part.initial_options ?? [])].filter(Boolean).map(({ value }) => value));
  const node = el("div", { role: type === "radio" ? "radiogroup" : "group", class: "choices", tabindex: "-1" });
  const boxes = part.options.map((option) => el("input", { type, name, value: option.value, checked: chosen.has(option.value) }));
  const values = () => boxes.filter((box) => box.checked).map((box) => box.value);
  const read = () => (type === "radio" ? (values()[0] ?? "") : values());
  const write = (value) => boxes.forEach((box) => (box.checked = [value].flat().includes(box.value)));
  node.append(...part.options.map((option, at) => choice(option, boxes[at], workspace.names)));
  node.addEventListener("change", () => hear(read()));
  return { node, control: null, read, write };
}

function choice(option, box, names) {
  const more = option.description ? el("span", { class: "quiet" }, ...written(option.description, names)) : null;
  return el("label", {}, box, el("span", {}, ...written(option.text, names), more));
}

function written(text, names) {
  return text.type === "mrkdwn" ? inline(text.text, names) : [text.text];
}

function combo(part, given, more) {
  const placeholder = part.placeholder?.text ?? "Choose…";
  const made = new Combo({ placeholder, hear: given.hear, ...more });
  // The whole choice, since an id alone says nothing to read.
  return { node: made.field, control: made.field, read: () => made.value, write: (value) => made.write(value), kept: () => made.chosen };
}

function external(part, given) {
  const option = (raw) => ({ text: raw.text.text, value: raw.value, more: raw.description?.text });
  const find = async (typed) => (await given.suggest(typed)).map(option);
  const chosen = part.initial_option ? option(part.initial_option) : null;
  return combo(part, given, { find, chosen, least: part.min_query_length ?? LEAST_CHARS, pause_ms: PAUSE_MS });
}

function users(part, given) {
  const { workspace } = given;
  const option = (person) => ({ text: person.is_bot ? person.name : person.real_name, more: person.is_bot ? "App" : `@${person.name}`, value: person.id, person });
  const find = async (typed) => among(workspace.state.people.filter(({ id }) => id !== "USLACKBOT").map(option), typed);
  const chosen = part.initial_user ? option(workspace.person(part.initial_user)) : null;
  return combo(part, given, { find, chosen });
}

function channels(part, given, initial, wanted = () => true) {
  const { workspace } = given;
  const option = (channel) => ({ text: workspace.placeName(channel.id), more: channel.purpose, value: channel.id });
  const known = () => workspace.state.channels.filter((channel) => !channel.archived && wanted(channel));
  const chosen = workspace.channel(initial);
  return combo(part, given, { find: async (typed) => among(known().map(option), typed), chosen: chosen ? option(chosen) : null });
}

// As names complete in the composer; nothing typed shows all.
function among(options, typed) {
  const wanted = typed.replace(/^[@#]/, "");
  if (!wanted) return options;
  const named = options.map((option) => ({ ...option, name: option.text.replace(/^#/, ""), label: option.more ?? "" }));
  return matching(named, wanted);
}

const KINDS = { public: "channel", private: "group", mpim: "mpim", im: "im" };

export const combos = {
  external_select: external,
  users_select: users,
  channels_select: (part, given) => channels(part, given, part.initial_channel, ({ kind }) => kind === "channel"),
  conversations_select: (part, given) => {
    const kinds = part.filter?.include?.map((kind) => KINDS[kind]);
    return channels(part, given, part.initial_conversation, ({ kind }) => !kinds || kinds.includes(kind));
  },
};
