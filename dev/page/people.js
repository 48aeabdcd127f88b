// Who one plays, and letting somebody new in.

import { toast } from "./toast.js";

const $ = (id) => document.getElementById(id);

// become(id) changes who one is.
export function hearPeople(workspace, become) {
  $("persona").addEventListener("change", (event) => become(event.target.value));
  $("newcomer").addEventListener("submit", (event) => {
    event.preventDefault();
    const name = $("newcomer-name").value.trim();
    if (!name) return;
    $("newcomer-name").value = "";
    letIn(workspace, name, become);
  });
}

async function letIn(workspace, name, become) {
  const person = await workspace.newMember(name).catch((problem) => toast(problem.message));
  if (person) toast(`${person.real_name} is here.`, { label: `Be ${person.real_name}`, run: () => become(person.id) });
}
