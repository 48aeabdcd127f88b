// What a message has beside its text: legacy attachments and files.

import { el } from "./dom.js";
import { mrkdwn, inline } from "./mrkdwn.js";

export function attached(message, workspace) {
  const cards = (message.attachments ?? []).map((attachment) => attachmentCard(attachment, workspace.names));
  const files = (message.files ?? []).map((file) => fileCard(file, workspace));
  return [...cards, ...files];
}

function attachmentCard(attachment, names) {
  const card = el("div", { class: "attachment body" });
  if (/^#?[0-9a-f]{6}$/i.test(attachment.color ?? "")) card.style.setProperty("border-left-color", `#${attachment.color.replace("#", "")}`);
  card.append(...written(attachment.pretext, "pretext", attachment, names));
  if (attachment.author_name) card.append(el("p", { class: "quiet" }, attachment.author_name));
  if (attachment.title) card.append(title(attachment, names));
  card.append(...written(attachment.text, "text", attachment, names));
  if (attachment.fields?.length) card.append(fields(attachment, names));
  if (attachment.image_url) card.append(el("p", { class: "quiet" }, `[image: ${attachment.image_url}]`));
  if (attachment.footer) card.append(el("p", { class: "quiet footer" }, ...inline(attachment.footer, names)));
  if (!card.children.length) card.append(el("p", {}, attachment.fallback ?? ""));
  return card;
}

// Without `mrkdwn_in` Slack reads marks everywhere; with it, only where it says so.
function written(text, field, attachment, names) {
  if (!text) return [];
  const marked = !attachment.mrkdwn_in || attachment.mrkdwn_in.includes(field);
  return marked ? mrkdwn(text, names) : [el("p", {}, text)];
}

function title(attachment, names) {
  const { title: text, title_link: link } = attachment;
  const inside = /^https?:/.test(link ?? "") ? [el("a", { href: link, rel: "noopener noreferrer", target: "_blank" }, text)] : inline(text, names);
  return el("p", { class: "attachment-title" }, ...inside);
}

function fields(attachment, names) {
  const one = (field) => el("div", {}, el("strong", {}, field.title ?? ""), ...written(field.value, "fields", attachment, names));
  return el("div", { class: "fields" }, ...attachment.fields.map(one));
}

function fileCard(file, workspace) {
  const facts = [file.pretty_type, file.lines && (file.lines === 1 ? "1 line" : `${file.lines} lines`), size(file.size)];
  const link = el("a", { href: workspace.fileUrl(file.id), target: "_blank", rel: "noopener" }, file.name);
  const head = el("p", { class: "file-head" }, link, el("span", { class: "quiet" }, facts.filter(Boolean).join(" · ")));
  const more = file.lines_more ? el("p", { class: "quiet" }, file.lines_more === 1 ? "and 1 line more" : `and ${file.lines_more} lines more`) : null;
  return el("div", { class: "file" }, head, file.preview ? el("pre", {}, file.preview) : null, more);
}

export function size(bytes) {
  if (bytes >= 1024) return `${(bytes / 1024).toFixed(1)} kB`;
  return bytes === 1 ? "1 byte" : `${bytes} bytes`;
}
