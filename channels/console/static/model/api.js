// The console's requests. Every unsafe one carries the session's CSRF token; a lost session is told once to all.

export class Refusal extends Error {
  constructor(status, body) {
    super(body.detail || body.error || String(status));
    this.status = status;
    this.code = body.error || "network";
    this.facts = body;
  }
}

export const ROOT = "/console/api";
let csrf = "";

export const rememberCsrf = (token) => { csrf = token; };
export const csrfToken = () => csrf;

export const get = (path) => ask("GET", path);
export const post = (path, body = {}) => ask("POST", path, body);

async function ask(method, path, body) {
  const answer = await reach(method, path, body);
  const result = await answer.json().catch(() => ({}));
  if (answer.ok) return result;
  if (answer.status === 401 && path !== "/sign-in") window.dispatchEvent(new Event("desk:signed-out"));
  throw new Refusal(answer.status, result);
}

async function reach(method, path, body) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") Object.assign(headers, { "Content-Type": "application/json", "X-CSRF-Token": csrf });
  try {
    return await fetch(ROOT + path, { method, headers, body: body && JSON.stringify(body), credentials: "same-origin" });
  } catch {
    throw new Refusal(0, { error: "network" });
  }
}
