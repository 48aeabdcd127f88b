// The controls of blocks, each as { node, control, read, write }.
//
// node:    what stands in the page
// control: what a label points at and an error gives the focus to; none for a group: the node is
// read():  the value, as the acts take it: a text, an option's value, an id, a list of them
// kept():  what write(…) puts back, when the view around is drawn anew or a choice is not confirmed
//
// given:   { workspace, hear(value): something was chosen or pressed, suggest(typed), label }
// Source: https://docs.slack.dev/reference/block-kit/block-elements

import { el, icon } from "./dom.js";
import { choices, combos } from "./choosing.js";
import { menuButton } from "./menu.js";

const textOf = (part) => part?.text ?? "";

function button(part, { hear }) {
  const style = ["primary", "danger"].includes(part.style) ? part.style : null;
  const press = () => {
    if (/^https?:/.test(part.url ?? "")) open(part.url, "_blank", "noopener");
    hear(part.value ?? "");
  };
  const node = el("button", { type: "button", class: style, "aria-label": part.accessibility_label, onclick: press }, textOf(part.text));
  return { node, control: node };
}

function overflow(part, { hear }) {
  const entries = () => part.options.map((option) => ({ text: textOf(option.text), more: textOf(option.description), run: () => chosen(option) }));
  const chosen = (option) => {
    if (/^https?:/.test(option.url ?? "")) open(option.url, "_blank", "noopener");
    hear(option.value);
  };
  const node = menuButton({ class: "icon", "aria-label": "More", title: "More" }, "More", entries, icon("dots"));
  return { node, control: node };
}

function staticSelect(part, { hear }) {
  const row = (option) => el("option", { value: option.value }, textOf(option.text));
  const groups = part.option_groups?.map((group) => el("optgroup", { label: textOf(group.label) }, ...group.options.map(row)));
  const node = el("select", { onchange: () => hear(node.value) }, el("option", { value: "" }, textOf(part.placeholder) || "Choose…"), ...(groups ?? part.options.map(row)));
  const write = (value) => (node.value = value);
  write(part.initial_option?.value ?? "");
  return { node, control: node, read: () => node.value, write };
}

function typed(part, { hear }, given) {
  const multiline = part.multiline === true;
  const kind = multiline ? { rows: "4" } : { type: "text", autocomplete: "off" };
  const node = el(multiline ? "textarea" : "input", { ...kind, placeholder: part.placeholder?.text, ...given });
  const write = (value) => (node.value = value);
  write(part.initial_value ?? "");
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || multiline) return;
    if (hear(node.value, "enter")) event.preventDefault(); // used: it must not send the form too
  });
  return { node, control: node, read: () => node.value, write };
}

const number = (part, given) => {
  const numeral = part.is_decimal_allowed ? "decimal" : "numeric";
  return typed(part, given, { inputmode: numeral, class: "number" });
};

function moment(part, { hear }, type, initial) {
  const node = el("input", { type, onchange: () => node.value && hear(node.value) });
  const write = (value) => (node.value = value);
  write(initial ?? "");
  return { node, control: node, read: () => node.value, write };
}

// Slack counts a point in time in seconds; the field knows the reader's own clock.
function datetime(part, given) {
  const seconds = (local) => (local ? Math.round(new Date(local).getTime() / 1000) : "");
  const local = (s) => (s ? new Date(s * 1000 - new Date(s * 1000).getTimezoneOffset() * 60000).toISOString().slice(0, 16) : "");
  const made = moment(part, { ...given, hear: (value) => given.hear(seconds(value)) }, "datetime-local", local(part.initial_date_time));
  return { ...made, read: () => seconds(made.node.value), write: (value) => (made.node.value = local(value)) };
}

const every = (part) => part.options ?? part.option_groups.flatMap((group) => group.options);

const BUILD = {
  button,
  overflow,
  static_select: staticSelect,
  multi_static_select: (part, given) => choices({ ...part, options: every(part) }, given, "checkbox"),
  plain_text_input: typed,
  number_input: number,
  url_text_input: (part, given) => typed(part, given, { type: "url" }),
  email_text_input: (part, given) => typed(part, given, { type: "email" }),
  datepicker: (part, given) => moment(part, given, "date", part.initial_date),
  timepicker: (part, given) => moment(part, given, "time", part.initial_time),
  datetimepicker: datetime,
  radio_buttons: (part, given) => choices(part, given, "radio"),
  checkboxes: (part, given) => choices(part, given, "checkbox"),
  ...combos,
};

// What this page cannot draw says so, where it would stand.
function unknown(part) {
  const node = el("span", { class: "quiet" }, `[${part.type} cannot be used here]`);
  return { node, control: null };
}

export function element(part, given) {
  const made = (BUILD[part.type] ?? unknown)(part, given);
  return { kept: made.read, ...made };
}
