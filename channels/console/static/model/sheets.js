// A file that the server makes: asked for like a change, since who took it is audited.

import { ROOT, Refusal, csrfToken } from "./api.js";

export async function sheet(path, body) {
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": csrfToken() };
  const answer = await fetch(ROOT + path, { method: "POST", headers, body: JSON.stringify(body), credentials: "same-origin" })
    .catch(() => { throw new Refusal(0, { error: "network" }); });
  if (answer.ok) return answer.blob();
  if (answer.status === 401) window.dispatchEvent(new Event("desk:signed-out"));
  throw new Refusal(answer.status, await answer.json().catch(() => ({})));
}
