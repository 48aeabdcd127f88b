// Talking to the workspace: reading what one person sees, doing what they do, hearing of changes.

export class Workspace {
  constructor() {
    this.state = { people: [], channels: [], bot: {}, me: "" };
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
  listen(changed, connected) {
    const stream = new EventSource("/_control/updates");
    stream.addEventListener("message", (event) => changed(JSON.parse(event.data)));
    stream.addEventListener("open", () => connected(true));
    stream.addEventListener("error", () => connected(false));
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
