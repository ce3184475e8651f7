// The way to the desk: requests that carry the visitor's token, and the stream of what is new.

const REQUEST_MS = 15_000;
const SILENCE_MS = 40_000; // the desk says "still here" every 15 s

export class Refused extends Error {
  constructor(status, body) {
    super(body?.detail || `the desk answered ${status}`);
    this.status = status;
    this.code = body?.error ?? "";
    this.facts = body ?? {};
  }

  // How long the desk asks to wait (ms), with a little more so that not all come back at once.
  get wait() {
    return (this.facts.retry_after ?? 1) * 1000 + Math.random() * 300;
  }

  // The same request may succeed a little later.
  get passing() {
    return this.status >= 500 || this.status === 429;
  }
}

export class Connection {
  base;
  token;

  constructor(base, token) {
    this.base = base;
    this.token = token;
  }

  get(path) {
    return this.#json("GET", path);
  }

  post(path, body = {}) {
    return this.#json("POST", path, body);
  }

  put(path, body) {
    return this.#json("PUT", path, body);
  }

  async file(path, milliseconds = REQUEST_MS) {
    return (await this.#fetch("GET", path, undefined, AbortSignal.timeout(milliseconds))).blob();
  }

  // Yields {name, id, data}; ends when the desk closes the line or says nothing for too long.
  async *stream(after, abort) {
    let alarm;
    const heard = () => {
      clearTimeout(alarm);
      alarm = setTimeout(() => abort.abort(), SILENCE_MS);
    };
    heard();
    try {
      const response = await this.#fetch("GET", "/stream", undefined, abort.signal, { "Last-Event-ID": String(after) });
      yield* events(response.body.pipeThrough(new TextDecoderStream()).getReader(), heard);
    } finally {
      clearTimeout(alarm);
    }
  }

  async #json(method, path, body) {
    const response = await this.#fetch(method, path, body, AbortSignal.timeout(REQUEST_MS));
    return response.json();
  }

  async #fetch(method, path, body, signal, headers = {}) {
    if (this.token) headers["Authorization"] = `Bearer ${this.token}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const response = await fetch(this.base + path, {
      method, headers, signal, body: body && JSON.stringify(body), credentials: "omit", cache: "no-store",
    });
    if (!response.ok) throw new Refused(response.status, await response.json().catch(() => null));
    return response;
  }
}

async function* events(reader, heard) {
  let rest = "";
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    heard();
    const blocks = (rest + chunk.value).split("\n\n");
    rest = blocks.pop();
    yield* blocks.map(event).filter((event) => event.data !== undefined);
  }
}

function event(block) {
  const found = {};
  for (const line of block.split("\n")) {
    const [, field, value] = line.match(/^(event|id|data): (.*)$/) ?? [];
    if (field === "data") found.data = JSON.parse(value);
    else if (field === "event") found.name = value;
    else if (field === "id") found.id = Number(value);
  }
  return found;
}
