// Talking to the workspace: reading what one person sees, doing what they do, hearing of changes.

import { offered } from "./slash.js";

export class Workspace {
  constructor() {
    this.state = { people: [], channels: [], directs: {}, bot: {}, me: "", commands: [], shortcuts: [], views: [], home: null };
    this.me = sessionStorage.getItem("me") ?? "";
  }

  async load() {
    this.state = await read(`state?as=${encodeURIComponent(this.me)}`);
    this.me = this.state.me;
  }

  become(id) {
    this.me = id;
    sessionStorage.setItem("me", id);
  }

  channel(id) {
    return this.state.channels.find((channel) => channel.id === id);
  }

  get directMessage() {
    return this.state.channels.find((channel) => channel.kind === "im");
  }

  person(id) {
    return this.state.people.find((person) => person.id === id) ?? { id, name: id, real_name: id };
  }

  // Who wrote a message; a post under another name is the bot's all the same.
  author(message) {
    if (!message.username && message.user) return this.person(message.user);
    const { id, name } = this.state.bot;
    const shown = message.username ?? name;
    return { id, name: shown, real_name: shown, is_bot: true, emoji: message.icons?.emoji };
  }

  // What may complete "@" or "#": the bot first, then those who are here.
  candidates(sign, place) {
    if (sign === "/") return offered(this.state.commands, this.person(this.state.bot.id));
    if (sign === "#") return this.state.channels.filter(({ kind, archived }) => kind !== "im" && !archived).map(({ name, purpose }) => ({ name, label: purpose }));
    const here = new Set(this.channel(place)?.people ?? []);
    const rank = ({ id }) => (id === this.state.bot.id ? 0 : here.has(id) ? 1 : 2);
    const people = this.state.people.filter(({ id }) => id !== "USLACKBOT");
    return people.sort((a, b) => rank(a) - rank(b)).map((person) => ({ name: person.name, label: person.is_bot ? "App" : person.real_name, person }));
  }

  placeName(id) {
    const person = this.state.directs[id];
    if (person) return `${this.person(person).name} and ${this.state.bot.name}`;
    const channel = this.channel(id);
    return channel ? `#${channel.name}` : id;
  }

  fileUrl(id) {
    return `/_control/file?as=${encodeURIComponent(this.me)}&id=${encodeURIComponent(id)}`;
  }

  get names() {
    return {
      me: this.me,
      user: (id) => (this.person(id).is_bot ? this.person(id).name : this.person(id).real_name),
      handle: (id) => this.person(id).name,
      channel: (id) => this.channel(id)?.name ?? id,
    };
  }

  messages(id) {
    return read(`channel?as=${this.me}&id=${id}`).then((answer) => answer.messages);
  }

  thread(id, ts) {
    return read(`thread?as=${this.me}&id=${id}&ts=${ts}`).then((answer) => answer.messages);
  }

  act(name, given) {
    return write(name, { user: this.me, ...given });
  }

  newMember(realName) {
    return write("new_member", { real_name: realName });
  }

  // EventSource reconnects by itself; `open` then also means that something may have been missed.
  listen(heard) {
    this.heard = heard;
    this.follow(null);
  }

  // With the traffic or without: exchanged is called with each exchange.
  follow(exchanged) {
    this.stream?.close();
    this.stream = new EventSource(`/_control/updates${exchanged ? "?traffic" : ""}`);
    this.stream.addEventListener("message", () => this.heard.changed());
    this.stream.addEventListener("open", () => this.heard.connected(true));
    this.stream.addEventListener("error", () => this.heard.connected(false));
    if (exchanged) this.stream.addEventListener("exchange", (event) => exchanged(JSON.parse(event.data)));
  }
}

async function read(path) {
  return result(await fetch(`/_control/${path}`));
}

async function write(act, body) {
  const headers = { "content-type": "application/json" };
  const answer = await result(await fetch(`/_control/${act}`, { method: "POST", headers, body: JSON.stringify(body) }));
  return answer.result;
}

async function result(response) {
  const answer = await response.json().catch(() => ({ error: `HTTP ${response.status}` }));
  if (!response.ok) throw new Error(answer.error);
  return answer;
}
