// Slack's mrkdwn as DOM nodes.
//
// blocks:  ```code```   > quote   • or - list   1. list   paragraphs
// inline:  `code` *bold* _italic_ ~strike~ :emoji: <@U…> <#C…|name> <!here> <https://…|label> https://…
//          <!date^…|fallback> as its fallback; Slack shows the reader's own time
//
// Source: https://docs.slack.dev/messaging/formatting-message-text

import { el } from "./dom.js";
import { EMOJI, drawn } from "./emoji.js";

const FENCE = /```\n?([\s\S]*?)\n?```/g;
const INLINE = new RegExp(
  [
    "`(?<code>[^`\\n]+)`",
    "<(?<angle>[^<>\\n]+)>",
    "(?<bare>https?://[^\\s<>|]*[^\\s<>|.,;:!?)'\"*_~])",
    "(?<=^|[\\s(\"'*_~>])\\*(?<bold>[^*\\s](?:[^*\\n]*[^*\\s])?)\\*(?![\\w*])",
    "(?<=^|[\\s(\"'*_~>])_(?<italic>[^_\\s](?:[^_\\n]*[^_\\s])?)_(?![\\w_])",
    "(?<=^|[\\s(\"'*_~>])~(?<strike>[^~\\s](?:[^~\\n]*[^~\\s])?)~(?![\\w~])",
    ":(?<emoji>[a-z0-9_+'-]+):",
  ].join("|"),
  "g",
);
// A link to a message of this workspace opens here: on the internet there is no such place.
const PERMALINK = /^https:\/\/burrow-local\.slack\.com\/archives\/(?<place>\w+)\/p(?<s>\d{10})(?<us>\d{6})(?:\?thread_ts=(?<thread>[\d.]+).*)?$/;
const TAGS = { bold: "strong", italic: "em", strike: "s" };
const LINES = [
  { mark: /^(?:&gt;|>) ?/, build: (lines, names) => el("blockquote", {}, ...withBreaks(lines, names)) },
  { mark: /^ *[•◦*-] +/, build: (lines, names) => list("ul", lines, names) },
  { mark: /^ *\d+[.)] +/, build: (lines, names) => list("ol", lines, names) },
];

export function mrkdwn(text, names) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(FENCE)) {
    nodes.push(...paragraphs(text.slice(end, found.index), names));
    nodes.push(el("pre", {}, unescaped(found[1])));
    end = found.index + found[0].length;
  }
  nodes.push(...paragraphs(text.slice(end), names));
  return nodes;
}

function paragraphs(text, names) {
  const nodes = [];
  let kind = null;
  let lines = [];
  const flush = () => {
    if (kind) nodes.push(kind.build(lines, names));
    else if (lines.join("").trim()) nodes.push(el("p", {}, ...inline(lines.join("\n").replace(/^\n+|\n+$/g, ""), names)));
    lines = [];
  };
  for (const line of text.split("\n")) {
    const now = LINES.find(({ mark }) => mark.test(line)) ?? null;
    if (now !== kind) flush();
    kind = now;
    lines.push(now ? line.replace(now.mark, "") : line);
  }
  flush();
  return nodes;
}

function list(tag, lines, names) {
  return el(tag, {}, ...lines.map((line) => el("li", {}, ...inline(line, names))));
}

function withBreaks(lines, names) {
  return lines.flatMap((line, index) => (index ? [el("br"), ...inline(line, names)] : inline(line, names)));
}

export function inline(text, names) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(INLINE)) {
    const node = element(found, names);
    if (node === null) continue;
    nodes.push(unescaped(text.slice(end, found.index)), node);
    end = found.index + found[0].length;
  }
  nodes.push(unescaped(text.slice(end)));
  return nodes;
}

function element(found, names) {
  const { code, angle, bare, emoji } = found.groups;
  if (bare) return link(bare, bare);
  if (code) return el("code", {}, unescaped(code));
  if (angle) return angled(angle, names);
  if (emoji) return EMOJI[emoji] ? el("span", { role: "img", "aria-label": emoji, title: `:${emoji}:` }, drawn(emoji)) : null;
  const [name] = Object.keys(TAGS).filter((tag) => found.groups[tag]);
  return el(TAGS[name], {}, ...inline(found.groups[name], names));
}

function angled(inside, names) {
  const [target, label] = inside.split("|", 2);
  if (/^@[UW]/.test(target)) return mention(`@${names.user(target.slice(1))}`, target.slice(1) === names.me);
  if (/^#C/.test(target)) return mention(`#${label || names.channel(target.slice(1))}`);
  if (target.startsWith("!date^")) return document.createTextNode(unescaped(label || target));
  if (target.startsWith("!")) return mention(`@${label || target.slice(1).split("^")[0]}`);
  if (/^(https?|mailto):/.test(target)) return link(target, label || target);
  return document.createTextNode(unescaped(inside));
}

function link(target, label) {
  const found = PERMALINK.exec(unescaped(target))?.groups;
  if (found) return toMessage(found, label);
  return el("a", { href: unescaped(target), rel: "noopener noreferrer", target: "_blank" }, unescaped(label));
}

// Opened by main.js.
function toMessage({ place, s, us, thread }, label) {
  const data = { "data-place": place, "data-message": `${s}.${us}`, "data-thread": thread ?? "" };
  return el("a", { href: `#${place}`, ...data }, unescaped(label));
}

function mention(text, me = false) {
  return el("span", { class: me ? "mention me" : "mention" }, text);
}

export function unescaped(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

// The text as a person would type it, for editing.
export function asTyped(text, names) {
  const plain = text.replace(/<([^<>]+)>/g, (whole, inside) => {
    const [target, label] = inside.split("|", 2);
    if (/^@[UW]/.test(target)) return `@${names.handle(target.slice(1))}`;
    if (/^#C/.test(target)) return `#${label || names.channel(target.slice(1))}`;
    if (target.startsWith("!")) return `@${target.slice(1)}`;
    return label || target;
  });
  return unescaped(plain);
}
