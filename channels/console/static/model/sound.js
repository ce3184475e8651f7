// Two soft notes for a new waiting customer; made here, so that no file is needed.

const MUTED = "console.muted";
let context;

export const muted = () => localStorage.getItem(MUTED) === "yes";
export const setMuted = (yes) => localStorage.setItem(MUTED, yes ? "yes" : "no");

// Browsers allow sound only after the person has touched the page.
export const allowSound = () => { context ??= new AudioContext(); context.resume(); };

export function chime() {
  if (muted() || !context) return;
  note(659.25, 0);
  note(880, 0.16);
}

function note(pitch, after) {
  const start = context.currentTime + after;
  const tone = new OscillatorNode(context, { type: "sine", frequency: pitch });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.linearRampToValueAtTime(0.18, start + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, start + 0.5);
  tone.connect(volume).connect(context.destination);
  tone.start(start);
  tone.stop(start + 0.55);
}
