// The place one is in: its name, whether one may write, what one may try.

import { el } from "./dom.js";
import { hintsFor } from "./hints.js";

const $ = (id) => document.getElementById(id);

export function nameOf(channel, state) {
  return channel.kind === "im" ? state.bot.name : `#${channel.name}`;
}

export function drawHeader(channel, state) {
  const direct = channel.kind === "im";
  const name = nameOf(channel, state);
  document.title = `${name} · ${state.team}`;
  $("place-name").textContent = name;
  const members = channel.members === 1 ? "1 member" : `${channel.members} members`;
  $("place-purpose").textContent = direct ? "The bot, between the two of you" : [members, channel.purpose].filter(Boolean).join(" · ");
  $("membership").hidden = direct || channel.archived;
  $("membership").textContent = channel.member ? "Leave" : "Join";
  $("thread-place").textContent = name;
  $("also-label").textContent = `Also send to ${name}`;
}

export function placeholder(channel, state) {
  const name = nameOf(channel, state);
  if (channel.archived) return `${name} is archived`;
  return channel.member ? `Message ${name}` : `Join ${name} to write here`;
}

export function emptyText(channel, state) {
  if (channel.kind === "im") return [`Say hello to ${state.bot.name}`, "In this direct message the bot answers without being mentioned."];
  const title = `This is the beginning of #${channel.name}`;
  if (!channel.member || !channel.bot_member) return [title, channel.purpose];
  return [title, `Mention ${state.bot.name}, for instance with a line from below, and it answers here.`];
}

export function drawHints(channel, state, follow) {
  const hints = hintsFor(channel, state);
  const key = JSON.stringify(hints);
  if ($("hints").dataset.key === key) return;
  $("hints").dataset.key = key;
  const chips = hints.map((hint) => el("button", { type: "button", class: "chip", onclick: () => follow(hint) }, hint.label));
  $("hints").replaceChildren(...(chips.length ? [el("span", {}, "Try"), ...chips] : []));
}
