// One file up to the desk. XMLHttpRequest, because fetch does not tell how far an upload is.

import { Refusal, ROOT, csrfToken } from "./api.js";

const SILENCE_MS = 60_000;

// item.done counts up to 1; item.abort() gives it up.
export function upload(path, item, changed) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let alarm = setTimeout(() => request.abort(), SILENCE_MS);
    request.open("POST", `${ROOT}${path}/attachments`);
    request.setRequestHeader("X-CSRF-Token", csrfToken());
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-File-Name", encodeURIComponent(item.file.name.toWellFormed?.() ?? item.file.name));
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => {
      clearTimeout(alarm);
      alarm = setTimeout(() => request.abort(), SILENCE_MS);
      item.done = total ? loaded / total : 0;
      changed();
    };
    request.onloadend = () => {
      clearTimeout(alarm);
      if (request.status === 201) resolve(request.response.attachment);
      else reject(new Refusal(request.status, request.response ?? { error: "network" }));
    };
    item.abort = () => request.abort();
    request.send(item.file);
  });
}
